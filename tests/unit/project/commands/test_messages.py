import json
from pathlib import Path

import pytest

from orderway.project.cli import main
from orderway.project.commands import messages

PAGE = """
  {% load i18n %}
      {% translate "Release hold" %}
  {% translate "Released" context "hold" %}
{% blocktranslate count n=n %}{{ n }} order{% plural %}{{ n }} orders{% endblocktranslate %}
   {% action _("It's late") %}
"""
MODULE = """
from django.utils.translation import gettext as _, pgettext_lazy
A = _("Name")
B = pgettext_lazy("parcel", "Lost")
C = _(A)
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one page and one module, with a catalogue of its own."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    (folder / "module.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.setattr(messages, "PACKAGE", folder)
    monkeypatch.setattr(messages, "CATALOG", folder / "locale" / "django.po")
    return folder


TEXTS = {"Release hold", "hold|Released", "%(n)s order", "It's late", "Name", "parcel|Lost"}


def test_texts_of_templates_and_modules_are_gathered_with_their_context(package: Path) -> None:
    assert {messages.key_of(message) for message in messages.gather(package) if message.id} == TEXTS


def test_what_lacks_its_chinese_is_listed_and_fails_the_check(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["messages"]) == 0
    capsys.readouterr()

    assert main(["messages", "--todo"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == TEXTS
    assert main(["messages", "--check"]) == 1
    assert "no Chinese: hold|Released" in capsys.readouterr().err


def test_filled_texts_are_compiled_and_pass_the_check(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chinese = {text: "%(n)s 单" if "%" in text else "译" for text in TEXTS}
    (package / "done.json").write_text(json.dumps(chinese), encoding="utf-8")

    assert main(["messages", "--fill", str(package / "done.json")]) == 0
    assert main(["messages", "--check"]) == 0
    assert capsys.readouterr().out == "6 texts, 0 without Chinese, 0 broken\n"


def test_a_translation_that_loses_its_placeholder_is_broken(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package / "done.json").write_text(json.dumps({"%(n)s order": "一单"}), encoding="utf-8")

    assert main(["messages", "--fill", str(package / "done.json")]) == 1
    assert "%(n)s order" in capsys.readouterr().err


def test_a_translation_of_nothing_is_refused(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package / "done.json").write_text(json.dumps({"Nmae": "名"}), encoding="utf-8")

    assert main(["messages", "--fill", str(package / "done.json")]) == 2
    assert capsys.readouterr().err == "orderway messages: no page has: Nmae\n"


def test_a_text_that_went_and_came_back_keeps_its_chinese(package: Path) -> None:
    (package / "done.json").write_text(json.dumps({"Name": "姓名"}), encoding="utf-8")
    main(["messages", "--fill", str(package / "done.json")])
    (package / "module.py").write_text("", encoding="utf-8")
    main(["messages"])
    (package / "module.py").write_text(MODULE, encoding="utf-8")

    catalog = messages.merged(messages.gather(package))

    kept = catalog.get("Name")
    assert kept is not None
    assert kept.string == "姓名"
