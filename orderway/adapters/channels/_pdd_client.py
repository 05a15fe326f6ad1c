"""Pinduoduo asked and told: signed forms at one address, keys listed by half hours, orders read one by one.

Source: Pinduoduo open platform: signature, error codes, pdd.order.number.list.increment.get, pdd.order.list.get,
pdd.order.information.get, pdd.logistics.online.send, pdd.order.upload.extra.logistics, pdd.order.note.update,
pdd.goods.list.get, pdd.goods.quantity.update, pdd.pop.auth.token.refresh.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from orderway.adapters.channels import _china_client as china
from orderway.adapters.channels import _china_waybills as waybills
from orderway.adapters.channels._china import instant
from orderway.adapters.channels._http import call, not_offered
from orderway.kernel import clock
from orderway.ports.carrier import Label, LabelRequest
from orderway.ports.platform import (
    Abilities,
    Account,
    Failure,
    IdPage,
    Listed,
    Message,
    Page,
    PlatformFailed,
    Renewed,
)
from orderway.ports.platform_tasks import Answer, Level, Levels, Remark, Ship, ShipDate, Task

CHANGED_SECONDS, PLACED_SECONDS = 1_799, 86_399
"""The longest spans of a listing by change, and of one by placing: half an hour, a day; both ends count."""
PAGE_ORDERS = 50
NOTE_CHARS_MAX = 300
ALL = "5"
"""Orders, and refunds, of every state."""
SPLIT = 1
"""An extra number because an order goes in several parcels."""
WHOLE = "1"
"""A level is what there is, not a difference."""
COMPANIES = {
    "sto": "1", "best": "3", "sf": "44", "yto": "85", "zto": "115", "ems": "118", "jd": "120", "yunda": "121",
    "deppon": "131", "post": "132", "jt": "384",
}  # fmt: skip
COURIERS = {"sto": "STO", "zto": "ZTO", "yto": "YTO", "yunda": "YUNDA", "ems": "EMS", "jt": "JTSD", "sf": "SF"}
AUTH = frozenset(("10000", "10001", "10016", "10017", "10018", "10019", "10035", "20004", "20005", "20031", "20034",
                  "30000", "30001"))  # fmt: skip
"""Key, signature, token (10019: ended), address not allowed, interface or shop not granted."""
LIMITED = frozenset(("52101", "52102", "52103", "70031", "70032", "70033", "70034", "70035", "70036"))
OUR_FAULT = frozenset(("20001", "20002", "20003", "21001", "21002"))
LATER = frozenset(("50000", "52001", "52002", "52004"))


class _Found(msgspec.Struct):
    order_sn: str
    created_time: str = ""
    confirm_time: str = ""


class PinduoduoClient:
    """Keeps the promises of `ports.platform.Platform`."""

    code = "pdd"
    base_url = "https://gw-api.pinduoduo.com"
    fields = (*china.FIELDS, *waybills.FIELDS)
    abilities = Abilities(
        per_line=False, remark=True, flag=True, ship_date=True, waybill=True, refresh=True, address_change=True,
        levels_max=50, calls_per_second=10.0,
        burst=20, overlap_seconds=300, window_seconds_max=PLACED_SECONDS,
    )  # fmt: skip

    def pull(self, account: Account, since: datetime, until: datetime, page: str) -> Page:
        """Orders by the time of their last change, each read in full."""

        def ask(start: datetime, end: datetime, number: int) -> tuple[dict[str, str], int]:
            span = {"start_updated_at": _seconds(start), "end_updated_at": _seconds(end)}
            method = "pdd.order.number.list.increment.get"
            found, total = _listed(account, method, "order_sn_increment_get_response", "order_sn_list", number, span)
            return {one.order_sn: one.order_sn for one in found}, total

        keys, following = china.walk(page, since, until, CHANGED_SECONDS, ask)
        return Page(self.fetch(account, keys), following)

    def list_ids(self, account: Account, since: datetime, until: datetime, page: str) -> IdPage:
        """Every order by the time it was agreed; unpaid ones are not shown to sellers."""

        def ask(start: datetime, end: datetime, number: int) -> tuple[dict[str, Listed], int]:
            span = {"start_confirm_at": _seconds(start), "end_confirm_at": _seconds(end)}
            found, total = _listed(account, "pdd.order.list.get", "order_list_get_response", "order_list", number, span)
            listed = [(one, instant(one.confirm_time or one.created_time, "confirm_time")) for one in found]
            return {one.order_sn: Listed(one.order_sn, at) for one, at in listed if at}, total

        listed, following = china.walk(page, since, until, PLACED_SECONDS, ask)
        return IdPage([one for one in listed if since <= one.placed_at < until], following)

    def fetch(self, account: Account, external_ids: Sequence[str]) -> list[Message]:
        """These orders, one call each."""
        return china.one_by_one(
            external_ids, lambda key: Message(key, china.wrapped("order_info", _order(account, key)), "order_info")
        )

    def write(self, account: Account, task: Task, again: bool) -> Answer:
        """Parcels (the first ships the order, more are extra numbers), stock levels, notes with their flag."""
        match task:
            case Ship():
                return _ship(account, task)
            case Levels():
                return _levels(account, task)
            case Remark():
                return _note(account, task.order, task.text, task.flag)
            case ShipDate():
                order: dict[str, Any] = china.shaped(_order(account, task.order), dict[str, Any])
                return _note(account, task.order, china.dated(str(order.get("remark") or ""), task.at))
            case _:
                raise not_offered("Pinduoduo")

    def refresh(self, account: Account) -> Renewed:
        """A new access token by the refresh token."""
        token = china.refresh_token(account, "Pinduoduo")
        name = "pop_auth_token_refresh_response"
        raw = _ask(account, "pdd.pop.auth.token.refresh", name, {"refresh_token": token}, token=False)
        told: dict[str, Any] = china.shaped(raw, dict[str, Any])
        return china.renewed(told, token)

    def waybill(self, account: Account, order: str, request: LabelRequest) -> Label:
        """A number of Pinduoduo's own service."""
        wanted = waybills.cloud_request(account, order, request, "PDD")
        wanted |= {"wp_code": _courier(account, request.carrier), "need_encrypt": True}
        values = {"param_waybill_cloud_print_apply_new_request": msgspec.json.encode(wanted).decode()}
        told = china.parts(_ask(account, "pdd.waybill.get", "pdd_waybill_get_response", values, writes=True))
        return waybills.cloud_label(told.get("modules"), request.key)

    def void_waybill(self, account: Account, carrier: str, tracking_number: str) -> None:
        """Give a number back."""
        values = {"wp_code": _courier(account, carrier), "waybill_code": tracking_number}
        _done(_ask(account, "pdd.waybill.cancel", "pdd_waybill_cancel_response", values, writes=True))


