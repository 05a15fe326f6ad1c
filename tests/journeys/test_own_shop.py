"""docs/first-shop.md followed word for word, in both languages: from an empty installation to a released order.

The test knows no address, field, file or command of its own: all are read from the guide, the fields by the words that
stand beside them on the page.
"""

import io
import re
import shlex
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from orderway.adapters.channels import channels
from orderway.journey.intake.work import Reader
from orderway.project import cli
from orderway.project.parts import engine_on

DOCS = Path(__file__).resolve().parents[2] / "docs"
PASSWORD = "correct-horse-battery"
YES = ("yes", "是")


class Page(HTMLParser):
    """A page's forms as a browser would send them, its labels, and its links by their words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.fields: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.buttons: dict[str, tuple[str, str]] = {}
        self._ids: dict[str, str] = {}
        self._labels: list[tuple[str, str]] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self._select = ""
        self.feed(text)
        for target, words in self._labels:
            if target in self._ids:
                self.fields.setdefault(words.removesuffix("optional").removesuffix("选填").strip(), self._ids[target])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in ("input", "select", "textarea") and "name" in told:
            self._ids[told.get("id", "")] = told["name"]
            box = told.get("type") in ("checkbox", "radio")
            if tag == "input" and (not box or "checked" in told) and told.get("type") != "file":
                self.values.setdefault(told["name"], []).append(told.get("value", "on" if box else ""))
            self._select = told["name"] if tag == "select" else self._select
        if tag == "option" and "selected" in told:
            self.values[self._select] = [told["value"]]
        if tag in ("label", "a", "button"):
            self._open.append((tag, told))
            self._words = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self._words += data

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            return
        _tag, told = self._open.pop()
        words = " ".join(self._words.split())
        if tag == "label":
            self._labels.append((told.get("for", ""), words))
        elif tag == "a":
            self.links.setdefault(words, told.get("href", ""))
        elif "name" in told:
            self.buttons.setdefault(words, (told["name"], told.get("value", "")))


class Follower:
    """Does what the guide says."""

    def __init__(self, text: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.text = text
        self.client = Client(HTTP_ACCEPT_LANGUAGE=language, headers={"host": "127.0.0.1:8000"})
        self.client.cookies["orderway_language"] = language
        self.monkeypatch = monkeypatch
        self.at = ""
        self.files = dict(re.findall(r"```json (\w+)\n(.*?)```", text, re.DOTALL))
        self.key = ""
        self.answers: list[int] = []

    def follow(self) -> None:
        """Block by block, in the guide's order."""
        for block in re.split(r"\n\n(?=\S)", self.text):
            pages = re.findall(r"`(/settings/[^`]+)`", block)
            self.at = pages[0] if pages else self.at
            fence = re.match(r"```(\w+) ?(\w*)\n(.*?)```", block, re.DOTALL)
            if fence and fence[1] == "sh":
                for line in fence[3].splitlines():
                    self.command(line)
            elif fence and fence[1] == "csv":
                self.upload(fence[2], fence[3])
            elif block.startswith("| "):
                self.fill(re.findall(r"^\| (.+?) \| (.+?) \|$", block, re.MULTILINE)[2:])
            elif "*Webhook" in block and "`/settings" not in block and not self.key:
                self.open_shop(block)

    def command(self, line: str) -> None:
        words = shlex.split(line)
        if words[0] == "curl":
            self.curl(words[1:])
        elif words[1] != "serve":  # the test client is the server
            self.monkeypatch.setattr(sys, "stdin", io.StringIO(PASSWORD + "\n"))
            assert cli.main(words[1:]) == 0, line
            if words[1] == "user":
                self.log_in(words[3])

    def log_in(self, name: str) -> None:
        answer = self.client.post("/login", {"username": name, "password": PASSWORD})
        assert answer.status_code == 302

    def page(self) -> Page:
        answer = self.client.get(self.at)
        assert answer.status_code == 200, self.at
        return Page(answer.content.decode())

    def fill(self, rows: list[tuple[str, str]]) -> None:
        """Fill in the fields by their words, leave the others as they are, press the button."""
        page = self.page()
        told = dict(page.values)
        for words, value in rows:
            assert words in page.fields, f"{self.at} has no field {words!r}: {sorted(page.fields)}"
            told[page.fields[words]] = ["on" if value in YES else value]
        making = next((button for button in page.buttons.values() if button[0] == "key"), None)
        if making:
            told[making[0]] = [making[1]]
        answer = self.client.post(self.at, told)
        if making:
            shown = re.search(r'id="shown-once"[^>]*>([^<]+)<', answer.content.decode())
            assert shown is not None
            self.key = shown[1]
        else:
            assert answer.status_code == 302, answer.content.decode()

    def upload(self, kind: str, text: str) -> None:
        assert self.at == f"/settings/{kind}/file"
        answer = self.client.post(self.at, {"file": SimpleUploadedFile(f"{kind}.csv", text.encode())})
        assert answer.status_code == 200, answer.content.decode()

    def open_shop(self, block: str) -> None:
        """From the list to the shop, and on to what stands in italics."""
        self.at = "/settings/shops"
        self.at = self.page().links["corner"]
        words = re.findall(r"\*([^*]+)\*", block)[0]
        self.at = self.page().links[words]

    def curl(self, words: list[str]) -> None:
        headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
        headers["Authorization"] = headers["Authorization"].replace("KEY", self.key)
        body = self.files[words[words.index("-d") + 1].removeprefix("@").removesuffix(".json")]
        path = words[0].removeprefix("http://127.0.0.1:8000")
        kind = headers.pop("Content-Type")
        self.answers.append(Client().post(path, body, content_type=kind, headers=headers).status_code)


@pytest.fixture
def worker(dsn: str, clean_tables: None) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize(("guide", "language"), [("first-shop.md", "en"), ("zh/first-shop.md", "zh-hans")])
def test_the_guide_leads_from_nothing_to_a_released_order(
    guide: str, language: str, worker: "psycopg.Connection[tuple[object, ...]]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERWAY_PRACTICE", "")
    follower = Follower((DOCS / guide).read_text(encoding="utf-8"), language, monkeypatch)
    follower.follow()
    assert follower.answers == [202]
    while Reader(engine_on(worker, "test"), channels()).work():
        pass
    rows = worker.execute(
        "SELECT o.number, o.status, o.standing, w.code, f.state FROM orders o "
        "JOIN fulfilment f ON f.order_id = o.id JOIN warehouse w ON w.id = f.warehouse_id"
    ).fetchall()
    assert rows == [("CORNER-1", "RELEASED", "warehouse", "main", "SENT")]
    stock = worker.execute("SELECT k.code, s.on_hand, s.reserved FROM stock s JOIN sku k ON k.id = s.sku_id ORDER BY 1")
    assert stock.fetchall() == [("MUG-BLUE", 30, 0), ("MUG-WHITE", 50, 2)]
    steps = follower.client.get("/settings").content.decode()
    assert steps.count("circle-check") == 0, "all six steps are done, so the guide has left the page"


def test_both_guides_name_the_same_steps() -> None:
    texts = [(DOCS / name).read_text(encoding="utf-8") for name in ("first-shop.md", "zh/first-shop.md")]
    for what in (r"`(/settings/[^`]+)`", r"```csv \w+\n.*?```", r"```json \w+\n.*?```"):
        one, two = (re.findall(what, text, re.DOTALL) for text in texts)
        assert one == two and one
