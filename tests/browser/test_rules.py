"""The rules in a real browser: a rule is typed, mended, tried on past orders and put in force, by keyboard."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from orderway.kernel import clock
from orderway.records.models import User
from tests.browser.conftest import OpenPage, no_serious_findings, press, shoot
from tests.rulings import in_force, table_of
from tests.shop import Company, incoming, line


@pytest.fixture
def company(dsn: str, clean_tables: None) -> Iterator[Company]:
    """Twenty orders of the last day, and an administrator."""
    with clock.held_at(clock.now() - timedelta(hours=20)):
        made = Company(dsn)
        made.connection.execute("UPDATE shop SET name = '云栖家居'")
        made.sku("SHIRT", HZ=500)
        made.send(*(incoming(f"C-{n}", line("SHIRT", n), placed_at=clock.now()) for n in range(1, 21)))
        made.read()
    User.objects.create(username="ada", roles=["admin"])
    yield made
    made.close()


def test_a_rule_is_typed_mended_tried_and_put_in_force(company: Company, address: str, open_page: OpenPage) -> None:
    page = open_page("/", address=address, user="ada")
    page.goto(f"{address}/settings/rules")
    press(page, "n")
    page.fill("[name=name]", "Many units")
    page.check("#e0")
    page.click(".form-foot button")
    expect(page.locator("h1")).to_have_text("Many units")

    page.select_option("#column", "units")
    page.click("[name=op][value=column]")
    cell = page.locator("[aria-label='Units, 1']")
    cell.fill("> 10 / 0")
    cell.press("Tab")
    expect(page.locator(".cell-wrong", has_text="Division by zero.")).to_be_visible()
    cell.fill("> 10")
    cell.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(2)
    second = page.locator("[aria-label='Units, 2']")
    second.fill("> 18")
    second.press("Alt+ArrowUp")
    expect(page.locator("[aria-label='Units, 1']")).to_have_value("> 18")
    page.select_option("[aria-label='Reason of the hold, 1']", "quantity_limit")
    page.locator("[aria-label='What the staff reads, 2']").fill("Ask whether it is for resale")
    press(page, "Control+s")
    expect(page.locator("#toasts")).to_contain_text("Saved as a draft")
    no_serious_findings(page)
    shoot(page, "rules-grid")

    page.click("text=Trial")
    page.click("button[name=days][value='30']")
    expect(page.locator("h2", has_text="Newly held")).to_be_visible()
    expect(page.locator("section", has_text="Newly held").locator("tbody tr")).to_have_count(10)
    no_serious_findings(page)
    shoot(page, "rules-trial")

    page.locator(".tabs a").first.click()
    page.wait_for_url(re.compile(r"/settings/rules/\d+$"))
    press(page, "a")
    page.click(".form-foot button")
    expect(page.locator("#toasts")).to_contain_text("Version 1 is activated.")
    company.send(incoming("next", line("SHIRT", 12), placed_at=clock.now()))
    company.read()
    assert company.holds("next") == ["rule_says"]


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(1280, "light", "zh-hans"), (390, "light", "en"), (1280, "dark", "en")]
)
def test_every_page_of_the_rules_fits_and_can_be_read(
    company: Company, address: str, open_page: OpenPage, width: int, theme: str, language: str
) -> None:
    rows = ({"units": "> 5", "reason": "rule_says", "message": "多件"}, {"amount_minor": "> 500", "points": "60"})
    table = in_force(table_of("hold", *rows), name="可疑订单").table_id
    page = open_page("/", address=address, width=width, theme=theme, language=language, user="ada")
    for name, path in (
        ("list", "/settings/rules"),
        ("table", f"/settings/rules/{table}"),
        ("trial", f"/settings/rules/{table}/trial?days=7"),
        ("history", f"/settings/rules/{table}/history"),
        ("new", "/settings/rules/new"),
        ("holds", "/settings/holds"),
        ("hold", "/settings/holds/rule_says"),
        ("black", "/settings/black-list"),
        ("credit", "/settings/credit"),
    ):
        page.goto(address + path)
        shoot(page, f"rules-{name}-{width}-{theme}-{language}")
        too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not too_wide, name
        no_serious_findings(page)
