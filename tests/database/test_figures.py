"""The figures: exact counts, the list behind each, their scope, and roll-ups that change nothing."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.test import Client

from orderway.insight.figures import lists, reading
from orderway.insight.figures.day import added, within
from orderway.insight.figures.filters import _zone
from orderway.insight.figures.period import period_of
from orderway.insight.figures.rollup import roll_up
from orderway.journey.survey.answers import Judgement, take_answer
from orderway.journey.survey.send import send_due_surveys
from orderway.kernel import clock
from tests.people import signed_in
from tests.shop import NOW, Company, incoming, line

ZONE = "Asia/Shanghai"


@pytest.fixture(autouse=True)
def no_cache() -> None:
    cache.clear()


def as_role(role: str, **scope: list[int]) -> Client:
    return signed_in(role, name=role, **scope)


def ship(company: Company, order: str, number: str) -> None:
    for name, args in (("pick", {}), ("pack", {}), ("label", {"tracking_number": number}), ("hand_over", {})):
        company.must(name, order, **args)


@pytest.fixture
def week(company: Company) -> Company:
    """Five days ago three orders: one left the next day and was collected at once, one left three days late and was
    collected after 50 hours, one is held; the first was judged, the second came back for being wrong."""
    company.sku("MUG", HZ=50)
    with clock.held_at(NOW - timedelta(days=5)):
        for number in ("A1", "A2", "A3"):
            company.send(incoming(number, line("MUG", 2), placed_at=clock.now()))
        company.read()
        company.must("hold", "A3", note="look")
    with clock.held_at(NOW - timedelta(days=4)):
        ship(company, "A1", "SF1")
        company.must("scan", "A1", code="picked_up")
    with clock.held_at(NOW - timedelta(days=3, hours=-1)):
        company.must("scan", "A1", code="delivered")
    with clock.held_at(NOW - timedelta(days=2, hours=4)):
        ship(company, "A2", "SF2")
    with clock.held_at(NOW - timedelta(hours=2)):
        company.must("scan", "A2", code="picked_up")
        company.must("scan", "A2", code="delivered")
    line_id = company.one("SELECT l.id FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.external_id = 'A2'")
    company.must("request_return", "A2", lines={str(line_id): 1}, reason="wrong_item")
    send_due_surveys(company.engine)
    order = company.one("SELECT order_id FROM survey")
    take_answer(company.connection.cursor(), order, Judgement(5, 4, 3, "fast"), NOW, 30)
    return company


def read(now: object = NOW) -> reading.Cell:
    period = period_of("", "", NOW, _zone(ZONE))
    return added(reading.cells(period, NOW), reading.scores(period))


def test_each_figure_is_exact(week: Company) -> None:
    total = read()

    assert (total.shipments, total.on_time, total.late, total.orders) == (2, 1, 1, 2)
    assert (total.decided, total.collected, total.collected_late) == (2, 1, 1)
    assert (total.returns, total.wrong, total.refused) == (1, 1, 0)
    assert (total.answers, total.product, total.delivery, total.service) == (1, 5, 4, 3)
    cost = week.one("SELECT sum(cost_minor) FROM fulfilment WHERE state = 'SHIPPED'")
    assert total.order_cost_minor == cost // 2 > 0


def test_rolled_up_days_say_the_same_and_rolling_twice_changes_nothing(week: Company) -> None:
    before = read()

    first = roll_up(ZONE, NOW)
    kept = week.rows("SELECT * FROM figure_day ORDER BY 1, 2, 3, 4, 5")
    roll_up(ZONE, NOW, again=True)
    cache.clear()

    assert first == 31
    assert week.rows("SELECT * FROM figure_day ORDER BY 1, 2, 3, 4, 5") == kept
    assert len({row[1] for row in kept}) == 2
    assert read() == before


def test_the_page_shows_the_figures_and_each_opens_its_list(week: Company) -> None:
    reviewer = as_role("reviewer")

    page = reviewer.get("/figures").content.decode()
    late = reviewer.get("/figures/on_time").content.decode()

    assert "50%" in page and "4.0" in page
    assert "/orders?q=hold%3Aby_hand" in page and "/orders?q=stage%3Asettled" in page
    assert ">A2<" in late and ">A1<" not in late
    for figure in ("shipped", "collected", "wrong", "returns", "scores", "cost"):
        assert reviewer.get(f"/figures/{figure}").status_code == HTTPStatus.OK
    assert reviewer.get("/figures/nothing").status_code == HTTPStatus.NOT_FOUND
    assert ">A2<" in reviewer.get("/figures/wrong").content.decode()
    assert "5 · 4 · 3" in reviewer.get("/figures/scores").content.decode()
    assert "collected after" in reviewer.get("/figures/collected").content.decode()


def test_every_list_has_as_many_rows_as_its_figure_says(week: Company) -> None:
    reviewer = as_role("reviewer")
    total = read()
    wanted = {
        "shipped": total.shipments,
        "on_time": total.late,
        "collected": total.collected_late,
        "wrong": total.wrong,
        "returns": total.returns,
        "scores": total.answers,
    }

    for figure, many in wanted.items():
        page = reviewer.get(f"/figures/{figure}").content.decode()
        assert page.count("<tr data-id") == many, figure
        assert f'<span class="count">{many}</span>' in page, figure


def test_a_list_of_many_pages_says_how_many_there_are_in_all(week: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewer, many = as_role("reviewer"), read().shipments
    assert many > 1
    monkeypatch.setattr(lists, "PAGE_ROWS", 1)

    assert f'<span class="count">{many}</span>' in reviewer.get("/figures/shipped").content.decode()
    monkeypatch.setattr(lists, "COUNTED_MAX", 1)
    assert '<span class="count">1+</span>' in reviewer.get("/figures/shipped").content.decode()


def test_an_analyst_sees_figures_but_no_way_to_orders(week: Company) -> None:
    page = as_role("analyst").get("/figures").content.decode()

    assert "50%" in page
    assert "/orders?q=" not in page


def test_a_manager_sees_only_their_warehouse(week: Company) -> None:
    period = period_of("", "", NOW, _zone(ZONE))
    elsewhere = within(reading.cells(period, NOW), None, [week.warehouses["GZ"]])

    page = as_role("warehouse_manager", warehouse_ids=[week.warehouses["GZ"]]).get("/figures").content.decode()

    assert added(elsewhere).shipments == 0
    assert "Nothing happened in these days" in page


def test_a_period_without_anything_says_so(company: Company) -> None:
    page = as_role("analyst").get("/figures?from=2026-01-01&to=2026-01-02").content.decode()

    assert "Nothing happened in these days" in page


@pytest.mark.parametrize("query", ["from=x&to=2026-13-01", "from=9999-01-01", "shop=none&warehouse=%00", "before=x~1"])
def test_a_question_that_cannot_be_read_is_answered_like_none(company: Company, query: str) -> None:
    client = as_role("reviewer")

    assert client.get(f"/figures?{query}").status_code == HTTPStatus.OK
    assert client.get(f"/figures/shipped?{query}").status_code == HTTPStatus.OK
