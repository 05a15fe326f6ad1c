"""Electronic waybills (电子面单) of the platforms' own services: the only labels for buyers whose address stays there.

The receiver goes as its masks with the order's key; the platform puts the open address on the label by itself.
Source: cainiao.waybill.ii.get, pdd.waybill.get (one request for both), Douyin logistics.newCreateOrder.
"""

from __future__ import annotations

from typing import Any

import msgspec

from orderway.adapters.channels import _china_client as china
from orderway.ports.carrier import Label, LabelRequest
from orderway.ports.platform import Account, Failure, Field, PlatformFailed

FIELDS = (
    Field("waybill_sender_name", required=False),
    Field("waybill_sender_phone", required=False),
    Field("waybill_sender_province", required=False),
    Field("waybill_sender_city", required=False),
    Field("waybill_sender_district", required=False),
    Field("waybill_sender_street", required=False),
    Field("waybill_user", required=False),
    Field("waybill_template", required=False),
)
"""The sender as the waybill service knows it, the seller's number there, and the template of the label."""

GOODS = [{"count": 1, "name": "商品"}]
"""What is in a parcel is nobody's business: one piece of goods."""


def cloud_request(account: Account, order: str, request: LabelRequest, channel: str) -> dict[str, Any]:
    """What Cainiao and Pinduoduo want of one parcel, without the carrier, whose name differs."""
    sender, to = sender_of(account), request.receiver
    place = {"province": to.province, "city": to.city, "district": to.district, "detail": to.street}
    recipient = {"address": place, "name": to.name, "mobile": to.phone}
    return {
        "sender": {
            "address": {name: sender[name] for name in ("province", "city", "district")} | {"detail": sender["street"]},
            "name": sender["name"], "mobile": sender["phone"],
        },
        "trade_order_info_dtos": [{
            "object_id": request.key,
            "order_info": {"order_channels_type": channel, "trade_order_list": [order]},
            "package_info": {"id": request.key, "items": GOODS, "weight": request.weight_grams},
            "recipient": {**recipient, "oaid": to.token, "tid": order} if channel == "TB" else recipient,
            "template_url": account.options.get("waybill_template", ""),
            "user_id": int(account.options.get("waybill_user", "") or 0),
        }],
    }  # fmt: skip


def cloud_label(modules: msgspec.Raw | None, key: str) -> Label:
    """The number of this parcel among those that were given."""
    for one in (china.shaped(raw, dict[str, Any]) for raw in china.rows(modules)):
        if str(one.get("object_id")) == key and one.get("waybill_code"):
            return Label(str(one["waybill_code"]))
    raise PlatformFailed(Failure.UNKNOWN_OUTCOME, "no number came for this parcel")


def douyin_request(account: Account, order: str, request: LabelRequest, company: str) -> dict[str, Any]:
    """What Douyin wants of one parcel; `pack_id` is ours, so that asking again gives the same number."""
    sender, to = sender_of(account), request.receiver
    return {
        "logistics_code": company,
        "sender_info": {
            "address": _douyin_place(sender["province"], sender["city"], sender["district"], sender["street"]),
            "contact": {"name": sender["name"], "mobile": sender["phone"]},
        },
        "order_infos": [{
            "order_id": order, "pack_id": request.key,
            "receiver_info": {
                "address": _douyin_place(to.province, to.city, to.district, to.street),
                "contact": {"name": to.name, "mobile": to.phone},
            },
            "items": [{"item_name": "商品", "item_count": 1}], "weight": request.weight_grams,
        }],
    }  # fmt: skip


def douyin_label(told: dict[str, Any]) -> Label:
    """The number that was given; raises REFUSED with the platform's reason."""
    given = [one for one in told.get("ebill_infos") or () if one.get("track_no")]
    if given:
        return Label(str(given[0]["track_no"]), str(given[0].get("sort_code") or ""))
    wrong = (told.get("err_infos") or [{}])[0]
    if wrong:
        raise PlatformFailed(Failure.REFUSED, str(wrong.get("err_msg") or ""), code=str(wrong.get("err_code") or ""))
    raise PlatformFailed(Failure.UNKNOWN_OUTCOME, "no number came for this parcel")


def _douyin_place(province: str, city: str, district: str, street: str) -> dict[str, str]:
    return {
        "country_code": "CHN", "province_name": province, "city_name": city, "district_name": district,
        "detail_address": street,
    }  # fmt: skip


def sender_of(account: Account) -> dict[str, str]:
    """The sender; raises REFUSED where nobody has entered it."""
    names = ("name", "phone", "province", "city", "district", "street")
    found = {name: account.options.get(f"waybill_sender_{name}", "") for name in names}
    if not (found["province"] and found["street"]):
        raise PlatformFailed(Failure.REFUSED, "the sender of waybills is not set", code="sender_missing")
    return found
