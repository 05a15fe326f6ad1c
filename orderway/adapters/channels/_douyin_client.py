"""Douyin's shops asked and told: business values as JSON in the body, the rest signed in the address (v2).

Source: Douyin shop open platform: signature, error codes (sub_code), order.searchList, order.orderDetail,
order.logisticsAdd, order.logisticsAddMultiPack, order.addOrderRemark, sku.syncStock, token.refresh.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from orderway.adapters.channels import _china_client as china
from orderway.adapters.channels import _china_waybills as waybills
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
from orderway.ports.platform_tasks import Answer, Levels, Remark, Ship, ShipDate, Task

SLICE_SECONDS = 86_400
PAGE_ORDERS = 100
REMARK_CHARS_MAX = 500
DONE = 10000
STARS = {0: 0, 1: 5, 2: 4, 3: 3, 4: 2, 5: 1}
"""Our flags (red, yellow, green, blue, purple) as Douyin counts its stars; none is grey."""
COMPANIES = {
    "sf": "shunfeng", "yto": "yuantong", "sto": "shentong", "zto": "zhongtong", "yunda": "yunda", "ems": "ems",
    "jd": "jd", "jt": "jtexpress", "post": "youzhengguonei", "deppon": "debangkuaidi",
}  # fmt: skip
SHIPPABLE = ("2", "101")
"""To be shipped, shipped in part."""
NAMES = uuid.UUID("5a0e3f4e-6c0c-4f43-9d2f-0a7f2f6a7f11")
"""Space of the ids by which Douyin knows that a shipment was asked for before."""
AUTH = ("access-token", "signature", "app-id", "app-key", "app-status", "no-permission", "token-generate-failed",
        "refresh-token", "invalid_ip", "ip-", "authority", "authorize")  # fmt: skip
LIMITED = ("flow-limit", "rate-limit", "call-limited", "too-frequent", "app-call-limit", "qps")
"""Words of `sub_code`."""


class _Found(msgspec.Struct):
    order_id: str
    create_time: int = 0


class DouyinClient:
    """Keeps the promises of `ports.platform.Platform`."""

    code = "douyin"
    base_url = "https://openapi-fxg.jinritemai.com"
    fields = (*china.FIELDS, *waybills.FIELDS)
    abilities = Abilities(
        remark=True, flag=True, ship_date=True, waybill=True, refresh=True, address_change=True,
        levels_max=50, calls_per_second=10.0, burst=20,
        overlap_seconds=300, window_seconds_max=SLICE_SECONDS,
    )  # fmt: skip

    def pull(self, account: Account, since: datetime, until: datetime, page: str) -> Page:
        """Orders by the time of their last change, in full."""

        def ask(start: datetime, end: datetime, number: int) -> tuple[dict[str, Message], int]:
            found, total = _listed(account, "update_time", start, end, number)
            return {one.external_id: one for one in map(_message, found)}, total

        return Page(*china.walk(page, since, until, SLICE_SECONDS, ask))

    def list_ids(self, account: Account, since: datetime, until: datetime, page: str) -> IdPage:
        """Every order by the time it was placed."""

        def ask(start: datetime, end: datetime, number: int) -> tuple[dict[str, Listed], int]:
            found, total = _listed(account, "create_time", start, end, number)
            told = [china.shaped(one, _Found) for one in found]
            return {
                one.order_id: Listed(one.order_id, datetime.fromtimestamp(one.create_time, UTC)) for one in told
            }, total

        listed, following = china.walk(page, since, until, SLICE_SECONDS, ask)
        return IdPage([one for one in listed if since <= one.placed_at < until], following)

    def fetch(self, account: Account, external_ids: Sequence[str]) -> list[Message]:
        """These orders, one call each."""
        return china.one_by_one(external_ids, lambda key: _message(_order(account, key)))

    def write(self, account: Account, task: Task, again: bool) -> Answer:
        """Parcels with their sub-orders and units, stock levels, remarks with their star."""
        match task:
            case Ship():
                return _ship(account, task)
            case Levels():
                return _levels(account, task)
            case Remark():
                return _remark(account, task.order, task.text, {"is_add_star": "true", "star": str(STARS[task.flag])})
            case ShipDate():
                order: dict[str, Any] = china.shaped(_order(account, task.order), dict[str, Any])
                memo = china.dated(str(order.get("seller_words") or ""), task.at)
                return _remark(account, task.order, memo, {"is_add_star": "false"})
            case _:
                raise not_offered("Douyin")

    def refresh(self, account: Account) -> Renewed:
        """A new access token by the refresh token; both change."""
        token = china.refresh_token(account, "Douyin")
        values = {"refresh_token": token, "grant_type": "refresh_token"}
        told: dict[str, Any] = china.shaped(_ask(account, "token.refresh", values, token=False), dict[str, Any])
        return china.renewed(told, token)

    def waybill(self, account: Account, order: str, request: LabelRequest) -> Label:
        """A number of Douyin's own service."""
        company = china.company(COMPANIES, request.carrier, account.options.get(f"carrier:{request.carrier}", ""))
        wanted = waybills.douyin_request(account, order, request, company)
        raw = _ask(account, "logistics.newCreateOrder", wanted, writes=True)
        return waybills.douyin_label(china.shaped(raw, dict[str, Any], True))

    def void_waybill(self, account: Account, carrier: str, tracking_number: str) -> None:
        """Give a number back."""
        company = china.company(COMPANIES, carrier, account.options.get(f"carrier:{carrier}", ""))
        _ask(account, "logistics.cancelOrder", {"logistics_code": company, "track_no": tracking_number}, writes=True)


