"""Taobao and Tmall asked and told through TOP: signed forms at one address, orders listed by key and read one by one.

Source: Taobao open platform (TOP): signature, error codes, taobao.trades.sold.increment.get, taobao.trades.sold.get,
taobao.trade.fullinfo.get, taobao.logistics.offline.send, taobao.trade.memo.update, taobao.skus.custom.get,
taobao.skus.quantity.update, taobao.top.oaid.merge, taobao.top.auth.token.refresh.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from orderway.adapters.channels import _china_client as china
from orderway.adapters.channels import _china_waybills as waybills
from orderway.adapters.channels import _taobao_talks
from orderway.adapters.channels._china import ZONE
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

PATH = "/router/rest"
SLICE_SECONDS = 86_400
"""The longest span of one listing."""
PAGE_TRADES = 50
ITEM_SKUS_MAX = 20
"""SKUs of one item in one call."""
MEMO_CHARS_MAX = 1000
MERGE_ORDERS_MAX = 100
TYPES = (
    "fixed,auction,guarantee_trade,step,independent_simple_trade,independent_shop_trade,auto_delivery,ec,cod,fenxiao"
)
FIELDS = (
    "tid,tid_str,status,type,payment,post_fee,created,pay_time,modified,buyer_open_uid,buyer_nick,buyer_message,"
    "seller_memo,seller_flag,seller_flag_tag,receiver_name,receiver_mobile,receiver_phone,receiver_state,receiver_city,"
    "receiver_district,receiver_town,receiver_address,receiver_zip,oaid,step_trade_status,step_paid_fee,invoice_name,"
    "est_con_time,trade_from,platform_subsidy_fee,orders"
)
COMPANIES = {
    "sf": "SF", "yto": "YTO", "sto": "STO", "zto": "ZTO", "yunda": "YUNDA", "ems": "EMS", "best": "HTKY",
    "post": "POSTB", "deppon": "DBKD", "jd": "LE04284890",
}  # fmt: skip
UNSHIPPED = ("WAIT_SELLER_SEND_GOODS", "SELLER_CONSIGNED_PART")
AUTH = frozenset(("11", "12", "13", "24", "25", "26", "27", "28", "29", "42", "43", "53"))
"""Permissions, signature, session and key; 42, 43, 53: their newer names."""
_BAN = re.compile(r"last for (\d+) more second")


class _Found(msgspec.Struct):
    tid: int
    tid_str: str = ""
    created: str = ""

    def key(self) -> str:
        return self.tid_str or str(self.tid)


class TaobaoClient:
    """Keeps the promises of `ports.platform.Platform`."""

    code = "taobao"
    base_url = "https://eco.taobao.com"
    fields = (*china.FIELDS, *waybills.FIELDS)
    abilities = Abilities(
        per_line=False, whole_lines=True, remark=True, flag=True, ship_date=True, refresh=True, address_change=True,
        same_receiver=True, waybill=True, talks=True,
        levels_max=100, calls_per_second=10.0, burst=20, overlap_seconds=300, window_seconds_max=SLICE_SECONDS,
    )  # fmt: skip

    def pull(self, account: Account, since: datetime, until: datetime, page: str) -> Page:
        """Trades by the time of their last change, each read in full."""

        def ask(start: datetime, end: datetime, number: int) -> tuple[dict[str, str], int]:
            span = {"start_modified": china.local(start), "end_modified": china.local(end)}
            found, total = _listed(account, "taobao.trades.sold.increment.get", number, span)
            return {one.key(): one.key() for one in found}, total

        keys, following = china.walk(page, since, until, SLICE_SECONDS, ask)
        return Page(self.fetch(account, keys), following)

    def list_ids(self, account: Account, since: datetime, until: datetime, page: str) -> IdPage:
        """Every trade by the time it was placed."""

        def ask(start: datetime, end: datetime, number: int) -> tuple[dict[str, Listed], int]:
            span = {"start_created": china.local(start), "end_created": china.local(end)}
            found, total = _listed(account, "taobao.trades.sold.get", number, span)
            return {one.key(): Listed(one.key(), _at(one.created)) for one in found}, total

        listed, following = china.walk(page, since, until, SLICE_SECONDS, ask)
        return IdPage([one for one in listed if since <= one.placed_at < until], following)

    def fetch(self, account: Account, external_ids: Sequence[str]) -> list[Message]:
        """These trades, one call each."""
        return china.one_by_one(
            external_ids, lambda tid: Message(tid, china.wrapped("trade", _trade(account, tid)), "trade")
        )

    def write(self, account: Account, task: Task, again: bool) -> Answer:
        """Parcels by sub-order, stock levels, remarks with their flag."""
        match task:
            case Ship():
                return _ship(account, task)
            case Levels():
                return _levels(account, task)
            case Remark():
                return _remark(account, task)
            case ShipDate():
                trade = china.shaped(_trade(account, task.order), dict[str, Any])
                memo = china.dated(str(trade.get("seller_memo") or ""), task.at)
                return _remark(account, Remark(task.key, task.order, memo, int(trade.get("seller_flag") or 0)))
            case _:
                raise not_offered("Taobao")

    def talks(self, account: Account, since: datetime, until: datetime, page: str) -> Page:
        """What buyers wrote about refunds, and what they were answered there."""
        return _taobao_talks.talks(_ask, account, since, until, page)

    def refresh(self, account: Account) -> Renewed:
        """A new session by the refresh token; Taobao gives it as JSON in a text."""
        token = china.refresh_token(account, "Taobao")
        raw = _ask(account, "taobao.top.auth.token.refresh", {"refresh_token": token}, session=False)
        told = china.shaped(msgspec.Raw(china.shaped(raw["token_result"], str).encode()), dict[str, Any])
        return china.renewed(told, token)

    def same_receivers(self, account: Account, orders: Sequence[tuple[str, str]]) -> list[list[str]]:
        """Which of these orders (key, token) go to one receiver: groups of their keys."""
        wanted = [{"tid": int(tid), "oaid": oaid} for tid, oaid in orders[:MERGE_ORDERS_MAX]]
        raw = _ask(account, "taobao.top.oaid.merge", {"merge_list": msgspec.json.encode(wanted).decode()})
        groups = china.deep(raw.get("tid_list", msgspec.Raw(b"null")), "string")
        return [str(china.shaped(one, str)).split(",") for one in china.rows(groups)]

    def waybill(self, account: Account, order: str, request: LabelRequest) -> Label:
        """A number of Cainiao's service."""
        wanted = waybills.cloud_request(account, order, request, "TB")
        wanted["cp_code"] = china.company(
            COMPANIES, request.carrier, account.options.get(f"carrier:{request.carrier}", "")
        )
        body = msgspec.json.encode(wanted).decode()
        told = _ask(account, "cainiao.waybill.ii.get", {"param_waybill_cloud_print_apply_new_request": body}, True)
        return waybills.cloud_label(china.deep(told["modules"], "waybill_cloud_print_response"), request.key)

    def void_waybill(self, account: Account, carrier: str, tracking_number: str) -> None:
        """Give a number back to Cainiao's service."""
        company = china.company(COMPANIES, carrier, account.options.get(f"carrier:{carrier}", ""))
        _ask(account, "cainiao.waybill.ii.cancel", {"cp_code": company, "waybill_code": tracking_number}, True)


