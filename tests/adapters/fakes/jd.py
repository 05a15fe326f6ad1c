"""JD's JOS as documented: business values as JSON in a signed form, `responce`, results inside answers of 200."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.adapters.fake_platform import Asked, Fake, Sold, Told
from tests.adapters.fakes import _china as china


class Jd:
    code = "jd"

    def access(self, fake: Fake) -> tuple[dict[str, str], dict[str, str]]:
        return china.access(fake)

    def answer(self, fake: Fake, asked: Asked) -> Told:
        values = china.form(asked)
        if asked.path == "/oauth2/refresh_token":
            return _renewed(fake, values)
        assert (asked.path, values["v"]) == ("/routerjson", "2.0")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+0800", values["timestamp"]):
            return _error("8", "非法的时间戳参数")
        if values["app_key"] != china.APP_KEY:
            return _error("22", "无效app_key")
        if not china.is_signed(values):
            return _error("12", "无效签名")
        if values["access_token"] != fake.token:
            return _error("19", "无效access_token")
        return _asked(fake, values["method"], json.loads(values["360buy_param_json"]))


def _asked(fake: Fake, method: str, told: dict[str, Any]) -> Told:
    if method == "jingdong.pop.order.search":
        return _listed(fake, told)
    if method == "jingdong.stock.write.updateSkuStock":
        if told["skuId"] not in fake.listings:
            return _told(method, {"success": False, "errorCode": "400", "chineseErrCode": "SKU不存在"})
        fake.levels[told["skuId"]] = told["stockNum"]
        return _told(method, {"success": True})
    if method.startswith("jingdong.ldop.alpha.waybill"):
        return _told(method, {"resultInfo": _waybill(fake, method, told)})
    sold = fake.orders.get(told.get("order_id") or told.get("orderId") or "")
    if method == "jingdong.pop.order.get":
        return _told(method, {"orderDetailInfo": {"apiResult": {"success": True},
                                                  "orderInfo": order_json(sold) if sold else None}})  # fmt: skip
    if sold is None:
        return _told(method, {"modifyvenderremark_result": _no("400", "订单不存在")})
    if method == "jingdong.pop.order.modifyVenderRemark":
        sold.remark, sold.flag = told["remark"], told.get("flag", sold.flag)
        return _told(method, {"modifyvenderremark_result": {"success": True}})
    assert method == "jingdong.pop.order.shipment"
    if sold.parcels:
        return _told(method, {"sopjosshipment_result": _no("10400001", "订单已出库")})
    china.parcel(sold, told["logiNo"], told["logiCoprId"], {})
    return _told(method, {"sopjosshipment_result": {"success": True}})


def _waybill(fake: Fake, method: str, told: dict[str, Any]) -> dict[str, Any]:
    if method.endswith("unbind"):
        fake.levels.pop(told["waybillCode"])
        return {"statusCode": 0, "statusMessage": "SUCCESS"}
    wanted = told["content"]
    assert wanted["fromAddress"]["provinceName"] and wanted["toAddress"]["contact"].endswith("*")
    assert wanted["toAddress"]["oaid"] and wanted["vendorCode"] and wanted["salePlatform"] == "0010001"
    number = china.number(fake, wanted["vendorOrderCode"], wanted["platformOrderNo"])
    if not number:
        return {"statusCode": 1, "statusMessage": "订单不存在"}
    data = {"waybillCodeList": [number], "platformOrderNo": wanted["platformOrderNo"]}
    return {"statusCode": 0, "statusMessage": "SUCCESS", "data": data}


def _no(code: str, said: str) -> dict[str, Any]:
    return {"success": False, "errorCode": code, "chineseErrCode": said}


def _told(method: str, body: dict[str, Any]) -> Told:
    return Told({f"{method.replace('.', '_')}_responce": {"code": "0", "requestId": next(china.requests), **body}})


def _error(code: str, said: str) -> Told:
    return Told({"error_response": {"code": code, "zh_desc": said, "en_desc": "", "request_id": next(china.requests)}})


def _renewed(fake: Fake, values: dict[str, str]) -> Told:
    if (values["app_secret"], values["refresh_token"]) != (china.APP_SECRET, china.REFRESH):
        return Told({"code": 400, "msg": "refresh_token已过期"}, 400)
    fake.token = china.RENEWED
    return Told(
        {"access_token": fake.token, "refresh_token": china.REFRESH, "expires_in": 31_536_000, "scope": "snsapi_base"}
    )


def _listed(fake: Fake, told: dict[str, Any]) -> Told:
    key = "placed_at" if told["dateType"] == "1" else "changed_at"
    assert "TRADE_CANCELED" in told["order_state"]
    rows, total = china.page(fake, key, told["start_date"], told["end_date"], int(told["page"]), int(told["page_size"]))
    found = {"orderTotal": total, "orderInfoList": [order_json(one) for one in rows], "apiResult": {"success": True}}
    return _told("jingdong.pop.order.search", {"searchorderinfo_result": found})


def order_json(sold: Sold) -> dict[str, Any]:
    """An order as jingdong.pop.order.get writes it; with a refund asked it is locked."""
    state = "WAIT_GOODS_RECEIVE_CONFIRM" if sold.parcels else sold.extra.get("status", "WAIT_SELLER_STOCK_OUT")
    state = "LOCKED" if sold.extra.get("refund_asked") else state
    items = [{"skuId": one.listing, "skuUuid": one.id, "outerSkuId": one.sku, "skuName": one.sku, "jdPrice": one.price,
              "itemTotal": str(one.quantity)} for one in sold.items]  # fmt: skip
    total = china.total_yuan(sold)
    return {
        "orderId": sold.id, "payType": "4-在线支付", "orderTotalPrice": total, "orderSellerPrice": total,
        "orderPayment": total, "freightPrice": "0.00", "sellerDiscount": "0.00",
        "orderState": "TRADE_CANCELED" if sold.cancelled else state, "orderRemark": "", "venderRemark": sold.remark,
        "orderStartTime": china.clock_text(sold.placed_at), "paymentConfirmTime": china.clock_text(sold.placed_at),
        "modified": china.clock_text(sold.changed_at), "oaid": f"O{sold.id}",
        "waybill": ",".join(one["tracking"] for one in sold.parcels),
        "consigneeInfo": {"fullname": "王*", "mobile": "138****0000", "province": "北京", "city": "朝阳区",
                          "county": "三环到四环之间", "fullAddress": "北京朝阳区三环到四环之间望京街***"},
        "itemInfoList": items, "couponDetailList": [],
    }  # fmt: skip


DIALECT = Jd()
