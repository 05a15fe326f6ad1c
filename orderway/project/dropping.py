"""Watched folders of shops: a file of orders put into `orders/SHOP/in` under the data folder is taken in once.

It goes to `working` while it is taken in, then to `done`, or to `failed` where nothing of it could be taken, with a
`.report.txt` of what came of it beside it. What a shop said of such headings by the console holds here too; headings
that nobody has explained wait on the page of files for a person.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
from django.utils import translation
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from orderway.flow.engine import Engine
from orderway.journey.intake import files
from orderway.journey.intake.drop_folders import BY, DONE, FAILED, IN, WORKING, entries, folder_of
from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.ports.table import ColumnMapping
from orderway.project.dropping_report import known_already, refused, report_of, too_large

REPORT = ".report.txt"
FILES_MAX = 20
"""Files of one shop that one look takes; the rest follows at the next."""
LEFT_ALONE_SECONDS = 2
"""A file that was written so lately may still be written."""
KEPT_DAYS = 90
"""Files in `done` and `failed` hold personal data: they are removed after so long."""
SKIPPED = (".part", ".tmp", ".filepart", ".crdownload")
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls")
"""Ends of names that are read by headings; all others as the shop's platform writes them."""
TASK = "orderway.journey.intake.tasks.take_file_in"
RUNNING = ("WAITING", "RUNNING")
TAKEN = ("READING", "DONE")

SQL = named(__file__, "dropping.sql")
log = logging.getLogger(__name__)


class Drop(NamedTuple):
    """A shop with its folder."""

    shop_id: int
    code: str
    channel: str
    language: str
    """Of its buyers, and of the reports."""

    def folder(self, name: str) -> Path:
        """One of its four folders."""
        return folder_of(self.code, name)


def drops(engine: Engine) -> list[Drop]:
    """The folders of all active shops."""
    return [Drop(*row) for row in engine.connection.execute(SQL.shops).fetchall()]


def take_dropped(engine: Engine) -> int:
    """Begin with new files, and put away those that were taken in; how many of both."""
    done = 0
    for drop in drops(engine):
        try:
            with translation.override(drop.language):
                done += _begin(engine, drop) + _put_away(engine, drop)
        except OSError as error:  # a folder that cannot be read or written stops no other
            log.warning("the folder of shop %s: %s", drop.code, error.strerror)
    return done


def _begin(engine: Engine, drop: Drop) -> int:
    watched = drop.folder(IN)
    if not watched.is_dir():
        for name in (IN, WORKING, DONE, FAILED):
            drop.folder(name).mkdir(parents=True, exist_ok=True)
        return 0
    begun = 0
    for path in _ready(watched):
        if begun >= FILES_MAX:
            break
        _take(engine, drop, path)
        begun += 1
    return begun


def _ready(folder: Path) -> Iterator[Path]:
    """Plain files (no links) that nobody writes any more, by name."""
    for path in entries(folder):
        if path.name.startswith(".") or path.suffix.lower() in SKIPPED:
            continue
        try:
            found = path.lstat()
        except FileNotFoundError:
            continue
        if stat.S_ISREG(found.st_mode) and clock.now().timestamp() - found.st_mtime >= LEFT_ALONE_SECONDS:
            yield path


def _take(engine: Engine, drop: Drop, path: Path) -> None:
    size = path.lstat().st_size
    if size > files.UPLOAD_BYTES_MAX:
        _move(drop, path, FAILED, too_large(path.name, size, files.UPLOAD_BYTES_MAX))
        return
    body = path.read_bytes()
    digest = hashlib.sha256(body).hexdigest()
    known = engine.connection.execute(SQL.same, [drop.shop_id, digest, BY]).fetchone()
    if known and known[1] in TAKEN:
        _move(drop, path, DONE, known_already(path.name, known[0]))
    elif known and known[1] in RUNNING:  # a worker died before it could move the file
        path.replace(_working(drop, known[0], path.name))
    else:
        _keep(engine, drop, path, body)


def _keep(engine: Engine, drop: Drop, path: Path, body: bytes) -> None:
    """Store the file and say that it is to be taken in, both or nothing; then it is moved and told to a worker."""
    code = "csv" if path.suffix.lower() in TABLES else drop.channel
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        file_id = files.keep(cursor, engine, drop.shop_id, code, path.name, body, BY)
        file = files.file_of(cursor, file_id)
        assert file is not None
        mapping = msgspec.convert(file.mapping, ColumnMapping)
        table = files.table_channel(code) is not None
        understood = not table or "external_id" in files.columns_taken(cursor, file, mapping)
        if understood:
            files.start(cursor, file, mapping, BY)
    if understood:
        path.replace(_working(drop, file_id, path.name))
        _tell(file_id, drop.shop_id)
    else:
        _move(drop, path, FAILED, refused(path.name, file_id))


def _working(drop: Drop, file_id: int, name: str) -> Path:
    folder = drop.folder(WORKING)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{file_id}-{name}"


def _tell(file_id: int, shop_id: int) -> None:
    """Put the file before a worker, unless it stands there already."""
    try:
        job = app.configure_task(TASK, lock=f"import-{shop_id}", queueing_lock=f"import-file-{file_id}")
        job.defer(file_id=file_id)
    except AlreadyEnqueued:
        return


def _put_away(engine: Engine, drop: Drop) -> int:
    """Move what was taken in, with its report; tell a worker again of what none has begun."""
    folder, done = drop.folder(WORKING), 0
    for path in entries(folder):
        number, _, name = path.name.partition("-")
        if not number.isdigit():
            continue
        with engine.connection.cursor() as cursor:
            file = files.file_of(cursor, int(number))
            figures = files.figures_of(cursor, file.id) if file else {}
        if file is not None and file.state == "WAITING":
            _tell(file.id, drop.shop_id)
        elif file is None or (file.state not in RUNNING and not figures.get("unread")):
            good = file is not None and file.state in TAKEN and file.orders > 0
            _move(drop, path, DONE if good else FAILED, report_of(file, figures, name), name)
            done += 1
    return done


def _move(drop: Drop, path: Path, where: str, report: str, name: str = "") -> None:
    folder = drop.folder(where)
    folder.mkdir(parents=True, exist_ok=True)
    target = f"{clock.now():%Y%m%dT%H%M%S}-{(name or path.name)[-files.NAME_CHARS_MAX :]}"
    (folder / f"{target}{REPORT}").write_text(report, encoding="utf-8")
    path.replace(folder / target)
    os.utime(folder / target)  # from now on it is kept for its time


def forget_dropped(engine: Engine) -> int:
    """Remove files and reports that were put away long ago; how many."""
    before, gone = clock.now().timestamp() - KEPT_DAYS * 86_400, 0
    for drop in drops(engine):
        for name in (DONE, FAILED):
            folder = drop.folder(name)
            for path in folder.iterdir() if folder.is_dir() else ():
                if path.lstat().st_mtime < before:
                    path.unlink(missing_ok=True)
                    gone += 1
    return gone