def _courier(account: Account, carrier: str) -> str:
    """The carrier's code at the waybill service, which is another than that of shipments."""
    return china.company(COURIERS, carrier, account.options.get(f"waybill:{carrier}", ""))


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))


def _ask(
    account: Account, method: str, name: str, values: dict[str, str], writes: bool = False, token: bool = True
) -> msgspec.Raw:
    """One call; what stands under `name` in its answer (empty: under whatever name it has)."""
    sent = {
        "type": method, "client_id": account.options.get("app_key", ""), "timestamp": _seconds(clock.now()),
        "data_type": "JSON", "version": "V1", **values,
    }  # fmt: skip
    if token:
        sent["access_token"] = account.secrets.get("access_token", "")
    sent = {key: value for key, value in sent.items() if value}
    sent["sign"] = china.signed(account.secrets.get("app_secret", ""), sent)
    told = china.answered(call(account, "POST", "/api/router", form=sent, writes=writes), writes)
    if "error_response" in told:
        raise _failed(china.shaped(told["error_response"], dict[str, Any], writes), writes)
    found = told.get(name) if name else next((raw for key, raw in told.items() if key.endswith("response")), None)
    if found is None:
        raise PlatformFailed(china.unsure(writes), "its answer is another call's")
    return found


def _failed(error: dict[str, Any], writes: bool) -> PlatformFailed:
    code, sub = str(error.get("error_code", "")), str(error.get("sub_code") or "")
    said = str(error.get("sub_msg") or error.get("error_msg") or "")
    if code in LIMITED:
        return PlatformFailed(Failure.TRY_LATER, said, code=code, retry_after_seconds=china.PACE_SECONDS)
    if code in AUTH:
        return PlatformFailed(Failure.AUTH, said, code=code)
    if code in LATER:
        return PlatformFailed(china.unsure(writes), said, code=code)
    if "不存在" in said and code not in OUR_FAULT:
        return PlatformFailed(Failure.GONE, said, code=sub or code)
    return PlatformFailed(Failure.REFUSED, said, code=sub or code)