def sign(key: str, secret: str, method: str, values: bytes, timestamp: str) -> str:
    """HMAC-SHA256 over the named parts between two secrets (`sign_method=hmac-sha256`, `v=2`)."""
    parts = f"app_key{key}method{method}param_json".encode() + values + f"timestamp{timestamp}v2".encode()
    return hmac.digest(secret.encode(), secret.encode() + parts + secret.encode(), hashlib.sha256).hex()


def _ask(
    account: Account, method: str, values: dict[str, Any], writes: bool = False, token: bool = True
) -> msgspec.Raw:
    """One call; its data."""
    key, timestamp = account.options.get("app_key", ""), str(int(clock.now().timestamp()))
    body = msgspec.json.encode(values, order="deterministic")
    query = {
        "method": method, "app_key": key, "timestamp": timestamp, "v": "2", "sign_method": "hmac-sha256",
        "sign": sign(key, account.secrets.get("app_secret", ""), method, body, timestamp),
    }  # fmt: skip
    if token:
        query["access_token"] = account.secrets.get("access_token", "")
    path = "/" + method.replace(".", "/")
    told = china.answered(call(account, "POST", path, query=query, body=msgspec.Raw(body), writes=writes), writes)
    if "code" not in told:
        raise PlatformFailed(china.unsure(writes), "its answer has no code")
    if china.shaped(told["code"], int, writes) != DONE:
        said = {**told, "data": msgspec.Raw(b"null")}
        raise _failed({name: china.shaped(raw, Any) for name, raw in said.items()}, writes)
    return told.get("data", msgspec.Raw(b"null"))


def _failed(error: dict[str, Any], writes: bool) -> PlatformFailed:
    code, sub = str(error.get("code", "")), str(error.get("sub_code") or "").lower()
    said = str(error.get("sub_msg") or error.get("msg") or "")
    if any(word in sub for word in LIMITED) or code in ("9", "70000"):
        return PlatformFailed(Failure.TRY_LATER, said, code=sub or code, retry_after_seconds=china.PACE_SECONDS)
    if any(word in sub for word in AUTH) or code in ("30001", "30002", "50001"):
        return PlatformFailed(Failure.AUTH, said, code=sub or code)
    if "timestamp" in sub:
        return PlatformFailed(Failure.TRY_LATER, "the clocks differ", code=sub)
    if code == "20000" or sub.startswith("isp."):
        return PlatformFailed(china.unsure(writes), said, code=sub or code)
    if "不存在" in said:
        return PlatformFailed(Failure.GONE, said, code=sub or code)
    return PlatformFailed(Failure.REFUSED, said, code=sub or code)


