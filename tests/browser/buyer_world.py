"""A shop with orders in every state that a buyer can meet, in the present time, for browser tests."""

from __future__ import annotations

from datetime import timedelta

from orderway.journey.survey.send import send_due_surveys
from orderway.kernel import clock
from orderway.records.models import User
from orderway.web.permissions import ROLES
from tests.shop import Company, incoming, line

MUG, SHIRT, LAMP = "搪瓷马克杯 奶白色", "Merino travel shirt", "Oak table lamp with linen shade"


class World:
    """The company and the ids of its orders by their external number."""

    def __init__(self, dsn: str) -> None:
        self.company = Company(dsn)
        self.company.connection.execute(
            "UPDATE shop SET name = '云栖家居', colour = '#2f5d50', phone = '0571-88157858', email = 'a@example.com'"
        )
        self.company.connection.execute(
            "UPDATE warehouse SET name = '杭州仓', address = '余杭区良渚街道好运路268号' WHERE code = 'HZ'"
        )
        for sku in ("MUG", "SHIRT", "LAMP"):
            self.company.sku(sku, HZ=200)
        self._orders()
        self.ids: dict[str, int] = dict(self.company.rows("SELECT external_id, id FROM orders"))
        self.questions: dict[str, int] = dict(
            self.company.rows("SELECT o.external_id, q.id FROM question q JOIN orders o ON o.id = q.order_id")
        )

    def _orders(self) -> None:
        now = clock.now()
        for number in ("NEW", "ASKED", "ROAD", "TWO", "TROUBLE", "HOME", "BACK", "OLD"):
            with clock.held_at(now - timedelta(days=9 if number in ("HOME", "BACK", "OLD") else 2)):
                self._receive(number)
        self._ask()
        for number in ("ROAD", "TROUBLE"):
            with clock.held_at(now - timedelta(days=1)):
                self._ship(number)
        self._window("ROAD", now)
        with clock.held_at(now - timedelta(hours=3)):
            self.company.must("scan", "ROAD", code="in_transit", place="杭州转运中心")
            self.company.must("scan", "ROAD", code="out_for_delivery", place="西湖区文三路网点")
            self.company.must("scan", "TROUBLE", code="exception", text="收件人不在家，明日再派", place="西湖区")
        for number in ("HOME", "BACK", "OLD"):
            with clock.held_at(now - timedelta(days=4)):
                self._ship(number)
            with clock.held_at(now - timedelta(days=3)):
                self.company.must("scan", number, code="delivered", text="签收人：王小明")
        send_due_surveys(self.company.engine)
        for number in ("BACK", "OLD"):
            self._return(number)
        self.company.must("contact_shop", "HOME", text="灯罩上有一道划痕，可以补偿一点吗？")
        self.company.must("propose_refund", "HOME", kind="compensation", amount_minor=2000, reason="灯罩划痕")
        User.objects.create(username="boss", roles=list(ROLES), first_name="Anna")

    def _receive(self, number: str) -> None:
        lines = (
            line("MUG", 2, 3900, title=MUG),
            line("SHIRT", 3, 3333, title=SHIRT, variant="Charcoal / M"),
            line("LAMP", 1, 45900, title=LAMP),
        )
        order = incoming(number, *lines[: 1 if number == "NEW" else 3], placed_at=clock.now(), discount_minor=1000)
        self.company.send(order)
        self.company.read()

    def _ask(self) -> None:
        self.company.must("withdraw", "ASKED")
        self.company.must("ask", "ASKED", field="address", text="您的地址缺少门牌号，请补充楼号和房间号。")

    def _ship(self, number: str) -> None:
        self.company.must("pick", number)
        self.company.must("pack", number)
        self.company.must("label", number, tracking_number=f"SF14{zlib_number(number)}")
        self.company.must("hand_over", number)
        self.company.must("scan", number, code="picked_up", place="杭州余杭")

    def _window(self, number: str, now: object) -> None:
        self.company.connection.execute(
            "UPDATE parcel SET due_from = date_trunc('day', now() + interval '1 day') + interval '1 hour', "
            "due_until = date_trunc('day', now() + interval '1 day') + interval '4 hours' "
            "WHERE order_id = (SELECT id FROM orders WHERE external_id = %s)",
            [number],
        )

    def _return(self, number: str) -> None:
        shirt = self.company.one(
            "SELECT l.id FROM order_line l JOIN orders o ON o.id = l.order_id "
            "WHERE o.external_id = %s AND l.sku_code = 'SHIRT'",
            [number],
        )
        self.company.must("request_return", number, lines={str(shirt): 1}, reason="changed_mind")
        if number == "BACK":
            self.company.must("approve_return", number)

    def last_four(self, number: str) -> str:
        """The last four digits of an order's phone."""
        return str(self.company.one("SELECT right(phone, 4) FROM person WHERE order_id = %s", [self.ids[number]]))

    def close(self) -> None:
        """Give the connection back."""
        self.company.close()


def zlib_number(text: str) -> str:
    """Ten digits that follow from a text."""
    return f"{sum(ord(c) * 7919**at for at, c in enumerate(text)) % 10**10:010d}"
