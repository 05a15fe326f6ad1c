"""`orderway import`: files into the inbox, a message an order, a parked one each row that cannot be read."""

import json
from pathlib import Path

import pytest

from orderway.project.cli import main
from tests.shop import Company, incoming, line

HEAD = (
    "Order ID,Order Date,Currency,Recipient Name,Phone,Country,City,Address,SKU,Product Name,Quantity,Unit Price,"
    "Shipping,Payment Status\n"
)
ROW = "{key},2026-11-20T01:00:00Z,CNY,王小明,138{key:0>8},China,杭州市,文三路478号,MUG,Mug,{quantity},89.00,0,paid\n"


def csv(*rows: tuple[int, str]) -> str:
    return HEAD + "".join(ROW.format(key=key, quantity=quantity) for key, quantity in rows)


@pytest.fixture
def run(company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    company.sku("MUG", HZ=10)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("orderway.project.database.migrate", lambda: None)

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(["import", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return command


def test_each_order_is_a_message_and_each_bad_row_a_parked_one(company: Company, run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(csv((1, "1"), (2, "one"), (3, "2")), encoding="utf-8")
    code, out, _ = run("--channel", "csv", "--shop", "own", "--json", "a.csv")
    report = json.loads(out)
    assert code == 0
    assert report["total"] == {"new": 2, "update": 0, "duplicate": 0, "parked": 1, "messages": 3}
    assert report["files"][0]["problems"][0]["where"] == "row 3"
    assert company.rows("SELECT source, topic FROM inbox ORDER BY id") == [
        ("file:a.csv#1", "order"),
        ("file:a.csv#3", "order"),
        ("file:a.csv#row 3", "row"),
    ]
    ((reason, facts),) = company.rows("SELECT reason, facts FROM inbox_todo")
    assert reason == "row_unreadable"
    assert facts["where"] == "row 3"
    assert company.one("SELECT count(*) FROM orders") == 2


def test_a_file_imported_again_changes_nothing_and_parks_nothing_twice(company: Company, run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(csv((1, "1"), (2, "one")), encoding="utf-8")
    run("--channel", "csv", "--shop", "own", "a.csv")
    code, out, _ = run("--channel", "csv", "--shop", "own", "a.csv")
    assert code == 0
    assert out.startswith("a.csv: 0 new, 0 updates, 1 duplicates, 1 parked\n  row 3: ")
    assert company.one("SELECT count(*) FROM inbox_todo") == 1
    assert company.one("SELECT count(*) FROM orders") == 1


def test_several_files_are_reported_one_by_one(company: Company, run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(csv((1, "1"), (2, "1")), encoding="utf-8")
    (tmp_path / "b.csv").write_text(csv((2, "1"), (3, "1")), encoding="utf-8")
    _, out, _ = run("--channel", "csv", "--shop", "own", "--json", "a.csv", "b.csv")
    assert [(one["file"], one["new"], one["duplicate"]) for one in json.loads(out)["files"]] == [
        ("a.csv", 2, 0),
        ("b.csv", 1, 1),
    ]


def test_a_platforms_own_json_goes_in_too(company: Company, run, tmp_path: Path) -> None:
    import msgspec

    orders = [incoming(f"J{n}", line("MUG")) for n in range(3)]
    (tmp_path / "orders.jsonl").write_bytes(b"\n".join(msgspec.json.encode(one) for one in orders) + b"\n{broken}\n")
    code, out, _ = run("--channel", "orderway", "--shop", "own", "--json", "orders.jsonl")
    assert code == 0
    assert json.loads(out)["total"] == {"new": 3, "update": 0, "duplicate": 0, "parked": 1, "messages": 4}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--channel", "morse", "--shop", "own", "a.csv"], "no channel 'morse'"),
        (["--channel", "csv", "--shop", "nobody", "a.csv"], "there is no shop 'nobody'; there are: own"),
        (["--channel", "csv", "--shop", "own", "missing.csv"], "missing.csv: No such file or directory"),
    ],
)
def test_wrong_input_is_one_clear_line(company: Company, run, tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "a.csv").write_text(csv((1, "1")), encoding="utf-8")
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert company.one("SELECT count(*) FROM inbox") == 0


def test_a_file_of_which_nothing_can_be_read_ends_with_2(company: Company, run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\x00\x01\x02")
    code, out, _ = run("--channel", "csv", "--shop", "own", "a.csv")
    assert code == 2
    assert "0 new, 0 updates, 0 duplicates, 1 parked" in out


def test_1_200_orders_are_read_whoever_else_reads(company: Company, run, tmp_path: Path) -> None:
    company.stock("MUG", "GZ", 5_000)
    (tmp_path / "big.csv").write_text(csv(*((n, "1") for n in range(1, 1_201))), encoding="utf-8")
    _, out, _ = run("--channel", "csv", "--shop", "own", "--json", "big.csv")
    assert json.loads(out)["total"]["new"] == 1_200
    assert company.one("SELECT count(*) FROM orders") == 1_200
