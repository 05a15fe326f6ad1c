"""The inbox and the listings in the console: seen masked, mended, mapped once for all that wait."""

import html
import json
import re

import msgspec
import pytest
from django.test import Client

from orderway.console.inbox import listings
from orderway.journey.intake.inbox import Arrival, store
from orderway.kernel import clock
from orderway.records.models import Reveal, User
from tests.shop import Company, incoming, line

BROKEN = b'{"external_id":"A1","ship_to":{"name":"Wang Xiaoming","phone":"13800138000"},"lines":"none"}'


@pytest.fixture
def parked(company: Company) -> int:
    """A message that cannot be read; its id."""
    company.sku("MUG", HZ=10)
    with company.connection.transaction(), company.connection.cursor() as cursor:
        (made,) = store(cursor, [Arrival(company.shop, BROKEN)], clock.now(), company.engine.ids)
    company.read()
    return made


def signed_in(*roles: str, language: str = "", **scope: list[int]) -> Client:
    user = User.objects.create_user(f"u{User.objects.count()}", password="long-enough-1", roles=list(roles), **scope)
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client(headers={"HX-Request": "true"})
    client.force_login(user)
    return client


def test_what_is_parked_stands_with_its_reason_and_without_its_person(company: Company, parked: int) -> None:
    client = signed_in("operator")
    page = client.get("/inbox").content.decode()
    assert "Cannot be read" in page
    assert "$.lines" in page
    panel = client.get(f"/inbox/{parked}/panel").content.decode()
    assert "external_id" in panel
    assert "A1" in panel
    for personal in ("Wang", "Xiaoming", "13800138000"):
        assert personal not in page + panel


def test_opening_is_written_down_and_mending_reads_the_new_body_in_its_place(company: Company, parked: int) -> None:
    client = signed_in("operator")
    assert "Wang" not in client.get(f"/inbox/{parked}/open").content.decode()
    opened = client.post(f"/inbox/{parked}/open", {"reason": "address"})
    assert "Wang Xiaoming" in opened.content.decode()
    assert list(Reveal.objects.values_list("order_id", "user__username")) == [(parked, "u0")]
    good = msgspec.json.encode(incoming("A1", line("MUG", 2))).decode()
    assert client.post(f"/inbox/{parked}/mend", {"body": good}).status_code == 200
    company.read()
    assert company.order("A1") == ("RELEASED", "warehouse", "warehouse")
    assert company.rows("SELECT body FROM inbox WHERE id = %s", [parked]) == [(BROKEN,)]
    assert company.rows("SELECT key, source FROM inbox WHERE id <> %s", [parked]) == [(f"mends:{parked}", "hand:u0")]
    assert company.rows("SELECT message_id = %s, kind FROM inbox_outcome ORDER BY message_id", [parked]) == [
        (True, "duplicate"),
        (False, "order"),
    ]
    assert company.one("SELECT count(*) FROM inbox_todo") == 0


def test_a_message_is_mended_once(company: Company, parked: int) -> None:
    client = signed_in("operator")
    good = msgspec.json.encode(incoming("A1", line("MUG"))).decode()
    client.post(f"/inbox/{parked}/mend", {"body": good})
    assert client.post(f"/inbox/{parked}/mend", {"body": good}).status_code == 404
    assert company.one("SELECT count(*) FROM inbox") == 2


