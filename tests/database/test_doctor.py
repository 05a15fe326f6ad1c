"""`orderway doctor`."""

import json
from pathlib import Path

import psycopg
import pytest

from orderway.project import checkup
from orderway.project.checkup import Finding
from orderway.project.cli import main

Db = psycopg.Connection[tuple[object, ...]]


@pytest.fixture(autouse=True)
def no_web(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked over the network."""
    monkeypatch.setattr(checkup, "_web", lambda: Finding("web", checkup.OK, "not asked"))


def found(capsys: pytest.CaptureFixture[str], code: int) -> dict[str, dict[str, str]]:
    assert main(["doctor", "--json"]) == code
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is (code == 0)
    return {one["name"]: one for one in report["findings"]}


def test_a_sound_installation_is_said_to_be_sound(db: Db, capsys: pytest.CaptureFixture[str]) -> None:
    report = found(capsys, 0)
    assert report["tables"]["what"] == "up to date, schema orderway"
    assert report["tasks"]["what"] == "0 due, 0 failed"
    assert (report["workers"]["state"], report["workers"]["mend"]) == ("warn", "orderway worker, or orderway serve")
    assert [name for name, one in report.items() if one["state"] == "bad"] == []


def test_a_missing_migration_is_bad_and_the_command_that_mends_it_is_named(
    db: Db, capsys: pytest.CaptureFixture[str]
) -> None:
    db.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    db.commit()
    assert found(capsys, 1)["tables"] == {
        "name": "tables",
        "state": "bad",
        "what": "1 migrations are not applied",
        "mend": "orderway migrate",
    }


def test_a_key_that_others_can_read_is_bad(
    db: Db, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ORDERWAY_DATA", str(tmp_path))
    monkeypatch.delenv("ORDERWAY_SECRET_KEY")
    key = tmp_path / "secret.key"
    key.write_text("k" * 64, encoding="ascii")
    key.chmod(0o644)
    report = found(capsys, 1)
    assert (report["secret.key"]["state"], report["secret.key"]["mend"]) == ("bad", f"chmod 600 {key}")


def test_the_embedded_database_is_looked_at_and_not_started(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ORDERWAY_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL")
    report = found(capsys, 0)
    assert report["database"]["what"].startswith("embedded PostgreSQL ")
    assert report["database"]["what"].endswith("not running, `orderway serve` starts it")
    assert "connection" not in report
    assert not (tmp_path / "data").exists()


def test_the_mail_server_is_named_and_a_silent_one_is_a_warning(
    db: Db, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EMAIL_HOST", raising=False)
    assert (found(capsys, 0)["mail"]["state"], found(capsys, 0)["mail"]["mend"][:10]) == ("ok", "to send th")
    monkeypatch.setenv("EMAIL_HOST", "mail.example")
    assert found(capsys, 0)["mail"]["mend"] == "set DEFAULT_FROM_EMAIL"
    monkeypatch.setenv("DEFAULT_FROM_EMAIL", "shop@example.org")

    def nobody(address: tuple[str, int], timeout: float) -> None:
        raise ConnectionRefusedError(111, f"nobody at {address[0]}:{address[1]}")

    monkeypatch.setattr(checkup.socket, "create_connection", nobody)
    report = found(capsys, 0)["mail"]
    assert (report["state"], report["mend"]) == ("warn", "is EMAIL_HOST right, and the port open?")
