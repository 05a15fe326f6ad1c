"""Taobao's TOP as documented: one address, signed forms, lists of keys newest first, errors inside answers of 200."""

from __future__ import annotations

import json
from typing import Any

from tests.adapters.fake_platform import Asked, Fake, Sold, Told
from tests.adapters.fakes import _china as china

SLICE_SECONDS = 86_400


class Taobao:
    code = "taobao"

    def access(self, fake: Fake) -> tuple[dict[str, str], dict[str, str]]:
        return china.access(fake)

    def answer(self, fake: Fake, asked: Asked) -> Told:
        values = china.form(asked)
        method = values["method"]
        assert (asked.path, values["format"], values["v"], values["sign_method"]) == (
            "/router/rest",
            "json",
            "2.0",
            "md5",
        )
        china.instant(values["timestamp"])
        if values["app_key"] != china.APP_KEY:
            return _error(29, "Invalid app Key")
        if not china.is_signed(values):
            return _error(25, "Invalid signature")
        if method == "taobao.top.auth.token.refresh":
            return _renewed(fake, values)
        if values.get("session") != fake.token:
            return _error(27, "Invalid session", "isv.invalid-sessionkey", "session expired")
        if method in ("taobao.trades.sold.increment.get", "taobao.trades.sold.get"):
            return _listed(fake, method, values)
        for start, deed in (("taobao.skus", _skus), ("cainiao", _waybill), ("taobao.refund", _refunds)):
            if method.startswith(start):
                return deed(fake, method, values)
        if method == "taobao.top.oaid.merge":
            return _merged(json.loads(values["merge_list"]))
        sold = fake.orders.get(values["tid"])
        if sold is None:
            return _error(15, "Remote service error", "isv.trade-not-exist", "交易不存在")
        if method == "taobao.trade.fullinfo.get":
            return _told(method, {"trade": order_json(sold)})
        if method == "taobao.trade.memo.update":
            sold.remark, sold.flag = values.get("memo", ""), int(values["flag"])
            return _told(method, {"trade": {"tid": int(sold.id), "modified": china.clock_text(sold.changed_at)}})
        assert method == "taobao.logistics.offline.send"
        return _ship(sold, values, method)


def _told(method: str, body: dict[str, Any]) -> Told:
    name = method.removeprefix("taobao.").replace(".", "_") + "_response"
    return Told({name: {**body, "request_id": f"r{next(china.requests)}"}})


def _error(code: int, said: str, sub: str = "", sub_said: str = "") -> Told:
    error = {"code": code, "msg": said, "request_id": f"r{next(china.requests)}"}
    return Told({"error_response": {**error, "sub_code": sub, "sub_msg": sub_said} if sub else error})


def _renewed(fake: Fake, values: dict[str, str]) -> Told:
    if values["refresh_token"] != china.REFRESH:
        return _error(15, "Remote service error", "isv.refresh-token-invalid", "refresh token invalid")
    fake.token = china.RENEWED
    result = json.dumps({"access_token": fake.token, "refresh_token": china.REFRESH, "expires_in": 2_592_000})
    return _told("taobao.top.auth.token.refresh", {"token_result": result})


def _listed(fake: Fake, method: str, values: dict[str, str]) -> Told:
    changed = "increment" in method
    start, end = (values[f"{side}_{'modified' if changed else 'created'}"] for side in ("start", "end"))
    if (china.instant(end) - china.instant(start)).total_seconds() > SLICE_SECONDS:
        return _error(41, "Invalid arguments", "isv.invalid-parameter", "时间跨度不能超过一天")
    key = "changed_at" if changed else "placed_at"
    rows, total = china.page(fake, key, start, end, int(values["page_no"]), int(values["page_size"]), True)
    trades = [{"tid": int(one.id), "tid_str": one.id, "created": china.clock_text(one.placed_at),
               "modified": china.clock_text(one.changed_at)} for one in rows]  # fmt: skip
    return _told(method, {"total_results": total, **({"trades": {"trade": trades}} if trades else {})})


def _refunds(fake: Fake, method: str, values: dict[str, str]) -> Told:
    """Refunds by their last change: each message is one; or the messages of one."""
    if method == "taobao.refund.messages.get":
        return _refund_messages(fake.orders[values["refund_id"].removeprefix("77")], method, values)
    low, high = china.instant(values["start_modified"]), china.instant(values["end_modified"])
    found = [one for one in fake.in_order() if (said := one.extra.get("talk")) and low <= said[-1][0] <= high]
    size = min(int(values["page_size"]), fake.page_max)
    rows = found[(int(values["page_no"]) - 1) * size :][:size]
    refunds = [{"refund_id": f"77{one.id}", "tid": int(one.id), "refund_phase": "onsale"} for one in rows]
    return _told(method, {"total_results": len(found), **({"refunds": {"refund": refunds}} if rows else {})})


