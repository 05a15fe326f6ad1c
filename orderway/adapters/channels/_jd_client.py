"""JD asked and told through JOS: business values as JSON in one signed form, orders listed in full.

Source: JD open platform (JOS): signature, error codes, jingdong.pop.order.search, jingdong.pop.order.get,
jingdong.pop.order.shipment, jingdong.pop.order.modifyVenderRemark, jingdong.stock.write.updateSkuStock, OAuth 2.0.
Waybills: see _jd_waybills.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from orderway.adapters.channels import _china_client as china
from orderway.adapters.channels import _china_waybills as waybills
from orderway.adapters.channels import _jd_waybills as jd_waybills
from orderway.adapters.channels._china import ZONE
from orderway.adapters.channels._http import call, not_offered
from orderway.kernel import clock
from orderway.ports.carrier import Label, LabelRequest
from orderway.ports.platform import (
    Abilities,
    Account,
    Failure,
    Field,
    IdPage,
    Listed,
    Message,
    Page,
    PlatformFailed,
    Renewed,
)
from orderway.ports.platform_tasks import Answer, Levels, Remark, Ship, ShipDate, Task

BASE = "https://api.jd.com"
OAUTH = "https://open-oauth.jd.com"
SLICE_SECONDS = 86_400
PAGE_ORDERS = 100
REMARK_CHARS_MAX = 500
STATES = (
    "WAIT_SELLER_STOCK_OUT,WAIT_GOODS_RECEIVE_CONFIRM,WAIT_SELLER_DELIVERY,FINISHED_L,TRADE_CANCELED,LOCKED,PAUSE,"
    "POP_ORDER_PAUSE"
)
FIELDS = (
    "orderId,orderState,orderStateRemark,orderType,payType,orderTotalPrice,orderSellerPrice,orderPayment,freightPrice,"
    "sellerDiscount,deliveryType,invoiceInfo,orderRemark,venderRemark,orderStartTime,paymentConfirmTime,modified,"
    "open_id_buyer,xid_buyer,oaid,consigneeInfo,itemInfoList,couponDetailList,parentOrderId,storeOrder,waybill,"
    "logisticsId"
)
BY_CHANGE, BY_PLACING = "0", "1"
ASCENDING = "0"
COMPANIES = {
    "sf": "467", "yto": "463", "sto": "470", "zto": "1499", "yunda": "1327", "ems": "465", "deppon": "3046",
    "jd": "2087",
}  # fmt: skip
SHIPPABLE = ("WAIT_SELLER_STOCK_OUT", "WAIT_SELLER_DELIVERY")
AUTH = frozenset(("11", "12", "16", "17", "18", "19", "21", "22", "24", "25", "26", "27", "28", "29", "50"))
"""Signature, token, key and permission."""
LIMITED = frozenset(("2", "3", "61", "62", "63", "64", "65", "66"))
OUR_FAULT = frozenset(("4", "5", "6", "7", "14", "15", "54"))


class _Found(msgspec.Struct):
    orderId: str  # noqa: N815 - the platform's name
    orderStartTime: str = ""  # noqa: N815


class JdClient:
    """Keeps the promises of `ports.platform.Platform`."""

    code = "jd"
    base_url = BASE
    fields = (*china.FIELDS, *waybills.FIELDS, Field(jd_waybills.BRANCH, required=False))
    abilities = Abilities(
        numbers="one", per_line=False, remark=True, flag=True, ship_date=True, refresh=True, address_change=True,
        waybill=True, levels_max=50,
        calls_per_second=5.0, burst=10, overlap_seconds=300, window_seconds_max=SLICE_SECONDS,
    )  # fmt: skip

    def pull(self, account: Account, since: datetime, until: datetime, page: str) -> Page:
        """Orders by the time of their last change, in full."""

        def ask(start: datetime, end: datetime, number: int) -> tuple[dict[str, Message], int]:
            found, total = _listed(account, BY_CHANGE, start, end, number)
            return {one.external_id: one for one in map(_message, found)}, total

        return Page(*china.walk(page, since, until, SLICE_SECONDS, ask))

    def list_ids(self, account: Account, since: datetime, until: datetime, page: str) -> IdPage:
        """Every order by the time it was placed."""

        def ask(start: datetime, end: datetime, number: int) -> tuple[dict[str, Listed], int]:
            found, total = _listed(account, BY_PLACING, start, end, number)
            told = [china.shaped(one, _Found) for one in found]
            return {one.orderId: Listed(one.orderId, _at(one.orderStartTime)) for one in told}, total

        listed, following = china.walk(page, since, until, SLICE_SECONDS, ask)
        return IdPage([one for one in listed if since <= one.placed_at < until], following)

    def fetch(self, account: Account, external_ids: Sequence[str]) -> list[Message]:
        """These orders, one call each."""
        found = [_order(account, one) for one in external_ids]
        return [_message(one) for one in found if one is not None]

    def write(self, account: Account, task: Task, again: bool) -> Answer:
        """One number an order, stock levels, remarks with their flag."""
        match task:
            case Ship():
                return _ship(account, task)
            case Levels():
                return _levels(account, task)
            case Remark():
                return _remark(account, task.order, {"flag": task.flag, "remark": task.text})
            case ShipDate():
                raw = _order(account, task.order)
                if raw is None:
                    raise PlatformFailed(Failure.GONE, "the order is not there")
                memo = str(china.shaped(raw, dict[str, Any]).get("venderRemark") or "")
                return _remark(account, task.order, {"remark": china.dated(memo, task.at)})
            case _:
                raise not_offered("JD")

    def waybill(self, account: Account, order: str, request: LabelRequest) -> Label:
        """A number of JD's own service."""
        wanted = jd_waybills.request_of(account, order, request)
        return jd_waybills.label_of(_ask(account, "jingdong.ldop.alpha.waybill.receive", wanted, writes=True))

    def void_waybill(self, account: Account, carrier: str, tracking_number: str) -> None:
        """Take the number off the order."""
        values = {"providerCode": jd_waybills.provider(account, carrier), "waybillCode": tracking_number}
        jd_waybills.result_of(_ask(account, "jingdong.ldop.alpha.waybill.api.unbind", values, writes=True))

    def refresh(self, account: Account) -> Renewed:
        """A new access token by the refresh token."""
        token = china.refresh_token(account, "JD")
        there = msgspec.structs.replace(account, base_url=OAUTH) if account.base_url == BASE else account
        form = {
            "app_key": account.options.get("app_key", ""), "app_secret": account.secrets.get("app_secret", ""),
            "grant_type": "refresh_token", "refresh_token": token,
        }  # fmt: skip
        told = call(there, "POST", "/oauth2/refresh_token", form=form, writes=False, lenient=True).json(dict[str, Any])
        if "access_token" not in told:
            raise PlatformFailed(Failure.AUTH, str(told.get("msg", "")), code=str(told.get("code", "")))
        return china.renewed(told, token)


