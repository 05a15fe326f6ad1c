"""Secrets that are made once and kept in the data folder, or come from the environment."""

import os
import secrets
from pathlib import Path

KEY_BYTES = 48
KEY_LENGTH_MIN = 32


class KeyTooShortError(ValueError):
    """A key from the environment is shorter than 32 characters: make one with `openssl rand -base64 48`."""


def kept_key(data: Path, name: str, variable: str) -> str:
    """The key in the environment variable, else the one in `<data>/<name>` (mode 0600), made at the first call.

    Two processes that start at once agree on one key. Where the folder cannot be written the key lives as long as
    the process: enough for commands that only read; `doctor` and `serve` name the folder.
    """
    given = os.environ.get(variable)
    if given:
        if len(given) < KEY_LENGTH_MIN:
            raise KeyTooShortError(f"{variable}: {KeyTooShortError.__doc__}")
        return given
    path = data / name
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return _make(path)
    except PermissionError:
        return secrets.token_urlsafe(KEY_BYTES)


def _make(path: Path) -> str:
    key = secrets.token_urlsafe(KEY_BYTES)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.touch(mode=0o600, exist_ok=False)
    except OSError:
        return key
    try:
        draft.write_text(key + "\n", encoding="ascii")
        os.link(draft, path)  # fails when another process was first, and never shows half a key
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    finally:
        draft.unlink()
    return key
