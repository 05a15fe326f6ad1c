"""Watched folders: a file of orders is taken in once, put away, and told of in a report beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from orderway.journey.intake import files
from orderway.journey.intake.files import take_in
from orderway.kernel import clock
from orderway.project import dropping
from orderway.project.dropping import KEPT_DAYS, forget_dropped, take_dropped
from tests.people import signed_in
from tests.shop import Company

HEAD = "order_id,sku,quantity,price,name,phone,address,country,payment_status\n"
ROW = "{n},MUG,{q},89.00,王小明,1380013{n:04d},浙江省杭州市西湖区文三路478号3幢1202室,CN,paid\n"
GOOD = (HEAD + ROW.format(n=1, q=1) + ROW.format(n=2, q=2)).encode()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The files that workers were told of."""
    ids: list[int] = []
    monkeypatch.setattr(dropping, "_tell", lambda file_id, shop_id: ids.append(file_id))
    return ids


@pytest.fixture
def folder(company: Company, tmp_path: Path, told: list[int]) -> Iterator[Path]:
    company.sku("MUG", HZ=100)
    company.connection.execute("UPDATE shop SET language = 'en'")
    with override_settings(DATA_FOLDER=tmp_path):
        assert take_dropped(company.engine) == 0
        yield tmp_path / "orders" / "own"


def put(folder: Path, name: str, body: bytes) -> Path:
    path = folder / "in" / name
    path.write_bytes(body)
    old = clock.now().timestamp() - 60
    os.utime(path, (old, old))
    return path


def names(folder: Path, where: str) -> list[str]:
    return sorted(path.name.partition("-")[2] for path in (folder / where).iterdir())


def report(folder: Path, where: str) -> str:
    (found,) = (folder / where).glob("*.report.txt")
    return found.read_text(encoding="utf-8")


def work(company: Company, told: list[int]) -> None:
    while told:
        take_in(company.engine, told.pop())
        company.read()
    take_dropped(company.engine)


def test_a_file_is_taken_in_once_and_told_of_in_its_report(company: Company, folder: Path, told: list[int]) -> None:
    put(folder, "monday.csv", GOOD)
    assert take_dropped(company.engine) == 1
    assert (names(folder, "in"), names(folder, "working")) == ([], ["monday.csv"])
    take_dropped(company.engine)
    work(company, told)
    assert company.rows("SELECT external_id, units FROM orders ORDER BY 1") == [("1", 1), ("2", 2)]
    assert names(folder, "done") == ["monday.csv", "monday.csv.report.txt"]
    assert report(folder, "done").splitlines()[:4] == ["monday.csv", "orders in the file: 2", "new: 2", "changed: 0"]
    put(folder, "monday again.csv", GOOD)
    take_dropped(company.engine)
    work(company, told)
    assert company.one("SELECT count(*) FROM import_file") == 1
    assert names(folder, "working") == []


def test_a_chinese_shop_reads_its_reports_in_chinese(company: Company, folder: Path) -> None:
    company.connection.execute("UPDATE shop SET language = 'zh-hans'")
    put(folder, "b.csv", "编号\n1\n".encode())
    take_dropped(company.engine)
    assert "没有一列能认出是订单号" in report(folder, "failed")


def test_rows_at_fault_stand_in_the_report_and_the_rest_is_in(company: Company, folder: Path, told: list[int]) -> None:
    put(folder, "a.csv", GOOD + ROW.format(n=3, q="many").encode())
    take_dropped(company.engine)
    work(company, told)
    assert company.one("SELECT count(*) FROM orders") == 2
    assert "rows at fault: 1" in report(folder, "done")
    assert "row 4" in report(folder, "done")


def test_headings_that_nobody_explained_wait_on_the_page_of_files(
    company: Company, folder: Path, told: list[int]
) -> None:
    put(folder, "b.csv", b"Wer,Was\n1,MUG\n")
    take_dropped(company.engine)
    assert (told, names(folder, "failed")) == ([], ["b.csv", "b.csv.report.txt"])
    assert "order number" in report(folder, "failed")
    assert company.rows("SELECT name, state, by FROM import_file") == [("b.csv", "NEW", "folder")]


@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 50, b"PK\x03\x04broken"])
def test_what_cannot_be_read_is_put_away_with_the_reason(company: Company, folder: Path, body: bytes) -> None:
    put(folder, "c.xlsx", body)
    take_dropped(company.engine)
    assert names(folder, "failed") == ["c.xlsx", "c.xlsx.report.txt"]
    assert company.one("SELECT count(*) FROM orders") == 0


def test_a_file_too_large_is_refused_unread(company: Company, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "UPLOAD_BYTES_MAX", 10)
    put(folder, "d.csv", GOOD)
    take_dropped(company.engine)
    assert names(folder, "failed") == ["d.csv", "d.csv.report.txt"]
    assert company.one("SELECT count(*) FROM import_file") == 0


def test_what_is_still_written_hidden_or_a_link_is_left_alone(company: Company, folder: Path) -> None:
    put(folder, "e.csv.part", GOOD)
    put(folder, ".hidden.csv", GOOD)
    (folder / "in" / "link.csv").symlink_to("/etc/passwd")
    (folder / "in" / "now.csv").write_bytes(GOOD)
    os.utime(folder / "in" / "now.csv", (clock.now().timestamp(),) * 2)
    assert take_dropped(company.engine) == 0
    assert company.one("SELECT count(*) FROM import_file") == 0


def test_a_file_whose_worker_died_before_it_was_moved_is_not_kept_twice(
    company: Company, folder: Path, told: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(folder, "f.csv", GOOD)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", _dies)
        with pytest.raises(KeyboardInterrupt):
            take_dropped(company.engine)
    assert (path.exists(), told) == (True, [])
    take_dropped(company.engine)
    work(company, told)
    assert company.one("SELECT count(*) FROM import_file") == 1
    assert company.one("SELECT count(*) FROM orders") == 2
    assert names(folder, "done") == ["f.csv", "f.csv.report.txt"]


def _dies(path: Path, target: Path) -> None:
    raise KeyboardInterrupt


def test_what_was_put_away_is_removed_after_its_time(company: Company, folder: Path, told: list[int]) -> None:
    put(folder, "g.csv", GOOD)
    take_dropped(company.engine)
    work(company, told)
    assert forget_dropped(company.engine) == 0
    long_ago = clock.now().timestamp() - (KEPT_DAYS + 1) * 86_400
    for path in (folder / "done").iterdir():
        os.utime(path, (long_ago, long_ago))
    assert forget_dropped(company.engine) == 2


def test_the_page_of_files_shows_the_watched_folders(company: Company, folder: Path) -> None:
    client = signed_in("operator", name="otto")
    put(folder, "h.csv", GOOD)
    page = client.get("/imports").content.decode()
    assert str(folder / "in") in page