def _at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)


def _ask(
    account: Account, method: str, values: dict[str, str], writes: bool = False, session: bool = True
) -> dict[str, msgspec.Raw]:
    """One call; the parts of its answer."""
    sent = {
        "method": method, "app_key": account.options.get("app_key", ""), "timestamp": china.local(clock.now()),
        "format": "json", "v": "2.0", "sign_method": "md5", **values,
    }  # fmt: skip
    if session:
        sent["session"] = account.secrets.get("access_token", "")
    sent = {key: value for key, value in sent.items() if value}
    sent["sign"] = china.signed(account.secrets.get("app_secret", ""), sent)
    told = china.answered(call(account, "POST", PATH, form=sent, writes=writes), writes)
    if "error_response" in told:
        raise _failed(china.shaped(told["error_response"], dict[str, Any], writes), writes)
    name = f"{method.removeprefix('taobao.').replace('.', '_')}_response"
    if name not in told:
        raise PlatformFailed(china.unsure(writes), "its answer is another call's")
    return china.parts(told[name], writes)


def _failed(error: dict[str, Any], writes: bool) -> PlatformFailed:
    code, sub = str(error.get("code", "")), str(error.get("sub_code") or "")
    said = str(error.get("sub_msg") or error.get("msg") or "")
    if code == "7" or "flow-control" in sub or "accesscontrol.limited" in sub:
        ban = _BAN.search(f"{said} {error.get('msg')}")
        wait = float(ban[1]) if ban else china.PACE_SECONDS
        return PlatformFailed(Failure.TRY_LATER, said, code=sub or code, retry_after_seconds=wait)
    if code in AUTH or "invalid-sessionkey" in sub:
        return PlatformFailed(Failure.AUTH, said, code=code)
    if code == "30":
        return PlatformFailed(Failure.TRY_LATER, "the clocks differ", code=code)
    if code in ("9", "10") or sub.startswith("isp."):
        return PlatformFailed(china.unsure(writes), said, code=sub or code)
    if "not-exist" in sub or "not-found" in sub:
        return PlatformFailed(Failure.GONE, said, code=sub)
    return PlatformFailed(Failure.REFUSED, said, code=sub or code)


