"""`orderway replay`: past decisions taken again: under the same rules (`--verify`) or under others (`--rules`)."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import psycopg

from orderway.insight.replay.changes import BYTES_MAX, ChangeError, Changes, changes_of
from orderway.insight.replay.past import SQL, Period, many
from orderway.insight.replay.report import CHANGED_KEPT_MAX, change_json, changed, report
from orderway.insight.replay.trial import Trial
from orderway.insight.replay.verify import Verified, verify
from orderway.kernel import clock
from orderway.kernel.money import exponent
from orderway.project import database, setup
from orderway.project.errors import CommandError

DAYS = 30
"""How far back, where nothing is said."""
SHOWN_MAX = 20
"""Changed orders that a person is shown; --json gives all, up to CHANGED_KEPT_MAX."""


class ReplayError(CommandError):
    """The file of changes or the period is wrong."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--rules", metavar="FILE", help="what to change (JSON, docs/replay.md), or - for standard input")
    what.add_argument("--verify", action="store_true", help="the same rules: every decision must come out the same")
    parser.add_argument("--since", metavar="D", help=f"first day (2026-10-01) or time, UTC; default: {DAYS} days ago")
    parser.add_argument("--until", metavar="D", help="last day, included, or a time, UTC; default: now")
    parser.add_argument("--carry", action="store_true", help="goods taken otherwise are missing for the later orders")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(args: argparse.Namespace) -> int:
    """Nothing is written. Exit 1 where --verify finds a decision that does not come out the same."""
    if not args.verify and not args.rules:
        raise ReplayError("say what to do: --rules FILE or --verify")
    changes = _changes(args.rules) if args.rules else Changes()
    period = _period(args.since, args.until)
    setup()
    from orderway.project.parts import gates  # noqa: PLC0415 (models can be imported only after setup)

    with database.held(), psycopg.connect(database.conninfo(), autocommit=True) as connection:
        database.check_tables()
        connection.execute("SET default_transaction_read_only = on")
        progress = Progress(many(connection, period)[1], sys.stderr.isatty())
        if args.verify:
            verified = verify(connection, gates, period, progress.seen)
            sizes = connection.execute(SQL.sizes, {"since": period.since, "until": period.until}).fetchall()
            return _verified(verified, sizes, args.json)
        try:
            tried = Trial(connection, gates, changes, args.carry).run(period, progress.seen)
        except ChangeError as error:
            raise ReplayError(f"{args.rules}: {error}") from error
        if not tried.records:
            row = connection.execute(SQL.period).fetchone()
            print(_nothing(row[0] if row else None, row[1] if row else None), file=sys.stderr)
        found = report(tried, period)
        rows = [change_json(tale) for tale in changed(tried, CHANGED_KEPT_MAX)]
    if args.json:
        print(json.dumps({**found, "orders_changed": rows}))
    else:
        print("\n".join(told(found, rows)))
    return 0


class Progress:
    """A line on standard error, where somebody looks."""

    def __init__(self, total: int, shown: bool) -> None:
        self.total = total
        self.done = 0
        self.shown = shown

    def seen(self, orders: int) -> None:
        """So many more decisions are done."""
        self.done += orders
        if self.shown:
            end = "\n" if self.done >= self.total else ""
            print(f"\r{self.done} of {self.total} decisions", end=end, file=sys.stderr, flush=True)


def _changes(name: str) -> Changes:
    try:
        if name == "-":
            return changes_of(sys.stdin.buffer.read(BYTES_MAX + 1))
        with Path(name).open("rb") as file:
            return changes_of(file.read(BYTES_MAX + 1))
    except OSError as error:
        raise ReplayError(f"{name}: {error.strerror or 'cannot be read'}") from error
    except ChangeError as error:
        raise ReplayError(f"{name}: {error}") from error


def _period(since: str | None, until: str | None) -> Period:
    now = clock.now()
    begin = _instant(since, "--since", timedelta(0)) if since else now - timedelta(days=DAYS)
    end = _instant(until, "--until", timedelta(days=1)) if until else now + timedelta(seconds=1)
    if begin >= end:
        raise ReplayError("--since is not before --until")
    return Period(begin, end)


