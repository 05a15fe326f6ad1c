"""The buyer's pages in a real browser: on a phone first, both languages, light and dark."""

import os
from collections.abc import Iterator

import pytest

from orderway.buyer import links
from tests.browser.buyer_world import World
from tests.browser.conftest import OpenPage, no_serious_findings, shoot
from tests.browser.site import site


@pytest.fixture
def django_beside_playwright(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright keeps a loop running in this thread, which Django takes for an async context."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def world(django_beside_playwright: None, dsn: str, clean_tables: None) -> Iterator[World]:
    """Orders in every state, and a site that shows them."""
    made = World(dsn)
    yield made
    made.close()


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """The site over that world's database."""
    with site(DATABASE_URL=os.environ["DATABASE_URL"]) as found:
        yield found


def pages(world: World) -> dict[str, str]:
    return {
        "find": "/t",
        "new": links.tracking_path(world.ids["NEW"]),
        "asked": links.tracking_path(world.ids["ASKED"]),
        "road": links.tracking_path(world.ids["ROAD"]),
        "trouble": links.tracking_path(world.ids["TROUBLE"]),
        "home": links.tracking_path(world.ids["HOME"]),
        "answer": links.answer_path(world.questions["ASKED"]),
        "return-new": links.return_path(world.ids["HOME"]),
        "return-on": links.return_path(world.ids["BACK"]),
        "survey": links.survey_path(world.ids["HOME"]),
        "gone": links.tracking_path(1),
    }


LOOKS = [(390, "light", "zh-hans"), (390, "dark", "en"), (1280, "light", "en"), (1920, "dark", "zh-hans")]


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_every_page_fits_and_axe_finds_nothing_serious(
    world: World, address: str, open_page: OpenPage, complaints: list[str], width: int, theme: str, language: str
) -> None:
    for name, path in pages(world).items():
        page = open_page(path, width=width, theme=theme, language=language, address=address)
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
        no_serious_findings(page)
        shoot(page, f"buyer-{name}-{width}-{theme}-{language}", whole=True)
        page.context.close()
    complaints[:] = [said for said in complaints if "410" not in said]
