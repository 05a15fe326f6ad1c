"""A machine that talks to the API in tests."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.test import Client

from orderway.web.auth import make_key
from tests.shop import Company

ALL = ("orders:read", "orders:write", "commands", "warehouse", "payments", "stock:read", "stock:write")


class Machine:
    """A client with a key; `last` is the last answer."""

    def __init__(self, *scopes: str, shop_ids: tuple[int, ...] = (), **more: Any) -> None:
        self.key, self.token = make_key("erp", scopes or ALL, "test", shop_ids, **more)
        self.client = Client()

    def post(self, where: str, body: Any, **headers: str) -> HttpResponse:
        """POST JSON, or bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(
            f"/api/v1/{where}", data, "application/json", headers={"Authorization": f"Bearer {self.token}", **named}
        )

    def batch(self, orders: Iterable[dict[str, Any]]) -> HttpResponse:
        """POST orders, a line each."""
        return self.post("orders/batch", "\n".join(map(json.dumps, orders)).encode())

    def get(self, where: str, **headers: str) -> HttpResponse:
        """GET."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(f"/api/v1/{where}", headers={"Authorization": f"Bearer {self.token}", **named})


def order(external_id: str = "A1", **more: Any) -> dict[str, Any]:
    """An order body that is right in everything the test does not say, of a buyer of its own."""
    return {
        "shop": "own",
        "external_id": external_id,
        "placed_at": "2026-11-20T09:00:00+08:00",
        "currency": "CNY",
        "total_minor": 17_800,
        "paid_minor": 17_800,
        "payment_status": "paid",
        "lines": [{"external_id": "1", "sku": "MUG", "title": "Mug", "quantity": 2, "unit_price_minor": 8_900}],
        "ship_to": {
            "name": "王小明",
            "phone": f"138{zlib.crc32(external_id.encode()) % 10**8:08d}",
            "country": "CN",
            "province": "浙江省",
            "city": "杭州市",
            "district": "西湖区",
            "street": "文三路478号3幢1202室",
        },
        **more,
    }


def line(**more: Any) -> dict[str, Any]:
    """A line of such an order."""
    return {"external_id": "1", "sku": "MUG", "title": "Mug", "quantity": 1, "unit_price_minor": 100, **more}


def faults(response: HttpResponse) -> list[str]:
    """The pointers of a problem document."""
    assert response.headers["Content-Type"] == "application/problem+json", response.content
    return [one["pointer"] for one in json.loads(response.content).get("errors", [])]


def told(response: HttpResponse) -> Any:
    """The JSON of an answer."""
    return json.loads(response.content)


def lines_of(response: HttpResponse) -> list[Any]:
    """The JSON Lines of an answer."""
    return [json.loads(one) for one in response.content.splitlines()]


def stored(company: Company) -> int:
    """How many messages were kept."""
    return int(company.one("SELECT count(*) FROM inbox"))
