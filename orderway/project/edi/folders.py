"""Drop folders: what a partner's line puts into `edi/CODE/in` under the data folder is taken in and moved away.

A file is taken when it has been left alone for a moment, so that nobody's half-written file is read. It goes to `done`,
or to `refused` where nothing of it could be taken, with a `.txt` of the reasons beside it.
"""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

from orderway.flow.engine import Engine
from orderway.kernel import clock
from orderway.ports.edi import Receipt
from orderway.project.edi.partners import Known, partners
from orderway.project.edi.receive import INTERCHANGE_BYTES_MAX, receive
from orderway.project.edi.sending import DONE, IN, REFUSED, folder_of

FILES_MAX = 50
"""Files of one partner that one look takes; the rest follows at the next."""
LEFT_ALONE_SECONDS = 2
NAME_CHARS_MAX = 120
SKIPPED = (".part", ".tmp", ".filepart", ".txt")
"""Names of files that their writers have not finished, and our own notes."""


def take_folders(engine: Engine) -> int:
    """Take in what lies in the folders of all partners; how many files."""
    return sum(_of(engine, known) for known in partners(engine.connection, all_of_them=True))


def make_folders(known: Known) -> Path:
    """The partner's folders, made if they are not there; the one that is watched."""
    for name in (IN, DONE, REFUSED):
        folder_of(known, name).mkdir(parents=True, exist_ok=True)
    return folder_of(known, IN)


def _of(engine: Engine, known: Known) -> int:
    watched = folder_of(known, IN)
    if not watched.is_dir():
        make_folders(known)
        return 0
    taken = 0
    for path in sorted(watched.iterdir())[: FILES_MAX * 4]:
        if taken >= FILES_MAX:
            break
        if _is_ready(path):
            _take(engine, known, path)
            taken += 1
    return taken


def _is_ready(path: Path) -> bool:
    """A plain file (no link: what it points to is nobody's to send) that nobody writes any more."""
    if path.name.startswith(".") or path.suffix.lower() in SKIPPED:
        return False
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and clock.now().timestamp() - found.st_mtime >= LEFT_ALONE_SECONDS


def _take(engine: Engine, known: Known, path: Path) -> None:
    size = path.lstat().st_size
    if size > INTERCHANGE_BYTES_MAX:
        receipts = [Receipt("", "REFUSED", faults=[f"{size} bytes, at most {INTERCHANGE_BYTES_MAX} are taken"])]
    else:
        receipts = receive(engine, known, path.read_bytes(), f"folder:{path.name[:NAME_CHARS_MAX]}")
    good = any(one.state in ("TAKEN", "PART", "AGAIN") for one in receipts)
    target = folder_of(known, DONE if good else REFUSED)
    target.mkdir(parents=True, exist_ok=True)
    name = f"{clock.now():%Y%m%dT%H%M%S}-{path.name[:NAME_CHARS_MAX]}"
    faults = reasons(receipts)
    if faults:
        (target / f"{name}.txt").write_text("\n".join(faults) + "\n", encoding="utf-8")
    path.replace(target / name)


def reasons(receipts: Sequence[Receipt]) -> list[str]:
    """A line for each fault, named by its interchange."""
    return [f"{one.control or 'file'} {one.state}: {fault}" for one in receipts for fault in one.faults]
