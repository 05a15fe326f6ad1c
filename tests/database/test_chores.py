"""Housekeeping forgets what is past its time, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from orderway.history import log
from orderway.kernel import clock
from orderway.project import chores, tasks
from tests.shop import NOW, Company, incoming, line

LONG_AGO = NOW - timedelta(days=400)


def test_old_rows_go_in_batches_and_young_ones_stay(company: Company) -> None:
    run = company.connection.execute
    for at in [LONG_AGO] * 7 + [NOW]:
        key = company.engine.ids.next()
        run("INSERT INTO delivery_seen VALUES (1, %s, %s)", [str(key), at])
        run("INSERT INTO idempotency VALUES ('c', %s, '', %s, 200, '{}')", [str(key), at])
        run("INSERT INTO lease VALUES (%s, 'w', 'intake', %s, '{}')", [key, at])
    with company.connection.transaction():
        log.send(
            company.connection.cursor(),
            [log.Outgoing("shipped", "shop:1", {}) for _ in range(4)],
            LONG_AGO,
            company.engine.ids,
        )
    run("UPDATE outbox SET state = 'SENT', sent_at = at")
    run("UPDATE outbox SET state = 'FAILED', failure = 'by_hand' WHERE id = (SELECT max(id) FROM outbox)")
    assert chores.forget_old(company.engine, rows_at_once=3) == 7 * 3 + 3
    for table in ("delivery_seen", "idempotency", "lease", "outbox"):
        assert company.one(f"SELECT count(*) FROM {table}") == 1, table
    assert chores.forget_old(company.engine) == 0


def test_counts_are_the_same_before_and_after_folding(company: Company) -> None:
    company.sku("MUG", HZ=10)
    company.send(incoming("A1", line("MUG")), incoming("A2", line("MUG")))
    company.read()
    with company.connection.cursor() as cursor:
        before = log.counts(cursor, "standing")
        chores.fold(company.engine)
        assert company.one("SELECT count(*) FROM tally_change") == 0
        assert log.counts(cursor, "standing") == before == {f"{company.shop}:warehouse": 2}


def test_next_years_months_are_there_before_they_begin(company: Company) -> None:
    with clock.held_at(NOW.replace(year=2027, month=11)):
        chores.make_months(company.engine)
        chores.make_months(company.engine)
    found = company.rows(
        "SELECT relname FROM pg_class WHERE relname IN ('event_2027_11', 'event_2028_02') AND relkind = 'r'"
    )
    assert sorted(found)[:1] == [("event_2027_11",)]
    assert ("event_2028_02",) in found
    for table in ("movement", "scan", "event", "inbox", "run_record"):
        for month in ("2027_11", "2027_12", "2028_01", "2028_02"):
            company.connection.execute(f"DROP TABLE {table}_{month}")


def test_every_chore_has_its_time_and_never_runs_twice_at_once() -> None:
    for task in (tasks.fold_counts, tasks.make_months, tasks.forget_old):
        assert task.queueing_lock == task.name.rpartition(".")[2]
