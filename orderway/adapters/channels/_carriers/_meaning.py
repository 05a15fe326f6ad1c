"""What a carrier's words mean in our one list of event codes: English, French, German, Spanish, Italian, Dutch, Polish,
Portuguese and Chinese phrases, the telling ones first. Pure."""

from __future__ import annotations

import re
import unicodedata

CODES = (
    "announced",
    "picked_up",
    "in_transit",
    "customs",
    "out_for_delivery",
    "ready_for_pickup",
    "attempted",
    "delayed",
    "on_hold",
    "exception",
    "delivered",
    "refused",
    "returning",
    "returned",
    "lost",
    "cancelled",
    "other",
)
"""Our code list; `journey.track` moves a parcel by those that it knows and keeps the others with their words."""
TEXT_CHARS_MAX = 500
"""Of a text only so many characters are looked through."""

_PHRASES = r"""
on_hold: pick ?up[ _-]?(attempt|fail|miss|unsuccess)|(attempt|unable)\w* to (pick ?up|collect)|pickup refused
cancelled: cancel+(ed|lation|ado|led)?\b|\bvoid(ed)?\b|storniert|annul|geannuleerd|anulowan|取消
lost: \blost\b|verloren|\bperdu|extraviad|smarrit|zagubion|destroyed|disposed|丢失|遗失
returned: returned to (the |its )?(original )?(sender|shipper|seller|merchant|consignor)
returned: return(ed)? (was |has been )?(delivered|complete)
returned: delivered (back )?to (the )?(original )?(sender|shipper|consignor)|\breturned\b(?! to)|已退回|退回妥投
refused: (?<!not )\brefus(ed|al|e par|ee)\b|\brejected\b|(annahme|empfanger).{0,20}verweiger|rechazad|rifiutat
refused: geweigerd|odmow|recusad|拒收
returning: return(ing|s)?[ _-](to|in|init|process|start|request|shipment|parcel|label)|being returned
returning: \breturning\b|\brts\b|\bre?tour\b|retourn|zuruck (an|zum|gesandt)|rucksendung|devolu|reso al mittente
returning: zwrot|退回|退件
attempted: \bdelivery[ _-]?(was )?(attempt|fail|unsuccess|not (possible|success|complet))
attempted: attempt(ed|ing)?[ _-](at |to )?(deliver|business)|\battempt(ed)?\b
attempted: (could|can) ?not be (delivered|handed)|unable to (deliver|access|locate)|undeliver
attempted: unsuccessful deliver|failed (deliver|attempt)|not delivered|non[ _-]?delivery|no ?one|nobody
attempted: not (at )?home|not in\b|missed (delivery|you)|business closed|card left|notice left|carded
attempted: avis de passage|n'a pas pu etre (livre|remis)|nicht (angetroffen|zugestellt)|zustellversuch|absent
attempted: ausente|assente|intento de entrega|niet thuis|投递失败|未妥投|无人接听|无法联系|联系不上
out_for_delivery: out[ _-]?(for|on)[ _-]?deliver|on[ _-]?(board|vehicle|van)[ _-]?(for )?deliver
out_for_delivery: with (the |our |your |a )?(courier|driver)|delivery (route|tour|vehicle|van)
out_for_delivery: expected to be delivered (during|today)|\bindelivery\b|in delivery\b
out_for_delivery: (loaded|on) .{0,30}(for|to be) deliver|being delivered|en (cours de )?livraison|livreur
out_for_delivery: mettre en livraison|in zustellung|zustellfahrzeug|in consegna|en reparto
out_for_delivery: onderweg naar de ontvanger|bezorger|wydan\w+ do (dor|kur)|saiu para entrega|派送|派件
delivered: delivered.{0,30}(parcel locker|mailbox|letter ?box|porch|door|garage|neighbo|reception)
ready_for_pickup: (ready|available|waiting|held|deposited|arriv\w+).{0,40}for (customer )?(pick[ _-]?up|collect)
ready_for_pickup: (available|waiting|held|awaiting|deposited|arriv\w+).{0,40}(to be|customer|recipient) (pick|collect)
ready_for_pickup: ready[ _-]?(for|to)[ _-]?(be )?(pick|collect)|available[ _-]?(for|to)[ _-]?(pick|collect)
ready_for_pickup: (awaiting|available).{0,12}(collection|pick ?up) (by|from|at)
ready_for_pickup: delivered.{0,20}(parcel ?shop|pick ?up ?point|service ?point|access ?point|agent)
ready_for_pickup: (left|held) (with|at) (agent|(the )?post office|(a )?(parcel ?shop|location))|en point relais
ready_for_pickup: a disposition|abholbereit|zur abholung|packstation|disponible para recog|giacenza|ligt klaar
ready_for_pickup: gotow\w+ do odbioru|待取|自提
delivered: (?<!be )(?<!not )(?<!yet )(?<!when )(?<!once )\bdelivered\b
delivered: delivery[ _-](complete|success|made|confirm)|\blivree?s?\b|zugestellt|ausgeliefert|consegnat|entregad
delivered: entregue|bezorgd|afgeleverd|dorecz|proof of delivery|\bpod\b|signed for
delivered: (collected|picked up) by (the )?(customer|recipient|consignee|addressee)|签收|妥投|已送达
customs: \bcustoms?\b|\bdouan|\bzoll|\baduan|\bdogan|clearance|import (dut|tax)|\bclo\b|清关|海关
announced: label[ _-]?(was |has been )?(created|printed|generated|ready|purchased)|pre[ -]?advi[cs]e
announced: pre[ -]?alert|pre[ -]?(shipment|transit)|pre[ -]?notif
announced: (shipment|order|parcel|electronic|item|consignment) (information|data|info)\b
announced: information (has been )?(received|submitted|sent)
announced: data (was |has been |were )?(received|entered|transmitted)|electronic\w*
announced: (order|shipment|booking) (created|ready|placed|received|registered|processed|booked)|number allocated
announced: manifest|awaiting (item|parcel|pick ?up|collection)|not yet (been )?(received|handed|in )|\bbooked\b
announced: \bnotified\b|to us soon|bientot nous|en cours de preparation|angekundigt|elektronisch|info ?received
announced: \bpending\b|\bpreadvice\b|\bpretransit\b|预报|下单|待揽
picked_up: pick(ed)?[ _-]?up|\bcollected\b|collection (made|complete)|in possession|\baccept(ed|ance)\b
picked_up: handed over (to|by)|received (by|at|from).{0,30}(origin|carrier|shipper|sender|us\b)
picked_up: drop(ped)?[ _-]?off|\bposted\b|pris en charge|\bdepose|entre nos mains|abgeholt|eingeliefert|recogid
picked_up: ritirat|opgehaald|odebran|coletad|lodge(d|ment)|tendered|揽收|收件(?!人|方|地|电话)|已取件
delayed: \bdelay|\blate\b|reschedul|postpon|verzoger|verspat|retard\b|\bretraso|ritardo|vertrag|opoznion|延误
on_hold: on[ _-]?hold|\bheld\b|\bhold\b|awaiting instruction|intercept|suspend|滞留
exception: exception|damage|beschadig|endommage|danad|danneggiat
exception: (wrong|incorrect|insufficient|incomplete|bad|invalid) address
exception: address .{0,20}(wrong|incorrect|insufficient|incomplete|problem|issue)|problem|incident|\bfail
exception: \berror\b|missort|misrout|anomal|unknown recipient|异常|破损
in_transit: transit|\barriv|\bdepart|\bleft\b|\bsort|process|facility|\bhubs?\b|depot|cent(er|re)\b|dispatch
in_transit: forward|transfer|en ?route|on (its|the) way|\bshipped\b|\bmoved?\b|flight|airport|\bloaded|\bunload
in_transit: \bscan|reached|acheminement|en chemin|arrive|expedi|unterwegs|verteil|zentrum|eingetroffen|verladen
in_transit: transport|in viaggio|en camino|transito|onderweg|sortering|w drodze|sortown|运输|到达|离开|发往|中转
"""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TELLING = tuple(
    (code, re.compile(phrase))
    for code, phrase in (line.split(": ", maxsplit=1) for line in _PHRASES.strip().splitlines())
)


def meaning(words: str) -> str:
    """Our code for a carrier's words; `other` where they say nothing that we know."""
    apart = _HUMP.sub(" ", words[:TEXT_CHARS_MAX].replace("\u2019", "'"))
    plain = unicodedata.normalize("NFKD", apart).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    spaced = re.sub(r"[_\s.]+", " ", plain)
    return next((code for code, phrase in _TELLING if phrase.search(spaced)), "other") if spaced.strip() else "other"