def _listed(account: Account, by: str, start: datetime, end: datetime, number: int) -> tuple[list[msgspec.Raw], int]:
    values = {
        f"{by}_start": int(start.timestamp()), f"{by}_end": int(end.timestamp()), "order_by": by, "order_asc": False,
        "page": number - 1, "size": PAGE_ORDERS,
    }  # fmt: skip
    told = china.parts(_ask(account, "order.searchList", values))
    return china.rows(told.get("shop_order_list")), int(china.shaped(told["total"], int))


def _order(account: Account, key: str) -> msgspec.Raw:
    return china.parts(_ask(account, "order.orderDetail", {"shop_order_id": key}))["shop_order_detail"]


def _message(raw: msgspec.Raw) -> Message:
    return Message(china.shaped(raw, _Found).order_id, china.wrapped("shop_order_detail", raw), "shop_order")


def _ship(account: Account, task: Ship) -> Answer:
    """All that is left in one parcel ships the order; a part of it is a parcel with its own sub-orders and units."""
    order: dict[str, Any] = china.shaped(_order(account, task.order), dict[str, Any])
    there = order.get("logistics_info") or []
    if any(one.get("tracking_no") == task.tracking_number for one in there):
        return Answer(task.order, known=True)
    left = {str(one["order_id"]): int(one.get("item_num") or 0) for one in order.get("sku_order_list") or ()}
    for parcel in there:
        for one in parcel.get("product_info") or ():
            line = str(one.get("sku_order_id"))
            left[line] = left.get(line, 0) - int(one.get("product_count") or 0)
    left = {line: units for line, units in left.items() if units > 0}
    wanted = {part.line: part.quantity for part in task.lines} or left
    if str(order.get("order_status")) not in SHIPPABLE or any(left.get(one, 0) < wanted[one] for one in wanted):
        raise PlatformFailed(Failure.REFUSED, "nothing is left to be shipped there", code="shipped_already")
    number = {
        "logistics_code": task.tracking_number,
        "company_code": china.company(COMPANIES, task.carrier, task.carrier_there),
    }  # fmt: skip
    if not there and wanted == left:
        _ask(account, "order.logisticsAdd", {"order_id": task.order, **number}, writes=True)
        return Answer(task.order)
    lines = [{"shipped_order_id": line, "shipped_num": units} for line, units in wanted.items()]
    values = {
        "order_id": task.order, "request_id": str(uuid.uuid5(NAMES, f"{account.shop} {task.key}")),
        "pack_list": [{**number, "shipped_order_info": lines}],
    }  # fmt: skip
    _ask(account, "order.logisticsAddMultiPack", values, writes=True)
    return Answer(task.order)


def _remark(account: Account, order: str, text: str, star: dict[str, str]) -> Answer:
    values = {"order_id": order, "remark": text[:REMARK_CHARS_MAX], **star}
    _ask(account, "order.addOrderRemark", values, writes=True)
    return Answer(order)


def _levels(account: Account, task: Levels) -> Answer:
    """One call a SKU of Douyin's; where its number is not known, by the seller's own code."""
    answer = Answer()
    for level in task.levels:
        which = {"sku_id": level.listing} if level.listing else {"code": level.sku}
        try:
            _ask(account, "sku.syncStock", {**which, "stock_num": level.quantity, "incremental": False}, writes=True)
        except PlatformFailed as failed:
            if failed.kind not in (Failure.REFUSED, Failure.GONE):
                raise
            answer.refused[level.listing or level.sku] = failed.said
    return answer


PLATFORM = DouyinClient()