def _instant(text: str, option: str, day: timedelta) -> datetime:
    """A day (and `day` after its beginning) or an instant; UTC where no zone is said."""
    try:
        if len(text) == len("2026-10-01"):
            return datetime.combine(date.fromisoformat(text), time(), UTC) + day
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise ReplayError(f"{option} {text}: no day (2026-10-01) and no time") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _nothing(first: datetime | None, last: datetime | None) -> str:
    if first is None or last is None:
        return "there are no run records yet"
    return f"no run record in that period; there are some from {first:%Y-%m-%d} to {last:%Y-%m-%d}"


def _verified(found: Verified, sizes: list[Any], as_json: bool) -> int:
    if as_json:
        rows = [{"record": record, "order": order} for record, order in found.differing]
        bytes_per_order = {kind: weight // max(1, orders) for kind, _, orders, weight in sizes}
        said = {"differing": rows, "mismatches": len(rows), "exact": found.exact, "bytes_per_order": bytes_per_order}
        print(json.dumps({**found._asdict(), **said}))
    else:
        print(f"{found.records} records, {found.orders} decisions, {len(found.differing)} mismatches")
        for kind, records, orders, weight in sizes:
            print(f"  {kind or 'early'}: {records} records, {weight // max(1, orders)} bytes an order")
        if found.other_code:
            print(f"{found.other_code} records of another release, {found.other_code_differing} decided otherwise now")
        if found.incomplete:
            print(f"{found.incomplete} records cannot be decided again (of an early release, or their data are gone)")
        for record, order in found.differing[:SHOWN_MAX]:
            print(f"  order {order} in record {record}")
    return 0 if found.exact else 1


def told(found: dict[str, Any], rows: list[dict[str, Any]]) -> list[str]:
    """The report in lines for a person."""
    compared = f"{found['orders']} orders, {found['decisions']} decisions compared in {found['seconds']} s"
    lines = [
        f"{compared}; {found['changed']} would have fared otherwise",
        f"{'moved to another warehouse':30} {found['moved']:>10}",
    ]
    lines += [
        f"table {name} asks about personal data, which is not kept: no row of it fired" for name in found["blind"]
    ]
    for key, word in _SIDES.items():
        lines.append(f"{word:30} {found[key]['before']:>10} -> {found[key]['after']}")
    for currency, cost in found["cost"].items():
        for part, before in cost["before"].items():
            if before or cost["after"][part]:
                after = amount(cost["after"][part], currency)
                lines.append(f"{part + ', ' + currency:30} {amount(before, currency):>10} -> {after}")
        lines.append(f"{'saved, ' + currency:30} {amount(cost['saving_minor'], currency):>10}")
    for code, count in found["warehouses"].items():
        lines.append(f"{'shipped by ' + code:30} {count['before']:>10} -> {count['after']}")
    for reason, count in found["holds"].items():
        lines.append(f"{'held: ' + reason:30} {count['before']:>10} -> {count['after']}  ({count['new']} new)")
    for what, count in found["waits"].items():
        lines.append(f"{'waits for ' + what:30} {count['before']:>10} -> {count['after']}")
    lines += [_row(row) for row in rows[:SHOWN_MAX]]
    return lines


_SIDES = {
    "splits": "orders split",
    "parcels": "parcels",
    "days": "days on the road, in all",
    "late_orders": "orders later than promised",
    "late_days": "days later than promised",
}


def amount(minor: int, currency: str) -> str:
    """Minor units as a figure of the currency."""
    digits = exponent(currency)
    return f"{minor / 10**digits:.{digits}f}"


def _row(row: dict[str, Any]) -> str:
    return f"  order {row['order']}: {_side(row['before'])} -> {_side(row['after'])}"


def _side(side: dict[str, Any]) -> str:
    choice = side.get("choice")
    parts = [f"{'+'.join(choice['places'])} {amount(choice['total'], choice['currency'])}"] if choice else []
    parts += [f"held: {', '.join(side['holds'])}"] if side.get("holds") else []
    parts += [f"waits for {side['waits_for']}"] if side.get("waits_for") else []
    return ", ".join(parts) or "through"
