"""The desk's pages on a real database: who gets in, what they see, and that figures and lists agree."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from orderway.kernel import clock
from orderway.records.models import Reveal, SavedView, User
from orderway.web.permissions import ROLES, may
from tests.people import signed_in
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line


@pytest.fixture
def shop(company: Company) -> Company:
    """Orders in most pots: released, held, unpaid, short, cancelled."""
    cache.clear()
    company.sku("MUG", HZ=10)
    company.sku("CUP", HZ=0)
    company.send(
        incoming("A1", line("MUG", 2)),
        incoming("A2", line("MUG", 1), ship_to=_without_number()),
        incoming("A3", line("MUG", 1), paid=False),
        incoming("A4", line("CUP", 3)),
        incoming("A5", line("MUG", 1)),
        incoming("A6", line("MUG", 1, price=900000)),
    )
    company.read()
    company.must("cancel", "A5", reason="buyer")
    return company


def _without_number() -> Any:
    import msgspec

    return msgspec.structs.replace(GOOD_RECEIVER, street="文三路", phone="13911112222", name="李雷")


def user(name: str = "olga", roles: tuple[str, ...] = ("operator",), **more: Any) -> User:
    made = User(username=name, roles=list(roles), **more)
    made.set_password("a-long-password")
    made.save()
    return made


def client(one: User, language: str = "en") -> Client:
    made = Client()
    made.cookies["orderway_language"] = language
    made.force_login(one, "django.contrib.auth.backends.ModelBackend")
    return made


@pytest.fixture
def operator(shop: Company) -> Client:
    return client(user())


@pytest.fixture
def reviewer(shop: Company) -> Client:
    return client(user("rita", ("reviewer",)))


def order_id(company: Company, external_id: str) -> int:
    return int(company.one("SELECT id FROM orders WHERE external_id = %s", [external_id]))


def numbers(page: Any) -> list[str]:
    return re.findall(r'tabindex="-1">([^<]+)</a>', page.content.decode())


def listed(one: Client, query: str) -> list[str]:
    page = one.get("/orders", {"q": query})
    assert page.status_code == 200
    return numbers(page)


# -- who gets in ------------------------------------------------------------------------------------------------------


def test_each_role_begins_where_its_work_is(shop: Company) -> None:
    for role in ROLES:
        user(role, (role,))
        one = Client()
        answer = one.post("/login", {"username": role, "password": "a-long-password"})
        assert answer.status_code == 302
        assert answer["Location"] == ("/" if role != "picker" else one.get("/")["Location"])
        assert one.get(answer["Location"]).status_code == 200


def test_a_wrong_password_is_told_and_locks_after_five(shop: Company) -> None:
    user("anna")
    one = Client()
    for _ in range(4):
        page = one.post("/login", {"username": "anna", "password": "wrong"})
        assert (page.status_code, b"Name or password is wrong" in page.content) == (422, True)
    one.post("/login", {"username": "anna", "password": "wrong"})
    assert one.post("/login", {"username": "anna", "password": "a-long-password"}).status_code != 302


def test_login_goes_on_where_one_wanted_to_go_but_never_outside(shop: Company) -> None:
    user("anna")
    told = {"username": "anna", "password": "a-long-password"}
    assert Client().post("/login", {**told, "next": "/orders?q=hold:any"})["Location"] == "/orders?q=hold:any"
    assert Client().post("/login", {**told, "next": "https://evil.example/"})["Location"] == "/"


def test_a_company_without_orders_is_told_what_comes_first(dsn: str, clean_tables: None) -> None:
    admin, reviewer = client(user("ada", ("admin",))), client(user("rita", ("reviewer",)))
    assert "No order has come yet" in admin.get("/").content.decode()
    assert 'href="/settings">Set it up' in admin.get("/").content.decode()
    told = reviewer.get("/").content.decode()
    assert "No order has come yet" in told
    assert "Set it up" not in told
    assert 'href="/settings/shops/new">Add a shop' in admin.get("/settings/gateways").content.decode()


def test_who_is_not_signed_in_is_sent_to_the_login(shop: Company) -> None:
    for path in ("/", "/orders", "/queues/review", "/orders/new", "/counts", f"/orders/{order_id(shop, 'A1')}"):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login?next=")


@pytest.mark.parametrize("role", ROLES)
def test_every_page_asks_for_its_permission(shop: Company, role: str) -> None:
    one_user = user(role, (role,))
    one = client(one_user)
    first = order_id(shop, "A2")
    pages = {
        "/": "board.view",
        "/orders": "order.view",
        f"/orders/{first}": "order.view",
        f"/orders/{first}/panel": "order.view",
        f"/orders/{first}/row": "order.view",
        "/queues/exceptions": "order.view",
        "/orders/new": "order.create",
        f"/orders/{first}/reveal": "person.reveal",
        f"/orders/{first}/do/cancel": "order.cancel",
        f"/orders/{first}/do/correct_address": "order.edit_contact",
        "/counts": "home.view",
        "/account": "home.view",
    }
    for path, permission in pages.items():
        allowed = may(one_user, permission) and (not path.startswith("/orders/") or may(one_user, "order.view"))
        allowed = allowed or (path == "/orders/new" and may(one_user, permission))
        expected = {200} if allowed else {403, 302} if path == "/" else {403}
        assert one.get(path).status_code in expected, path


def test_a_reader_of_another_shop_sees_none_of_it(shop: Company) -> None:
    one = client(user("far", ("operator", "reviewer"), shop_ids=[shop.shop + 99]))
    first = order_id(shop, "A1")

    assert listed(one, "is:all") == []
    for path in (f"/orders/{first}", f"/orders/{first}/panel", f"/orders/{first}/row", f"/orders/{first}/do/hold"):
        assert one.get(path).status_code == 404
    assert one.post(f"/orders/{first}/do/hold", {"note": "mine"}).status_code == 404
    assert json.loads(one.get("/counts").content)["pot.held"] == 0
    bulk = one.post("/orders/bulk/hold", {"ids": str(first), "confirm": "1", "note": "x"})
    assert b"No order is selected" in bulk.content
    assert shop.holds("A1") == []


def test_a_reader_of_another_warehouse_sees_only_what_lies_in_theirs(shop: Company) -> None:
    near = client(user("near", ("warehouse_manager",), warehouse_ids=[shop.warehouses["HZ"]]))
    far = client(user("far", ("warehouse_manager",), warehouse_ids=[shop.warehouses["GZ"]]))

    assert sorted(listed(near, "is:all")) == ["A1", "A2", "A3", "A5", "A6"]
    assert listed(far, "is:all") == []
    assert json.loads(near.get("/counts").content)["pot.warehouse"] == 1
    assert json.loads(far.get("/counts").content)["pot.warehouse"] == 0


# -- figures and their lists ------------------------------------------------------------------------------------------


def figures(page: str) -> Iterator[tuple[str, int]]:
    """Each figure of the board with the address of its list."""
    for href, block in re.findall(r'<a class="(?:chip|stat)[^"]*" href="([^"]+)">(.*?)</a>', page, re.DOTALL):
        found = re.search(r'data-count="[^"]+">([\d,]+)<', block)
        if found:
            yield href.replace("&amp;", "&"), int(found.group(1).replace(",", ""))
    for href, many in re.findall(
        r'<a href="([^"]+)"><span class="name">.*?data-count="[^"]+">([\d,]+)<', page, re.DOTALL
    ):
        yield href.replace("&amp;", "&"), int(many.replace(",", ""))
    for href, many in re.findall(r'href="([^"]+)">all <span class="figures">([\d,]+)<', page):
        yield href.replace("&amp;", "&"), int(many.replace(",", ""))
    for href, many in re.findall(r'<a class="clip" href="([^"]+)">[^<]*</a>.*?<b class="figures">([\d,]+)</b>', page):
        yield href.replace("&amp;", "&"), int(many.replace(",", ""))


def test_every_figure_of_the_board_opens_a_list_of_as_many_orders(shop: Company, operator: Client) -> None:
    for name in ("pick", "pack"):
        shop.must(name, "A1")
    shop.must("label", "A1", tracking_number="SF1")
    shop.must("hand_over", "A1")
    page = operator.get("/").content.decode()
    found = [(href, many) for href, many in figures(page) if href.startswith("/orders")]

    assert len(found) > 20
    for href, many in found:
        shown = operator.get(href)
        assert len(numbers(shown)) == many, href
    assert sum(many for href, many in found if "standing%3A" in href) == 6


def test_the_board_of_an_analyst_tells_how_many_and_leads_to_no_order(shop: Company, operator: Client) -> None:
    page = client(user("ana", ("analyst",))).get("/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert re.findall(r'href="(/orders[^"]*)"', page) == []
    assert re.findall(r'data-count="(pot\.held|pot\.warehouse)">(\d+)<', page) == re.findall(
        r'data-count="(pot\.held|pot\.warehouse)">(\d+)<', operator.get("/").content.decode()
    )
    assert not any(number in page for number in ("A1", "A2", "A3")), "nor does it name one"


@pytest.mark.parametrize("role", ROLES)
def test_no_link_of_the_board_is_closed_to_who_sees_it(shop: Company, role: str) -> None:
    one = client(user(role, (role,)))
    page = one.get("/", follow=True).content.decode().partition("<main")[2].partition("</main>")[0]
    for path in sorted(set(re.findall(r'<a [^>]*href="(/[^"?]*)', page))):
        assert one.get(path).status_code == 200, path


def test_the_board_tells_what_came_and_left_today(shop: Company, operator: Client) -> None:
    for name in ("pick", "pack"):
        shop.must(name, "A1")
    shop.must("label", "A1", tracking_number="SF1")
    shop.must("hand_over", "A1")
    counts = json.loads(operator.get("/counts").content)

    assert (counts["received"], counts["left"], counts["pot.road"]) == (6, 1, 1)
    assert (counts["stage.road"], counts["queue.shortages"], counts["queues"]) == (1, 1, 2)


def test_live_counts_are_answered_once_while_nothing_changes(shop: Company, operator: Client) -> None:
    first = operator.get("/counts")
    again = operator.get("/counts", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


# -- the list ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["A1", "A2", "A3", "A4", "A6"]),
        ("is:all", ["A1", "A2", "A3", "A4", "A5", "A6"]),
        ("standing:unpaid", ["A3"]),
        ("standing:cancelled", ["A5"]),
        ("stage:warehouse", ["A1"]),
        ("hold:house_number_missing", ["A2"]),
        ("hold:any -hold:large_amount", ["A2"]),
        ("payment:unpaid", ["A3"]),
        ("sku:CUP", ["A4"]),
        ("short:CUP", ["A4"]),
        ("is:short", ["A4"]),
        ("amount:>1000", ["A6"]),
        ("amount:89", ["A2", "A3"]),
        ("units:>=3", ["A4"]),
        ("warehouse:HZ", ["A1", "A2", "A3", "A6"]),
        ("city:杭州 units:2", ["A1"]),
        ("country:DE", []),
        ("owner:reviewer", ["A6"]),
        ("received:today is:all", ["A1", "A2", "A3", "A4", "A5", "A6"]),
        ("placed:2026-11-19", []),
        ("age:>2d", []),
        ("claimed:me", []),
        ("-standing:held", ["A1", "A3", "A4"]),
        ("A1", ["A1"]),
        ("a1", ["A1"]),
        ("李雷", ["A2"]),
        ("13911112222", ["A2"]),
        ("139 1111 2222", ["A2"]),
        ("2222", ["A2"]),
        ("CUP", ["A4"]),
        ("王小明 stage:warehouse", ["A1"]),
        ("nobody at all", []),
    ],
)
def test_a_filter_finds_what_it_says(shop: Company, operator: Client, query: str, expected: list[str]) -> None:
    assert sorted(listed(operator, query)) == expected


def test_a_tracking_number_finds_its_order(shop: Company, operator: Client) -> None:
    shop.must("pick", "A1")
    shop.must("pack", "A1")
    shop.must("label", "A1", tracking_number="SF1234567")

    assert listed(operator, "sf1234567") == ["A1"]


def test_an_unknown_filter_is_refused_and_nothing_is_listed(shop: Company, operator: Client) -> None:
    page = operator.get("/orders", {"q": "stag:review"})

    assert page.status_code == 422
    assert numbers(page) == []
    assert "no such filter" in page.content.decode()


@pytest.mark.parametrize("sort", ["due", "todo", "new", "old"])
def test_pages_follow_each_other_without_gap_or_double(shop: Company, operator: Client, sort: str) -> None:
    from orderway.console import orders_sql
    from orderway.console.filter_sql import criteria_of
    from orderway.console.filters import parse
    from orderway.console.reader import reader_of
    from orderway.console.scope import Scope

    reader = reader_of(User.objects.get(username="olga"))
    for query in ("", "is:all", "stage:promise", "standing:held,short"):
        criteria = criteria_of(parse(query), reader)
        whole = orders_sql.page(criteria, Scope(None, None), sort, None, None, 100).ids
        forward: list[int] = []
        page = orders_sql.page(criteria, Scope(None, None), sort, None, None, 2)
        forward += page.ids
        pages = [page]
        while page.last is not None:
            page = orders_sql.page(criteria, Scope(None, None), sort, page.last, None, 2)
            forward += page.ids
            pages.append(page)
        assert forward == whole
        if len(pages) > 1:
            back = orders_sql.page(criteria, Scope(None, None), sort, None, pages[-1].first, 2)
            assert back.ids == pages[-2].ids


def test_the_most_urgent_order_stands_first(shop: Company, operator: Client) -> None:
    with clock.held_at(NOW - timedelta(hours=20)):
        shop.send(incoming("B1", line("MUG", 1), placed_at=NOW - timedelta(hours=20)))
        shop.read()

    assert listed(operator, "")[0] == "B1"


def test_a_view_is_kept_for_oneself_or_the_team(shop: Company, operator: Client, reviewer: Client) -> None:
    operator.post("/orders/views/save", {"q": "hold:any", "name": "Mine"})
    operator.post("/orders/views/save", {"q": "amount:>1000", "name": "Large", "team": "1"})
    seen_by_other = reviewer.get("/orders").content.decode()

    assert ("Large" in seen_by_other, ">Mine<" in seen_by_other) == (True, False)
    view = SavedView.objects.get(name="Large")
    assert reviewer.post(f"/orders/views/{view.pk}/forget").status_code == 404
    assert operator.post(f"/orders/views/{view.pk}/forget").status_code == 200
    assert list(SavedView.objects.values_list("name", "query", "team")) == [("Mine", "hold:any", False)]
    operator.post("/orders/views/save", {"q": "amount:>1000", "name": "Old <b>", "team": "1"})
    old = SavedView.objects.get(name="Old <b>")
    admin = signed_in("admin")
    asked = admin.get("/orders", {"q": old.query}).content.decode()
    assert "Forget the view “Old &lt;b&gt;”?" in asked, "who made a view of the team may have left"
    assert admin.post(f"/orders/views/{SavedView.objects.get(name='Mine').pk}/forget").status_code == 404
    assert admin.post(f"/orders/views/{old.pk}/forget").status_code == 200
    assert operator.post("/orders/views/save", {"q": "nonsense:1", "name": "Bad"}).status_code == 422


def test_looking_at_a_receiver_is_written_down_and_limited(shop: Company, operator: Client) -> None:
    first = order_id(shop, "A2")
    page = operator.get(f"/orders/{first}").content.decode()
    assert ("13911112222" in page, "李雷" in page, "李*" in page) == (False, False, True)

    shown = operator.post(f"/orders/{first}/reveal", {"reason": "call", "note": "asked back"}).content.decode()
    assert "+8613911112222" in shown
    assert list(Reveal.objects.values_list("order_id", "reason")) == [(first, "call: asked back")]

    Reveal.objects.bulk_create(
        Reveal(user=User.objects.get(username="olga"), order_id=first, reason="x") for _ in range(59)
    )
    Reveal.objects.update(at=NOW - timedelta(minutes=5))
    refused = operator.post(f"/orders/{first}/reveal", {"reason": "call"})
    assert (refused.status_code, Reveal.objects.count()) == (429, 60)
    assert "+8613911112222" not in refused.content.decode()


def test_the_main_action_of_a_held_order_is_offered_to_those_alone_who_may_do_it(shop: Company) -> None:
    shop.must("hold", "A4", reason="look at it")
    (held,) = shop.order("A4", "id")
    path, asked = f"/orders/{held}", f'hx-get="/orders/{held}/do/release_hold?part='
    operator, finance = client(user("olga", ("operator",))), client(user("fay", ("finance",)))
    assert (operator.get(path).content.decode().count(asked), finance.get(path).content.decode().count(asked)) == (3, 0)
