"""Douyin's shop platform as documented: signed addresses (v2), JSON bodies, codes inside answers of 200."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from tests.adapters.fake_platform import Asked, Fake, Sold, Told
from tests.adapters.fakes import _china as china

FLAGS = {5: 1, 4: 2, 3: 3, 2: 4, 1: 5, 0: 0}
"""Stars: 5 red, 4 yellow, 3 green, 2 blue, 1 purple, 0 grey."""


class Douyin:
    code = "douyin"

    def access(self, fake: Fake) -> tuple[dict[str, str], dict[str, str]]:
        return china.access(fake)

    def answer(self, fake: Fake, asked: Asked) -> Told:
        query = asked.query
        method = query["method"]
        assert (asked.path, query["v"], query["sign_method"]) == ("/" + method.replace(".", "/"), "2", "hmac-sha256")
        if query["app_key"] != china.APP_KEY:
            return _error(40003, "非法的参数", "isv.app-id-invalid", "app_key不存在")
        text = f"app_key{china.APP_KEY}method{method}param_json{asked.body.decode()}timestamp{query['timestamp']}v2"
        wanted = hmac.new(
            china.APP_SECRET.encode(), f"{china.APP_SECRET}{text}{china.APP_SECRET}".encode(), hashlib.sha256
        )
        told = json.loads(asked.body)
        if query["sign"] != wanted.hexdigest() or list(told) != sorted(told):
            return _error(40003, "非法的参数", "isv.signature-invalid", "签名校验失败")
        if method == "token.refresh":
            return _renewed(fake, told)
        if query.get("access_token") != fake.token:
            return _error(40003, "非法的参数", "isv.access-token-expired", "access_token已过期")
        if method == "order.searchList":
            return _listed(fake, told)
        if method == "logistics.cancelOrder":
            fake.levels.pop(told["track_no"])
            return _told(None)
        if method == "logistics.newCreateOrder":
            (one,) = told["order_infos"]
            number = china.number(fake, one["pack_id"], one["order_id"])
            if not number:
                return _told({"ebill_infos": [], "err_infos": [{"err_code": "15002", "err_msg": "订单信息不存在"}]})
            return _told({"ebill_infos": [{"track_no": number, "sort_code": "571"}], "err_infos": []})
        if method == "sku.syncStock":
            return _level(fake, told)
        sold = fake.orders.get(told.get("shop_order_id") or told.get("order_id") or "")
        if sold is None:
            return _error(50002, "业务处理失败", "isv.business-failed:50002", "订单不存在")
        return _order(sold, method, told)


def _told(data: Any) -> Told:
    return Told({"code": 10000, "msg": "success", "sub_code": "", "sub_msg": "", "data": data,
                 "log_id": f"r{next(china.requests)}"})  # fmt: skip


def _error(code: int, said: str, sub: str, sub_said: str) -> Told:
    return Told({"code": code, "msg": said, "sub_code": sub, "sub_msg": sub_said, "data": None,
                 "log_id": f"r{next(china.requests)}"})  # fmt: skip


def _renewed(fake: Fake, told: dict[str, Any]) -> Told:
    if (told["refresh_token"], told["grant_type"]) != (china.REFRESH, "refresh_token"):
        return _error(50001, "生成token失败", "dop.token-generate-failed:token-invalid", "refresh_token不存在")
    fake.token = china.RENEWED
    return _told({"access_token": fake.token, "refresh_token": china.REFRESH, "expires_in": 604_800})


def _listed(fake: Fake, told: dict[str, Any]) -> Told:
    by = told["order_by"]
    key = {"update_time": "changed_at", "create_time": "placed_at"}[by]
    rows, total = china.page(
        fake,
        key,
        str(told[f"{by}_start"]),
        str(told[f"{by}_end"]),
        told["page"] + 1,
        told["size"],
        not told["order_asc"],
    )
    return _told({"total": total, "page": told["page"], "size": told["size"],
                  "shop_order_list": [order_json(one) for one in rows]})  # fmt: skip


def _level(fake: Fake, told: dict[str, Any]) -> Told:
    assert told["incremental"] is False
    if told["sku_id"] not in fake.listings:
        return _error(50002, "业务处理失败", "isv.business-failed:3011", "sku不存在")
    fake.levels[told["sku_id"]] = told["stock_num"]
    return _told(None)


def _order(sold: Sold, method: str, told: dict[str, Any]) -> Told:
    if method == "order.orderDetail":
        return _told({"shop_order_detail": order_json(sold)})
    if method == "order.addOrderRemark":
        sold.remark = told["remark"]
        if told["is_add_star"] == "true":
            sold.flag = FLAGS[int(told["star"])]
        return _told(None)
    if method == "order.logisticsAdd":
        packs = [
            {
                **told,
                "shipped_order_info": [{"shipped_order_id": one.id, "shipped_num": one.quantity} for one in sold.items],
            }
        ]
    else:
        assert method == "order.logisticsAddMultiPack"
        if told["request_id"] in sold.extra.setdefault("request_ids", set()):
            return _told({"pack_list": []})
        sold.extra["request_ids"].add(told["request_id"])
        packs = told["pack_list"]
    for pack in packs:
        lines = {one["shipped_order_id"]: one["shipped_num"] for one in pack["shipped_order_info"]}
        if any(units > sold.left(line) for line, units in lines.items()):
            return _error(50002, "业务处理失败", "isv.business-failed:60021", "该订单的订单状态不允许发货")
        china.parcel(sold, pack["logistics_code"], pack["company_code"], lines)
    return _told({"pack_list": []})


def _seconds(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp())


def order_json(sold: Sold) -> dict[str, Any]:
    """An order as order.orderDetail writes it; amounts are fen."""
    asked = sold.extra.get("refund_asked")
    lines = [{
        "order_id": one.id, "product_id": 77, "product_name": one.sku, "sku_id": int(one.listing), "code": one.sku,
        "item_num": one.quantity, "origin_amount": 1000, "sum_amount": one.quantity * 1000,
        "pay_amount": one.quantity * 1000, "shop_cost_amount": 0, "spec": [],
        "after_sale_info": {"after_sale_status": 6 if asked else 0, "refund_status": 1 if asked else 0},
    } for one in sold.items]  # fmt: skip
    total = sum(one.quantity for one in sold.items) * 1000
    left = any(sold.left(one.id) for one in sold.items)
    state = 4 if sold.cancelled else 2 if not sold.parcels else 101 if left else 3
    parcels = [{"tracking_no": one["tracking"], "company": one["carrier"],
                "product_info": [{"sku_order_id": line, "product_count": many} for line, many in one["lines"].items()]}
               for one in sold.parcels]  # fmt: skip
    return {
        "order_id": sold.id, "order_status": sold.extra.get("status", state), "order_amount": total,
        "pay_amount": total,
        "post_amount": 0, "shop_cost_amount": 0, "platform_cost_amount": 0, "create_time": _seconds(sold.placed_at),
        "pay_time": _seconds(sold.placed_at), "update_time": _seconds(sold.changed_at), "pay_type": 2,
        "seller_words": sold.remark, "open_address_id": f"O{sold.id}", "mask_post_receiver": "张**",
        "mask_post_tel": "138****8000", "logistics_info": parcels, "sku_order_list": lines,
        "mask_post_addr": {"province": {"name": "四川省"}, "city": {"name": "成都市"}, "town": {"name": "武侯区"},
                           "street": {"name": ""}, "detail": "天府大道***"},
    }  # fmt: skip


DIALECT = Douyin()
