"""`orderway doctor`."""

import json
from pathlib import Path

import psycopg
import pytest

from orderway.project import checkup, database, environment
from orderway.project.checkup import Finding
from orderway.project.cli import main
from orderway.project.commands import doctor

Db = psycopg.Connection[tuple[object, ...]]


@pytest.fixture(autouse=True)
def no_web(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked over the network."""
    monkeypatch.setattr(checkup, "_web", lambda _host, _port: Finding("web", checkup.OK, "not asked"))


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


def test_tables_of_a_newer_version_are_said_to_be_so(db: Db, capsys: pytest.CaptureFixture[str]) -> None:
    db.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_later', now())")
    db.commit()
    report = found(capsys, 1)["tables"]
    assert report["what"] == "of a newer version: 1 migrations are not known here (records.9999_later)"


def test_a_role_that_may_not_write_is_told_so_before_any_table_is_missed(
    db: Db, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "RIGHTS", database.RIGHTS.replace("has_schema_privilege(n.oid, 'CREATE')", "false"))
    assert found(capsys, 1)["rights"]["what"] == "this role may not make tables in the schema orderway"
    monkeypatch.setattr(database, "RIGHTS", database.RIGHTS.replace("pg_is_in_recovery()", "true"))
    report = found(capsys, 1)
    assert report["rights"]["what"] == "the database can only be read: it is a copy, or set so"
    assert "tables" not in report


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "DATABASE_URL is not a PostgreSQL address such as postgresql://user:password@host/database"),
        ("postgresql://u:gehe@im@127.0.0.1/x", "DATABASE_URL: an @ within the password is written %40"),
    ],
)
def test_a_wrong_setting_is_a_finding_among_the_others(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, url: str, says: str
) -> None:
    def wrong(**_: bool) -> None:
        environment.django_database(url, "orderway")

    monkeypatch.setattr(doctor, "setup", wrong)
    report = found(capsys, 1)
    assert report["settings"]["what"] == says
    assert {"Python", "data folder", "disk", "web", "browser"} <= report.keys()


@pytest.mark.parametrize(
    ("status", "body", "state", "says"),
    [
        (200, b'{"status": "ok"}', "ok", "http://127.0.0.1:8123 answers 200"),
        (200, b"<html>", "warn", "another program answers at http://127.0.0.1:8123 (200)"),
        (503, b'{"status": "unavailable", "missing": ["database"]}', "bad",
         "http://127.0.0.1:8123 runs, and its database cannot be reached"),
        (503, b'{"status": "unavailable", "missing": ["records.0001_x"]}', "bad",
         "http://127.0.0.1:8123 runs, and 1 migrations are not applied to its database"),
    ],
    ids=["ours", "another", "no database", "old tables"],
)  # fmt: skip
def test_who_answers_at_the_port_is_told(status: int, body: bytes, state: str, says: str) -> None:
    answered = checkup._answered("http://127.0.0.1:8123", status, body)
    assert (answered.state, answered.what, bool(answered.mend)) == (state, says, state != "ok")


def test_the_web_is_looked_for_where_it_was_told_to_be(
    db: Db, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int]] = []

    def look(host: str, port: int) -> Finding:
        asked.append((host, port))
        return Finding("web", checkup.OK, "asked")

    monkeypatch.setattr(checkup, "_web", look)
    monkeypatch.setenv("ORDERWAY_PORT", "8123")
    main(["doctor"])
    main(["doctor", "--host", "0.0.0.0", "--port", "9001"])
    capsys.readouterr()
    assert asked == [("127.0.0.1", 8123), ("0.0.0.0", 9001)]


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
