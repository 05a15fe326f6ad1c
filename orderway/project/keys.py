"""Secrets that are made once and kept in the data folder, or come from the environment."""

import os
import secrets
from pathlib import Path

from orderway.project.errors import EnvironmentVariableError

SECRET_KEY = ("secret.key", "ORDERWAY_SECRET_KEY")
PERSONAL_DATA_KEY = ("personal-data.key", "ORDERWAY_PERSONAL_DATA_KEY")
KEY_BYTES = 48
KEY_LENGTH_MIN = 32


def make_keys(data: Path) -> None:
    """Make the keys that neither the environment nor the folder has. Where the folder cannot be written, none is."""
    for name, variable in (SECRET_KEY, PERSONAL_DATA_KEY):
        if not os.environ.get(variable):
            _make(data / name)


def kept_key(data: Path, name: str, variable: str) -> str:
    """The key in the environment variable, else the one in `<data>/<name>`; writes nothing.

    Where there is neither, the key lives as long as the process: enough for commands that only read.
    """
    given = os.environ.get(variable)
    if given:
        if len(given) < KEY_LENGTH_MIN:
            raise EnvironmentVariableError(
                f"{variable} is shorter than {KEY_LENGTH_MIN} characters: make one with `openssl rand -base64 48`"
            )
        return given
    try:
        return (data / name).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return secrets.token_urlsafe(KEY_BYTES)


def _make(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.touch(mode=0o600, exist_ok=False)
    except OSError:
        return
    try:
        draft.write_text(secrets.token_urlsafe(KEY_BYTES) + "\n", encoding="ascii")
        os.link(draft, path)  # never shows half a key, and fails when another process was first
    except FileExistsError:
        return
    finally:
        draft.unlink()
