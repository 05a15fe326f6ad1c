"""Bringing kept interchanges to their partners: into a folder or to an address, the same bytes at every try."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from orderway.adapters.lines import folder, http
from orderway.flow.engine import Engine
from orderway.kernel.rows import json_text
from orderway.project.edi import books
from orderway.project.edi.books import Kept
from orderway.project.edi.partners import SQL, Known
from orderway.web.secrets import unseal

FOLDER = "edi"
IN, OUT, DONE, REFUSED = "in", "out", "done", "refused"


def folder_of(known: Known, name: str) -> Path:
    """A partner's folder under the data folder: in, out, done, refused."""
    return Path(settings.DATA_FOLDER) / FOLDER / known.code / name


class Parcel(NamedTuple):
    """What is brought in one go to one partner."""

    known: Known
    kept: list[Kept]
    secret: str

    def bring(self) -> list[int]:
        """Bring all of it; ids. LineRefused, LineSilent: what was brought before is harmless the second time."""
        for each in self.kept:
            name = books.file_name(self.known, each.control, each.kind)
            if self.known.url:
                http.LINE.deliver(self.known.url, name, each.body, str(each.id), self.secret)
            else:
                folder.LINE.deliver(str(folder_of(self.known, OUT)), name, each.body, str(each.id), "")
        return [each.id for each in self.kept]


def parcel(known: Known, kept: Sequence[Kept]) -> Parcel:
    """Ready to be brought outside of any transaction and thread of the database."""
    return Parcel(known, list(kept), unseal(known.secret) if known.url else "")


def brought(engine: Engine, known: Known, kept: Sequence[Kept]) -> None:
    """The partner's line took them."""
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        for each in kept:
            books.sent(cursor, each.id, known, each.kind)


def refused(engine: Engine, kept: Sequence[Kept], why: str) -> None:
    """The partner's line will not take them: a person has to look."""
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        for each in kept:
            cursor.execute(SQL.not_sent, {"id": each.id, "facts": json_text({"failure": why[:200]})})