def _refund_messages(sold: Sold, method: str, values: dict[str, str]) -> Told:
    assert values["refund_phase"] == "onsale"
    size = min(int(values["page_size"]), 100)
    said = sold.extra["talk"][(int(values["page_no"]) - 1) * size :][:size]
    rows = [{"id": int(at.timestamp()), "owner_role": {"buyer": "1", "shop": "2", "staff": "3"}[by], "content": text,
             "created": china.clock_text(at)} for at, by, text in said]  # fmt: skip
    body = {"refund_messages": {"refund_message": rows}} if rows else {}
    return _told(method, {"total_results": len(sold.extra["talk"]), **body})


def _skus(fake: Fake, method: str, values: dict[str, str]) -> Told:
    """Item 77 has every SKU."""
    if method == "taobao.skus.custom.get":
        found = [{"sku_id": int(key), "num_iid": 77, "outer_id": sku} for key, sku in fake.listings.items()
                 if sku == values["outer_id"]]  # fmt: skip
        return _told(method, {"skus": {"sku": found}} if found else {})
    assert (method, values["num_iid"], values["type"]) == ("taobao.skus.quantity.update", "77", "1")
    pairs = dict(pair.split(":") for pair in values["skuid_quantities"].split(";"))
    if any(key not in fake.listings for key in pairs):
        return _error(15, "Remote service error", "isv.sku-invalid", "SKU不属于该商品")
    fake.levels |= {key: int(many) for key, many in pairs.items()}
    return _told(method, {"item": {"num_iid": 77}})


def _waybill(fake: Fake, method: str, values: dict[str, str]) -> Told:
    if method.endswith("cancel"):
        fake.levels.pop(values["waybill_code"])
        return _told(method, {"cancel_result": True})
    told = json.loads(values["param_waybill_cloud_print_apply_new_request"])
    assert (told["cp_code"], told["trade_order_info_dtos"][0]["recipient"]["oaid"]) == ("SF", "O1001")
    modules = [
        {"object_id": one, "waybill_code": number, "print_data": "{}"} for one, number in china.numbers(fake, told)
    ]
    return _told(method, {"modules": {"waybill_cloud_print_response": modules}})


def _merged(wanted: list[dict[str, Any]]) -> Told:
    """Two receivers are one where their tokens begin alike."""
    groups: dict[str, list[str]] = {}
    for one in wanted:
        groups.setdefault(one["oaid"].partition("-")[0], []).append(str(one["tid"]))
    return _told("taobao.top.oaid.merge", {"tid_list": {"string": [",".join(one) for one in groups.values()]}})


def _ship(sold: Sold, values: dict[str, str], method: str) -> Told:
    subs = values["sub_tid"].split(",") if values.get("is_split") == "1" else [one.id for one in sold.items]
    if any(china.number_of(sold, oid) for oid in subs):
        return _error(15, "Remote service error", "isv.logistics-offline-service-error:B04", "订单已发货")
    china.parcel(sold, values["out_sid"], values["company_code"],
                 {one.id: one.quantity for one in sold.items if one.id in subs})  # fmt: skip
    return _told(method, {"shipping": {"is_success": True}})


def order_json(sold: Sold) -> dict[str, Any]:
    """A trade as taobao.trade.fullinfo.get writes it."""
    status = "TRADE_CLOSED_BY_TAOBAO" if sold.cancelled else sold.extra.get("status", "WAIT_SELLER_SEND_GOODS")
    subs = []
    for one in sold.items:
        number = china.number_of(sold, one.id)
        subs.append({
            "oid": int(one.id), "oid_str": one.id, "outer_sku_id": one.sku, "num_iid": 77, "sku_id": one.listing,
            "title": one.sku, "num": one.quantity, "price": one.price, "payment": f"{one.quantity * 10}.00",
            "divide_order_fee": f"{one.quantity * 10}.00",
            "refund_status": "WAIT_SELLER_AGREE" if sold.extra.get("refund_asked") else "NO_REFUND",
            "status": "WAIT_BUYER_CONFIRM_GOODS" if number else status, **({"invoice_no": number} if number else {}),
        })  # fmt: skip
    return {
        "tid": int(sold.id), "tid_str": sold.id, "status": status, "type": "fixed", "payment": china.total_yuan(sold),
        "post_fee": "0.00", "created": china.clock_text(sold.placed_at), "pay_time": china.clock_text(sold.placed_at),
        "modified": china.clock_text(sold.changed_at), "seller_memo": sold.remark, "seller_flag": sold.flag,
        "receiver_name": "张**", "receiver_mobile": "138****8000", "receiver_state": "浙江省",
        "receiver_city": "杭州市", "receiver_district": "西湖区", "receiver_address": "文三路***",
        "oaid": f"O{sold.id}", "orders": {"order": subs},
    }  # fmt: skip


DIALECT = Taobao()
