"""`orderway scans`: what carriers answered becomes scans of the orders, each event once."""

import json
from pathlib import Path

import pytest

from orderway.project.cli import main
from tests.shop import Company, incoming, line

NUMBER = "1Z999AA10123456784"


def answer(*events: tuple[str, str, str]) -> str:
    told = [{"code": "?", "time": time, "carrierEventDescription": words, "city": city} for time, words, city in events]
    return json.dumps({"trackingNumber": NUMBER, "trackingEvents": told})


@pytest.fixture
def run(company: Company, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    company.sku("MUG", HZ=10)
    company.send(incoming("A", line("MUG", 1)))
    company.run()
    for name, args in (("pick", {}), ("pack", {}), ("label", {"tracking_number": NUMBER}), ("hand_over", {})):
        company.must(name, "A", **args)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("orderway.project.database.migrate", lambda: None)

    def command(body: str, *more: str) -> tuple[int, str, str]:
        (tmp_path / "answer.json").write_text(body)
        code = main(["scans", "--carrier", "asendia", *more, "answer.json"])
        told = capsys.readouterr()
        return code, told.out, told.err

    return command


def test_events_move_the_parcel_and_are_kept_once(company: Company, run) -> None:
    collected = ("2026-11-20T09:00:00+08:00", "Package picked up", "Bern")
    first = run(answer(collected))
    assert first == (0, "1 parcels: 1 new events, 0 known, 0 refused\n", "")
    code, out, _ = run(answer(("2026-11-20T04:00:00Z", "Delivered", "Wien"), collected), "--json")
    assert (code, json.loads(out)["told"]["new"], json.loads(out)["told"]["known"]) == (0, 1, 1)
    assert company.rows("SELECT code, place, text, source FROM scan ORDER BY at") == [
        ("picked_up", "Bern", "Package picked up", "carrier"),
        ("delivered", "Wien", "Delivered", "carrier"),
    ]
    assert company.order("A", "status") == ("DELIVERED",)


def test_times_without_a_zone_wait_until_it_is_said(company: Company, run) -> None:
    body = answer(("2026-11-20T09:00:00", "In transit", ""))
    code, out, _ = run(body)
    assert (code, out.splitlines()[-1]) == (0, "1 events name no time zone: say it with --zone")
    assert company.rows("SELECT code FROM scan") == []
    assert run(body, "--zone", "Asia/Shanghai")[0] == 0
    assert company.rows("SELECT code, at AT TIME ZONE 'UTC' = '2026-11-20 01:00' FROM scan") == [("in_transit", True)]


def test_a_number_of_nobody_is_named(run) -> None:
    code, _, err = run('{"trackingNumber": "XX", "trackingEvents": []}')
    assert (code, err) == (2, "no parcel of ours alone has the number 'XX'\n")
    code, _, err = run('{"title": "Not Found", "status": 404, "detail": "Tracking number not found"}')
    assert (code, err) == (2, "problem: answer: Asendia answered 404: Tracking number not found\n")


def test_an_unknown_zone_is_refused_before_anything_is_read(run) -> None:
    code, _, err = run("{}", "--zone", "Mars/North")
    assert code != 0
    assert "no time zone 'Mars/North'" in err
