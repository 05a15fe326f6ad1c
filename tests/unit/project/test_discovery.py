from pathlib import Path

import pytest

from orderway.project import discovery


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "orderway"
    for name in (
        "web/urls.py",
        "journey/check/urls.py",
        "journey/check/deep/urls.py",
        "web/templatetags/money_tags.py",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (root / "web/templatetags/__init__.py").touch()
    (root / "journey/check/templates").mkdir()
    monkeypatch.setattr(discovery, "PACKAGE", root)
    return root


def test_modules_are_found_two_packages_deep_in_path_order(package: Path) -> None:
    assert discovery.modules("urls") == ["orderway.journey.check.urls", "orderway.web.urls"]


def test_folders_are_found_where_they_are(package: Path) -> None:
    assert discovery.folders("templates") == [package / "journey/check/templates"]


def test_tag_libraries_go_by_their_file_name(package: Path) -> None:
    assert discovery.tag_libraries() == {"money_tags": "orderway.web.templatetags.money_tags"}


def test_a_module_that_is_not_there_is_no_error() -> None:
    assert not discovery.has("orderway.nowhere.at.all")
    assert discovery.has("orderway.project.cli")