def _at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)


def _ask(account: Account, method: str, values: dict[str, Any], writes: bool = False) -> msgspec.Raw:
    """One call; what stands under its name. JD writes `responce` in most of its answers."""
    sent = {
        "method": method, "app_key": account.options.get("app_key", ""), "v": "2.0",
        "access_token": account.secrets.get("access_token", ""),
        "timestamp": clock.now().astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S.000%z"),
        "360buy_param_json": msgspec.json.encode(values, order="sorted").decode(),
    }  # fmt: skip
    sent["sign"] = china.signed(account.secrets.get("app_secret", ""), sent)
    told = china.answered(call(account, "POST", "/routerjson", form=sent, writes=writes), writes)
    if "error_response" in told:
        raise _failed(china.shaped(told["error_response"], dict[str, Any], writes), writes)
    name = method.replace(".", "_")
    found = told.get(f"{name}_responce", told.get(f"{name}_response"))
    if found is None:
        raise PlatformFailed(china.unsure(writes), "its answer is another call's")
    return found


def _failed(error: dict[str, Any], writes: bool) -> PlatformFailed:
    code = str(error.get("code", ""))
    said = str(error.get("zh_desc") or error.get("en_desc") or "")
    if code in LIMITED:
        return PlatformFailed(Failure.TRY_LATER, said, code=code, retry_after_seconds=china.PACE_SECONDS)
    if code in AUTH:
        return PlatformFailed(Failure.AUTH, said, code=code)
    if code == "8":
        return PlatformFailed(Failure.TRY_LATER, "the clocks differ", code=code)
    if code in OUR_FAULT:
        return PlatformFailed(Failure.REFUSED, said, code=code)
    return PlatformFailed(china.unsure(writes), said, code=code)


