"""JD's waybill service for orders of its own (无界电子面单): a number of the carrier that the shop has a contract with.

The receiver goes as its masks with JD's token (OAID); JD puts the open address on the label by itself.
`vendorOrderCode` is the parcel's key, so that asking again names the same parcel.
Source: JD open platform, jingdong.ldop.alpha.waybill.receive (`content`), jingdong.ldop.alpha.waybill.api.unbind.
"""

from __future__ import annotations

from typing import Any

import msgspec

from orderway.adapters.channels import _china_client as china
from orderway.adapters.channels import _china_waybills as waybills
from orderway.ports.carrier import Label, LabelRequest
from orderway.ports.platform import Account, Failure, PlatformFailed

PROVIDERS = {
    "sf": "SF", "yto": "YTO", "sto": "STO", "zto": "ZTO", "yunda": "YUNDA", "ems": "EMS", "jt": "JTSD", "jd": "JD",
    "post": "ZGYZZHDD", "deppon": "DBKD",
}  # fmt: skip
"""Our carriers as the service names them."""
ORDERS_OF_JD = "0010001"
ORDINARY = 1
ONLINE = 0
PAID_FOR_BY_SELLER = "waybill_user"
BRANCH = "waybill_branch"
"""The branch of a franchised carrier (加盟型), or the settlement code of a direct one (直营型)."""
DIRECT = ("SF", "EMS", "JD", "DBKD")


def provider(account: Account, carrier: str) -> str:
    """The service's name of a carrier; raises REFUSED where nobody knows it."""
    return china.company(PROVIDERS, carrier, account.options.get(f"waybill:{carrier}", ""))


def request_of(account: Account, order: str, request: LabelRequest) -> dict[str, Any]:
    """What the service wants of one parcel."""
    sender, to = waybills.sender_of(account), request.receiver
    seller = account.options.get(PAID_FOR_BY_SELLER, "")
    if not seller:
        raise PlatformFailed(Failure.REFUSED, "the seller's number at JD is not set", code="sender_missing")
    company, branch = provider(account, request.carrier), account.options.get(BRANCH, "")
    sealed = {"oaid": to.token} if to.token else {}
    return {
        "content": {
            "waybillType": ORDINARY, "waybillCount": 1, "providerCode": company,
            ("settlementCode" if company in DIRECT else "branchCode"): branch, "salePlatform": ORDERS_OF_JD,
            "platformOrderNo": order, "vendorOrderCode": request.key, "vendorCode": seller, "vendorName": account.shop,
            "weight": f"{request.weight_grams / 1000:.2f}", "volume": "0.00", "promiseTimeType": 0, "payType": ONLINE,
            "goodsMoney": "0.00", "shouldPayMoney": "0.00", "needGuarantee": False, "guaranteeMoney": "0.00",
            "receiveTimeType": 0,
            "fromAddress": {
                "provinceName": sender["province"], "cityName": sender["city"], "countryName": sender["district"],
                "address": sender["street"], "contact": sender["name"], "phone": sender["phone"],
                "mobile": sender["phone"],
            },
            "toAddress": {
                "provinceName": to.province, "cityName": to.city, "countryName": to.district, "address": to.street,
                "contact": to.name, "phone": to.phone, "mobile": to.phone, **sealed,
            },
        }
    }  # fmt: skip


def label_of(raw: msgspec.Raw) -> Label:
    """The number that was given; the answer stands under `resultInfo` or by itself."""
    told = result_of(raw)
    numbers = (told.get("data") or {}).get("waybillCodeList") or ()
    if not numbers:
        raise PlatformFailed(Failure.UNKNOWN_OUTCOME, "no number came for this parcel")
    return Label(str(numbers[0]))


def result_of(raw: msgspec.Raw) -> dict[str, Any]:
    """The result of a call of the service; raises REFUSED with its reason."""
    told: dict[str, Any] = china.shaped(raw, dict[str, Any], True)
    inner = told.get("resultInfo")
    found: dict[str, Any] = inner if isinstance(inner, dict) else told
    if str(found.get("statusCode", "")) != "0":
        code = str(found.get("statusCode", ""))
        raise PlatformFailed(Failure.REFUSED, str(found.get("statusMessage") or ""), code=code)
    return found