def test_an_empty_body_is_no_mending(company: Company, parked: int) -> None:
    assert signed_in("operator").post(f"/inbox/{parked}/mend", {"body": " "}).status_code == 422
    assert company.one("SELECT count(*) FROM inbox") == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{\n  "external_id": "甲",,\n}', "第 2 行第 22 列：此处应为双引号括起的名称"),
        ('{\r\n  "external_id": "A1"', "第 2 行第 22 列：内容不完整，中途截断"),
        ('{"external_id": "A1"} x', "第 1 行第 23 列：结尾之后还有多余内容"),
        ('{"external_id": "A1"}', "缺少“placed_at”"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_with_its_place_and_kept_as_typed(
    company: Company, parked: int, body: str, said: str
) -> None:
    answer = signed_in("operator", language="zh-hans").post(f"/inbox/{parked}/mend", {"body": body})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in html.unescape(page)
    assert html.escape(body, quote=True).replace("&#x27;", "&#39;") in page
    assert company.rows("SELECT count(*) FROM inbox") == [(1,)]
    assert company.one("SELECT count(*) FROM inbox_todo") == 1


def test_who_may_not_see_persons_neither_opens_nor_mends(company: Company, parked: int) -> None:
    client = signed_in("admin")
    for response in (
        client.get(f"/inbox/{parked}/open"),
        client.post(f"/inbox/{parked}/open", {"reason": "other"}),
        client.post(f"/inbox/{parked}/mend", {"body": "{}"}),
    ):
        assert response.status_code == 403
        assert "Wang" not in response.content.decode()
    assert Reveal.objects.count() == 0
    assert client.post(f"/inbox/{parked}/try").status_code == 200


def test_one_or_all_alike_are_read_again(company: Company, parked: int) -> None:
    client = signed_in("operator")
    client.post(f"/inbox/{parked}/try")
    assert company.rows("SELECT state FROM inbox_todo") == [("new",)]
    company.read()
    assert company.rows("SELECT state, attempt FROM inbox_todo") == [("parked", 2)]
    client.post("/inbox/alike", {"reason": "unreadable"})
    assert company.rows("SELECT state FROM inbox_todo") == [("new",)]


def test_all_alike_keeps_to_the_shops_of_the_person(company: Company, parked: int) -> None:
    other = company.add_shop("other", "orderway", {})
    client = signed_in("operator", shop_ids=[other])
    client.post("/inbox/alike", {"reason": "unreadable"})
    assert company.rows("SELECT state FROM inbox_todo") == [("parked",)]
    for way in ("panel", "open"):
        assert client.get(f"/inbox/{parked}/{way}").status_code == 404
    assert client.post(f"/inbox/{parked}/try").status_code == 404
    assert "Nothing is parked" in client.get("/inbox").content.decode()


def test_a_message_set_aside_stays_in_the_books(company: Company, parked: int) -> None:
    signed_in("operator").post(f"/inbox/{parked}/aside")
    assert company.rows("SELECT kind FROM inbox_outcome") == [("set_aside",)]
    assert company.one("SELECT count(*) FROM inbox_todo") == 0
    assert company.one("SELECT count(*) FROM inbox") == 1


def test_the_last_order_of_each_shop_is_shown(company: Company, parked: int) -> None:
    company.send(incoming("A7", line("MUG")))
    company.read()
    company.send(incoming("A8", line("MUG")))
    company.read()
    company.add_shop("quiet", "orderway", {})
    page = signed_in("operator").get("/inbox").content.decode()
    assert ">A8</a>" in page
    assert ">A7</a>" not in page
    assert "nothing heard yet" in page


def test_pages_are_by_keyset(company: Company) -> None:
    arrivals = [Arrival(company.shop, b"{%d" % number) for number in range(60)]
    with company.connection.transaction(), company.connection.cursor() as cursor:
        store(cursor, arrivals, clock.now(), company.engine.ids)
    company.read()
    client = signed_in("operator")
    first = client.get("/inbox")
    assert first.content.decode().count("<tr data-href") == 50
    following = re.search(r'rel="next" href="([^"]*)"', first.content.decode())
    assert following is not None
    second = client.get("/inbox" + following.group(1).replace("&amp;", "&")).content.decode()
    assert second.count("<tr data-href") == 10
    assert 'rel="next"' not in second


# -- listings ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(company: Company) -> Company:
    """Three orders that wait for one listing, and one for another."""
    company.sku("MUG-RED", HZ=10)
    company.sku("LAMP", HZ=10)
    for number in range(3):
        company.send(incoming(f"L{number}", line("MUGRED", listing="gid/MUG-RED", title="Mug red")))
    company.send(incoming("X1", line("UNHEARD", listing="gid/77")))
    company.read()
    return company


def test_a_listing_is_mapped_once_for_all_orders_that_wait(waiting: Company) -> None:
    client = signed_in("operator")
    page = client.get("/listings").content.decode()
    assert page.index("gid/MUG-RED") < page.index("gid/77")
    assert [(one.key, one.orders) for one in listings.unmatched(None)] == [("gid/MUG-RED", 3), ("gid/77", 1)]
    panel = client.get("/listings/panel", {"shop": waiting.shop, "key": "gid/MUG-RED"}).content.decode()
    assert 'value="MUG-RED" checked' in panel
    response = client.post("/listings/map", {"shop": waiting.shop, "key": "gid/MUG-RED", "sku": "MUG-RED"})
    assert json.loads(response["HX-Trigger"])["toast"]["text"] == "Mapped. 3 orders go on."
    assert waiting.rows("SELECT key, mapped_by FROM listing") == [("gid/MUG-RED", "u0")]
    assert [waiting.order(f"L{n}")[1] for n in range(3)] == ["warehouse"] * 3
    assert waiting.order("X1")[1] == "held"
    waiting.send(incoming("L9", line("MUGRED", listing="gid/MUG-RED")))
    waiting.read()
    assert waiting.order("L9")[1] == "warehouse"


def test_another_sku_may_be_named_by_its_code_and_must_exist(waiting: Company) -> None:
    client = signed_in("operator")
    asked = {"shop": waiting.shop, "key": "gid/77", "sku": "MUG-RED"}
    wrong = client.post("/listings/map", {**asked, "other": "NONE"})
    assert (wrong.status_code, "There is no SKU NONE." in wrong.content.decode()) == (422, True)
    assert client.post("/listings/map", {**asked, "sku": ""}).status_code == 422
    assert waiting.one("SELECT count(*) FROM listing") == 0
    assert client.post("/listings/map", {**asked, "other": "LAMP"}).status_code == 200
    assert waiting.rows("SELECT s.code FROM listing l JOIN sku s ON s.id = l.sku_id") == [("LAMP",)]


def test_listings_of_other_shops_are_neither_seen_nor_mapped(waiting: Company) -> None:
    client = signed_in("operator", shop_ids=[waiting.add_shop("other", "orderway", {})])
    assert "gid/77" not in client.get("/listings").content.decode()
    asked = {"shop": waiting.shop, "key": "gid/77"}
    assert client.get("/listings/panel", asked).status_code == 404
    assert client.post("/listings/map", {**asked, "sku": "LAMP"}).status_code == 404
    assert client.get("/listings/panel", {"shop": "x", "key": ""}).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("where", ["/inbox", "/inbox?reason=unreadable", "/listings"])
def test_each_page_stands_in_both_languages(waiting: Company, parked: int, language: str, where: str) -> None:
    client = signed_in("operator")
    client.cookies["orderway_language"] = language
    page = client.get(where).content.decode()
    assert ("无法读取" in page or "未匹配" in page) == (language == "zh-hans")
