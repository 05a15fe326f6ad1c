"""Pinduoduo's gateway as documented: signed forms, half hours of changes, errors inside answers of 200."""

from __future__ import annotations

import json
from typing import Any

from tests.adapters.fake_platform import Asked, Fake, Sold, Told
from tests.adapters.fakes import _china as china


class Pinduoduo:
    code = "pdd"

    def access(self, fake: Fake) -> tuple[dict[str, str], dict[str, str]]:
        return china.access(fake)

    def answer(self, fake: Fake, asked: Asked) -> Told:
        values = china.form(asked)
        assert (asked.path, values["data_type"]) == ("/api/router", "JSON")
        assert values["timestamp"].isdigit()
        method = values["type"]
        if values["client_id"] != china.APP_KEY:
            return _error(10001, "client_id不存在")
        if not china.is_signed(values):
            return _error(20004, "签名sign校验失败")
        if method == "pdd.pop.auth.token.refresh":
            return _renewed(fake, values)
        if values.get("access_token") != fake.token:
            return _error(10019, "access_token已过期")
        if method in ("pdd.order.number.list.increment.get", "pdd.order.list.get"):
            return _listed(fake, method, values)
        if method == "pdd.waybill.cancel":
            fake.levels.pop(values["waybill_code"])
            return _told("pdd_waybill_cancel_response", {"success": True})
        if method == "pdd.waybill.get":
            told = json.loads(values["param_waybill_cloud_print_apply_new_request"])
            modules = [{"object_id": one, "waybill_code": number} for one, number in china.numbers(fake, told)]
            return _told("pdd_waybill_get_response", {"modules": modules})
        if method.startswith("pdd.goods"):
            return _goods(fake, method, values)
        sold = fake.orders.get(values["order_sn"])
        if sold is None:
            return _error(50001, "业务服务错误", "50001", "订单不存在")
        return _order(sold, method, values)


def _told(name: str, body: dict[str, Any]) -> Told:
    return Told({name: {**body, "request_id": f"r{next(china.requests)}"}})


def _error(code: int, said: str, sub: str = "", sub_said: str = "") -> Told:
    return Told({"error_response": {"error_code": code, "error_msg": said, "sub_code": sub or None,
                                    "sub_msg": sub_said, "request_id": f"r{next(china.requests)}"}})  # fmt: skip


def _renewed(fake: Fake, values: dict[str, str]) -> Told:
    if values["refresh_token"] != china.REFRESH:
        return _error(10018, "refresh_token无效")
    fake.token = china.RENEWED
    body = {"access_token": fake.token, "refresh_token": china.REFRESH, "expires_in": 86_400, "owner_name": "shop"}
    return _told("pop_auth_token_refresh_response", body)


def _listed(fake: Fake, method: str, values: dict[str, str]) -> Told:
    by_change = "increment" in method
    word = "updated" if by_change else "confirm"
    start, end = values[f"start_{word}_at"], values[f"end_{word}_at"]
    if int(end) - int(start) > (1_800 if by_change else 86_400):
        return _error(20001, "时间跨度过大")
    assert (values["order_status"], values["refund_status"]) == ("5", "5")
    key = "changed_at" if by_change else "placed_at"
    rows, total = china.page(fake, key, start, end, int(values["page"]), int(values["page_size"]))
    listed = [{"order_sn": one.id, "confirm_time": china.clock_text(one.placed_at),
               "created_time": china.clock_text(one.placed_at)} for one in rows]  # fmt: skip
    if by_change:
        return _told("order_sn_increment_get_response", {"total_count": total, "order_sn_list": listed})
    return _told("order_list_get_response", {"total_count": total, "order_list": listed})


def _goods(fake: Fake, method: str, values: dict[str, str]) -> Told:
    """Goods 77 have every SKU."""
    if method == "pdd.goods.list.get":
        skus = [{"sku_id": int(key), "outer_id": sku, "sku_quantity": 1} for key, sku in fake.listings.items()]
        goods = [{"goods_id": 77, "sku_list": skus}] if values["outer_id"] in fake.listings.values() else []
        return _told("goods_list_get_response", {"goods_list": goods, "total_count": len(goods)})
    assert (method, values["goods_id"], values["update_type"]) == ("pdd.goods.quantity.update", "77", "1")
    fake.levels[values["sku_id"]] = int(values["quantity"])
    return _told("goods_quantity_update_response", {"is_success": True})


def _order(sold: Sold, method: str, values: dict[str, str]) -> Told:
    if method == "pdd.order.information.get":
        return _told("order_info_get_response", {"order_info": order_json(sold)})
    if method == "pdd.order.note.update":
        sold.remark, sold.flag = values["note"], int(values.get("tag", sold.flag))
        return _told("order_note_update_response", {"success": True})
    if method == "pdd.order.upload.extra.logistics":
        assert values["extra_track_type"] == "1"
        for one in json.loads(values["extra_track_list"]):
            china.parcel(sold, one["tracking_number"], one["shipping_id"], {})
        return _told("order_upload_extra_logistics_response", {"success": True})
    assert method == "pdd.logistics.online.send"
    if sold.parcels:
        return _error(50001, "业务服务错误", "50002", "订单已发货")
    china.parcel(sold, values["tracking_number"], values["logistics_id"], {})
    return _told("logistics_online_send_response", {"is_success": True})


def order_json(sold: Sold) -> dict[str, Any]:
    """An order as pdd.order.information.get writes it; a line's key is its SKU's."""
    items = [{"goods_id": 77, "sku_id": int(one.id), "outer_id": one.sku, "goods_name": one.sku,
              "goods_price": one.price, "goods_count": one.quantity} for one in sold.items]  # fmt: skip
    refund = 4 if sold.cancelled else 2 if sold.extra.get("refund_asked") else 1
    numbers = [one["tracking"] for one in sold.parcels]
    return {
        "order_sn": sold.id, "order_status": 2 if numbers else 1, "refund_status": refund,
        "pay_amount": china.total_yuan(sold), "goods_amount": china.total_yuan(sold), "seller_discount": "0.00",
        "platform_discount": "0.00", "postage": "0.00", "created_time": china.clock_text(sold.placed_at),
        "confirm_time": china.clock_text(sold.placed_at), "pay_time": china.clock_text(sold.placed_at),
        "updated_at": china.clock_text(sold.changed_at), "pay_type": "WEIXIN", "receiver_name_mask": "李*",
        "receiver_phone_mask": "139****9000", "province": "上海", "city": "上海市", "town": "浦东新区",
        "receiver_address_mask": "世纪大道***", "open_address_id": f"O{sold.id}", "remark": sold.remark,
        "tracking_number": numbers[0] if numbers else "",
        "extra_delivery_list": [{"tracking_number": one} for one in numbers[1:]], "item_list": items,
    }  # fmt: skip


DIALECT = Pinduoduo()
