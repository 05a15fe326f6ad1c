"""Where the embedded server keeps its files, and as whom it runs.

Usually everything lies in `<data>/database`. PostgreSQL refuses to run as root, so under root the server runs as
another account; where that account cannot reach the data folder (a checkout below a 0700 home), the files lie in
`/var/lib/orderway/<name>` instead, and `<data>/database.place` remembers it. A far folder that no `database.place` of
ours names is another installation's: one that has moved, or one that was deleted together with its keys.
"""

import hashlib
import itertools
import os
import pwd
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from orderway.project.errors import EmbeddedServerError

DATABASE_NAME = "orderway"
SUPERUSER = "postgres"
PORT = 5432
SOCKET_PATH_BYTES_MAX = 100
SERVER_ACCOUNTS = ("orderway", "postgres", "nobody")
FAR_FOLDERS = ("/var/lib/orderway", "/var/tmp/orderway")  # noqa: S108 (made by root, 0711, owner checked)
PLACE_FILE = "database.place"
_SAFE_SOCKET_PATH = re.compile(r"[A-Za-z0-9/_.-]+")


@dataclass(frozen=True)
class Account:
    """The account that the server runs as."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """The folder of one embedded server, its socket's folder, and its account (None: our own)."""

    folder: Path
    sockets: Path
    account: Account | None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.folder / "server.log"


def find_place(data: Path) -> Place:
    """The place that belongs to a data folder. Reads only; the same folder always gives the same place."""
    data = data.absolute()
    account = _server_account() if os.geteuid() == 0 else None
    folder = _remembered(data) or _chosen(data, account)
    return Place(folder, _socket_folder(folder), account)


def server_url(place: Place, database: str = DATABASE_NAME) -> str:
    """The address of a database on the server of this place, whether it runs or not."""
    return f"postgresql://{SUPERUSER}@/{quote(database)}?host={quote(str(place.sockets))}&port={PORT}"


def cluster_major(place: Place) -> int | None:
    """The PostgreSQL version that wrote the cluster; None where there is none yet (or we may not look)."""
    try:
        return int((place.cluster / "PG_VERSION").read_text(encoding="ascii"))
    except (FileNotFoundError, PermissionError):
        return None


def can_reach(folder: Path, account: Account | None) -> bool:
    """Whether the account may pass through the nearest existing folder on the way to `folder`."""
    folder = _nearest(folder)
    if account is None:
        return os.access(folder, os.X_OK)
    answer = subprocess.run(
        ["test", "-x", str(folder)], user=account.uid, group=account.gid, extra_groups=[], cwd="/", check=False
    )
    return answer.returncode == 0


def remember(data: Path, place: Place) -> None:
    """Write down a place outside the data folder, before it is made: found again also after the folder has moved."""
    if place.folder != data.absolute() / "database":
        (data / PLACE_FILE).write_text(f"{place.folder}\n", encoding="utf-8")


def _remembered(data: Path) -> Path | None:
    try:
        folder = Path((data / PLACE_FILE).read_text(encoding="utf-8").strip())
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    return folder if folder.is_dir() else None


def _chosen(data: Path, account: Account | None) -> Path:
    near = data / "database"
    if account is None or can_reach(near, account):
        return near
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    for far in map(Path, FAR_FOLDERS):
        if can_reach(far, account) and os.access(_nearest(far), os.W_OK):
            return _free(far / name)
    raise EmbeddedServerError(
        f"the account {account.name} cannot reach {near}: set ORDERWAY_DATA to a folder it can "
        "reach, or DATABASE_URL to a running PostgreSQL"
    )


def _free(folder: Path) -> Path:
    """The first of `folder`, `folder-2`, `folder-3` … that is nobody's."""
    further = (folder.with_name(f"{folder.name}-{number}") for number in itertools.count(2))
    return next(one for one in itertools.chain([folder], further) if not one.exists())


def _nearest(folder: Path) -> Path:
    """The nearest folder on the way up that is there, as far as we may see."""
    while not os.path.exists(folder):  # noqa: PTH110 (Path.exists raises where a parent is closed to us)
        folder = folder.parent
    return folder


def _socket_folder(folder: Path) -> Path:
    """Beside the cluster; where that path is too long or has signs that libpq cannot take, a short one in /tmp."""
    near = folder / "socket"
    path = str(near)
    if len(path) <= SOCKET_PATH_BYTES_MAX - len(f"/.s.PGSQL.{PORT}") and _SAFE_SOCKET_PATH.fullmatch(path):
        return near
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(f"/tmp/orderway-{os.geteuid()}-{name}")  # noqa: S108 (0700, owner checked before use)


def _server_account() -> Account:
    for name in SERVER_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedServerError(
        "PostgreSQL does not run as root and there is no account 'orderway', 'postgres' or 'nobody': "
        "make one (useradd --system orderway), or set DATABASE_URL"
    )