def _done(raw: msgspec.Raw) -> None:
    """Raises REFUSED where the answer says that it was not done."""
    told: dict[str, Any] = china.shaped(raw, dict[str, Any], True)
    if False in (told.get("is_success"), told.get("success")):
        raise PlatformFailed(Failure.REFUSED, str(told.get("error_msg") or "it did not take it"))


def _listed(
    account: Account, method: str, name: str, rows: str, number: int, span: dict[str, str]
) -> tuple[list[_Found], int]:
    values = {
        "order_status": ALL, "refund_status": ALL, "is_lucky_flag": "0", "page": str(number),
        "page_size": str(PAGE_ORDERS), "use_has_next": "false", **span,
    }  # fmt: skip
    told = china.parts(_ask(account, method, name, values))
    found = [china.shaped(one, _Found) for one in china.rows(told.get(rows))]
    return found, int(china.shaped(told["total_count"], int))


def _order(account: Account, key: str) -> msgspec.Raw:
    raw = _ask(account, "pdd.order.information.get", "order_info_get_response", {"order_sn": key})
    return china.parts(raw)["order_info"]


def _ship(account: Account, task: Ship) -> Answer:
    order: dict[str, Any] = china.shaped(_order(account, task.order), dict[str, Any])
    extra = [str(one.get("tracking_number")) for one in order.get("extra_delivery_list") or ()]
    if task.tracking_number in (order.get("tracking_number"), *extra):
        return Answer(task.order, known=True)
    company = china.company(COMPANIES, task.carrier, task.carrier_there)
    if not order.get("tracking_number"):
        values = {"order_sn": task.order, "logistics_id": company, "tracking_number": task.tracking_number}
        _done(_ask(account, "pdd.logistics.online.send", "", values, writes=True))
        return Answer(task.order)
    tracks = [{"shipping_id": int(company), "tracking_number": task.tracking_number}]
    values = {
        "order_sn": task.order, "extra_track_type": str(SPLIT),
        "extra_track_list": msgspec.json.encode(tracks).decode(),
    }  # fmt: skip
    _done(_ask(account, "pdd.order.upload.extra.logistics", "", values, writes=True))
    return Answer(task.order)


def _note(account: Account, order: str, text: str, flag: int = 0) -> Answer:
    """Without a flag, the one that is there stays."""
    values = {"order_sn": order, "note": text[:NOTE_CHARS_MAX], **({"tag": str(flag)} if flag else {})}
    _done(_ask(account, "pdd.order.note.update", "", values, writes=True))
    return Answer(order)


def _levels(account: Account, task: Levels) -> Answer:
    """One call a SKU. A listing is `goods:SKU`, or a SKU whose goods are looked up by the seller's own code."""
    answer = Answer()
    for level in task.levels:
        key = level.listing or level.sku
        goods, sku = _goods(account, level)
        if not goods:
            answer.refused[key] = "not there"
            continue
        values = {"goods_id": goods, "sku_id": sku, "quantity": str(level.quantity), "update_type": WHOLE}
        try:
            _done(_ask(account, "pdd.goods.quantity.update", "", values, writes=True))
        except PlatformFailed as failed:
            if failed.kind not in (Failure.REFUSED, Failure.GONE):
                raise
            answer.refused[key] = failed.said
    return answer


def _goods(account: Account, level: Level) -> tuple[str, str]:
    goods, split, sku = level.listing.partition(":")
    if split:
        return goods, sku
    values = {"outer_id": level.sku, "page": "1", "page_size": str(PAGE_ORDERS)}
    told = china.parts(_ask(account, "pdd.goods.list.get", "goods_list_get_response", values))
    for one in (china.shaped(raw, dict[str, Any]) for raw in china.rows(told.get("goods_list"))):
        for part in one.get("sku_list") or ():
            if level.listing == str(part.get("sku_id")) or (not level.listing and part.get("outer_id") == level.sku):
                return str(one["goods_id"]), str(part["sku_id"])
    return "", ""


PLATFORM = PinduoduoClient()