def _result(raw: msgspec.Raw) -> dict[str, Any]:
    """The part of an answer that says whether it was done."""
    told: dict[str, Any] = china.shaped(raw, dict[str, Any])
    inner = [one for one in told.values() if isinstance(one, dict) and "success" in one]
    return inner[0] if inner else told


def _done(raw: msgspec.Raw) -> None:
    """Raises REFUSED where the answer says that it was not done."""
    found = _result(raw)
    if found.get("success") not in (True, "true", None):
        said = str(found.get("chineseErrCode") or found.get("englishErrCode") or "")
        code = str(found.get("errorCode") or found.get("numberCode") or "")
        raise PlatformFailed(Failure.GONE if "不存在" in said else Failure.REFUSED, said, code=code)


def _listed(account: Account, by: str, start: datetime, end: datetime, number: int) -> tuple[list[msgspec.Raw], int]:
    values = {
        "start_date": china.local(start), "end_date": china.local(end), "order_state": STATES, "dateType": by,
        "sortType": ASCENDING, "page": str(number), "page_size": str(PAGE_ORDERS), "optional_fields": FIELDS,
    }  # fmt: skip
    raw = _ask(account, "jingdong.pop.order.search", values)
    result = china.parts(china.parts(raw)["searchorderinfo_result"])
    _done(result.get("apiResult", msgspec.Raw(b"{}")))
    return china.rows(result.get("orderInfoList")), int(china.shaped(result["orderTotal"], int))


def _order(account: Account, key: str) -> msgspec.Raw | None:
    raw = _ask(account, "jingdong.pop.order.get", {"order_id": key, "optional_fields": FIELDS, "order_state": STATES})
    found = china.deep(raw, "orderDetailInfo", "orderInfo")
    return None if found is None or bytes(found).strip() == b"null" else found


def _message(raw: msgspec.Raw) -> Message:
    return Message(china.shaped(raw, _Found).orderId, china.wrapped("orderInfo", raw), "order.pop")


def _ship(account: Account, task: Ship) -> Answer:
    raw = _order(account, task.order)
    if raw is None:
        raise PlatformFailed(Failure.GONE, "the order is not there")
    order = china.shaped(raw, dict[str, Any])
    if task.tracking_number in str(order.get("waybill") or "").split(","):
        return Answer(task.order, known=True)
    if order.get("orderState") not in SHIPPABLE:
        raise PlatformFailed(
            Failure.REFUSED, str(order.get("orderStateRemark") or "it cannot be shipped"), code="shipped_already"
        )
    values = {
        "orderId": task.order, "logiNo": task.tracking_number,
        "logiCoprId": china.company(COMPANIES, task.carrier, task.carrier_there),
    }  # fmt: skip
    _done(_ask(account, "jingdong.pop.order.shipment", values, writes=True))
    return Answer(task.order)


def _remark(account: Account, order: str, values: dict[str, Any]) -> Answer:
    """Without a flag, the one that is there stays."""
    told = {**values, "order_id": order, "remark": str(values["remark"])[:REMARK_CHARS_MAX]}
    _done(_ask(account, "jingdong.pop.order.modifyVenderRemark", told, writes=True))
    return Answer(order)


def _levels(account: Account, task: Levels) -> Answer:
    """One call a SKU of JD's."""
    answer = Answer()
    for level in task.levels:
        key = level.listing or level.sku
        if not level.listing:
            answer.refused[key] = "its number at JD is not known"
            continue
        values = {"skuId": level.listing, "stockNum": level.quantity}
        try:
            _done(_ask(account, "jingdong.stock.write.updateSkuStock", values, writes=True))
        except PlatformFailed as failed:
            if failed.kind not in (Failure.REFUSED, Failure.GONE):
                raise
            answer.refused[key] = failed.said
    return answer


PLATFORM = JdClient()
