from types import SimpleNamespace

from orderway.console.settings.grouping import BESIDE, ORDER, groups
from orderway.console.settings.registry import sheets
from orderway.web.permissions import ADMIN, PICKER


def user(*roles: str) -> SimpleNamespace:
    """A signed-in user with these roles."""
    return SimpleNamespace(is_authenticated=True, is_active=True, roles=roles)


def test_an_administrator_sees_every_sheet_and_every_page_beside_once() -> None:
    shown = [entry.url for group in groups(user(ADMIN), {}) for entry in group.entries]
    assert len(shown) == len(set(shown)) == len(sheets()) + len(BESIDE)


def test_every_key_that_is_placed_exists() -> None:
    placed = [key for _title, keys in ORDER for key in keys]
    assert sorted(set(placed)) == sorted(placed)
    assert set(placed) <= set(sheets()) | set(BESIDE)


def test_figures_stand_at_their_sheet_and_nothing_is_counted_where_nothing_is_known() -> None:
    found = {entry.url: entry.many for group in groups(user(ADMIN), {"warehouses": 4}) for entry in group.entries}
    assert found["/settings/warehouses"] == 4
    assert found["/settings/rate-card"] is None


def test_a_role_without_settings_sees_no_group() -> None:
    assert groups(user(PICKER), {}) == []