def _listed(account: Account, method: str, number: int, span: dict[str, str]) -> tuple[list[_Found], int]:
    wanted = {
        "fields": "tid,tid_str,created,modified", "type": TYPES, "page_no": str(number), "page_size": str(PAGE_TRADES),
        "use_has_next": "false", **span,
    }  # fmt: skip
    told = _ask(account, method, wanted)
    total = int(china.shaped(told.get("total_results", msgspec.Raw(b"0")), int))
    listed = china.deep(told["trades"], "trade") if "trades" in told else None
    return [china.shaped(one, _Found) for one in china.rows(listed)], total


def _trade(account: Account, tid: str) -> msgspec.Raw:
    return _ask(account, "taobao.trade.fullinfo.get", {"tid": tid, "fields": FIELDS})["trade"]


def _ship(account: Account, task: Ship) -> Answer:
    """A parcel with its sub-orders: a sub-order is told whole with the first parcel that holds some of it."""
    trade = china.shaped(_trade(account, task.order), dict[str, Any])
    subs = [(str(one.get("oid_str") or one.get("oid")), one) for one in (trade.get("orders") or {}).get("order") or ()]
    if any(one.get("invoice_no") == task.tracking_number for _oid, one in subs):
        return Answer(task.order, known=True)
    left = [oid for oid, one in subs if one.get("status") in UNSHIPPED]
    named = {part.line for part in task.lines}
    wanted = [oid for oid in left if not named or oid in named]
    if not wanted:
        raise PlatformFailed(Failure.REFUSED, "nothing is left to be shipped there", code="shipped_already")
    values = {
        "tid": task.order, "out_sid": task.tracking_number,
        "company_code": china.company(COMPANIES, task.carrier, task.carrier_there, "OTHER"),
    }  # fmt: skip
    if len(wanted) < len(subs):
        values |= {"is_split": "1", "sub_tid": ",".join(wanted)}
    told = _ask(account, "taobao.logistics.offline.send", values, writes=True)
    done = china.deep(told["shipping"], "is_success")
    if done is not None and not china.shaped(done, bool):
        raise PlatformFailed(Failure.REFUSED, "it did not take the parcel")
    return Answer(task.order)


def _remark(account: Account, task: Remark) -> Answer:
    values = {"tid": task.order, "flag": str(task.flag), "memo": task.text[:MEMO_CHARS_MAX]}
    if not task.text:
        values["reset"] = "true"
    _ask(account, "taobao.trade.memo.update", values, writes=True)
    return Answer(task.order)


def _levels(account: Account, task: Levels) -> Answer:
    """Levels item by item. A listing is `item:SKU`, or a SKU whose item is looked up by the seller's own code."""
    answer = Answer()
    items: defaultdict[str, list[tuple[Level, str]]] = defaultdict(list)
    for level in task.levels:
        item, sku = _item(account, level)
        if item:
            items[item].append((level, sku))
        else:
            answer.refused[level.listing or level.sku] = "not there"
    for item, mine in items.items():
        for group in china.chunks(mine, ITEM_SKUS_MAX):
            answer.refused |= _set(account, item, group)
    return answer


def _set(account: Account, item: str, group: Sequence[tuple[Level, str]]) -> dict[str, str]:
    """Levels of one item's SKUs; what is refused. Of a group that is refused each SKU is told alone."""
    pairs = ";".join(f"{sku}:{level.quantity}" for level, sku in group)
    try:
        _ask(account, "taobao.skus.quantity.update", {"num_iid": item, "skuid_quantities": pairs, "type": "1"}, True)
    except PlatformFailed as failed:
        if failed.kind not in (Failure.REFUSED, Failure.GONE):
            raise
        if len(group) == 1:
            return {group[0][0].listing or group[0][0].sku: failed.said}
        return {key: said for one in group for key, said in _set(account, item, [one]).items()}
    return {}


def _item(account: Account, level: Level) -> tuple[str, str]:
    item, split, sku = level.listing.partition(":")
    if split:
        return item, sku
    try:
        told = _ask(account, "taobao.skus.custom.get", {"outer_id": level.sku, "fields": "sku_id,num_iid,outer_id"})
    except PlatformFailed as failed:
        if failed.kind not in (Failure.REFUSED, Failure.GONE):
            raise
        return "", ""
    listed = china.deep(told["skus"], "sku") if "skus" in told else None
    for one in (china.shaped(raw, dict[str, Any]) for raw in china.rows(listed)):
        if level.listing in ("", str(one.get("sku_id")), str(one.get("num_iid"))):
            return str(one["num_iid"]), str(one["sku_id"])
    return "", ""


PLATFORM = TaobaoClient()
