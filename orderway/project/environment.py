"""What the environment says: the data folder, the database's address, the schema. Pure reading, nothing is made."""

import os
import re
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from orderway.project.errors import EnvironmentVariableError
from orderway.project.postgres import find_place, server_url

SCHEMA_PATTERN = re.compile(r"[a-z_][a-z0-9_]{0,47}")
PORT_MAX = 65_535
NO_SENDER = "orderway@localhost"
"""Who letters come from where neither the shop nor DEFAULT_FROM_EMAIL says."""
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"", "0", "false", "no", "off"}


def data_folder() -> Path:
    """The folder for everything that this installation keeps: ORDERWAY_DATA, else `./data`."""
    return Path(os.environ.get("ORDERWAY_DATA") or "data").absolute()


def database_url() -> str:
    """DATABASE_URL, else the address of the embedded server of the data folder (which may not run yet)."""
    return os.environ.get("DATABASE_URL") or server_url(find_place(data_folder()))


def is_embedded() -> bool:
    """Whether the embedded server is used: nothing else is set."""
    return not os.environ.get("DATABASE_URL")


def schema() -> str:
    """The schema that holds everything of ours: ORDERWAY_SCHEMA, else `orderway`."""
    name = os.environ.get("ORDERWAY_SCHEMA") or "orderway"
    if not SCHEMA_PATTERN.fullmatch(name):
        raise EnvironmentVariableError(f"ORDERWAY_SCHEMA={name!r}: small letters, digits and _ only, at most 48")
    return name


def flag(name: str, default: bool = False) -> bool:
    """A yes-or-no variable."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() not in _TRUE | _FALSE:
        raise EnvironmentVariableError(f"{name}={value!r}: write 1 or 0")
    return value.lower() in _TRUE


def words(name: str) -> list[str]:
    """A variable that lists words with commas between them."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def whole(name: str, default: int, least: int, most: int) -> int:
    """A variable that is a whole number within bounds."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise EnvironmentVariableError(f"{name}={text!r}: write a number from {least} to {most}")
    return int(text)


def mail() -> dict[str, Any]:
    """Django's settings of the mail server; without EMAIL_HOST there is none."""
    over_tls, over_ssl = flag("EMAIL_USE_TLS"), flag("EMAIL_USE_SSL")
    if over_tls and over_ssl:
        raise EnvironmentVariableError("EMAIL_USE_TLS and EMAIL_USE_SSL: one of them only (465 is SSL, 587 is TLS)")
    return {
        "EMAIL_HOST": os.environ.get("EMAIL_HOST", "").strip(),
        "EMAIL_PORT": whole("EMAIL_PORT", 465 if over_ssl else 587 if over_tls else 25, 1, PORT_MAX),
        "EMAIL_HOST_USER": os.environ.get("EMAIL_HOST_USER", ""),
        "EMAIL_HOST_PASSWORD": os.environ.get("EMAIL_HOST_PASSWORD", ""),
        "EMAIL_USE_TLS": over_tls,
        "EMAIL_USE_SSL": over_ssl,
        "DEFAULT_FROM_EMAIL": os.environ.get("DEFAULT_FROM_EMAIL", "").strip() or NO_SENDER,
    }


def django_database(url: str, search_path: str) -> dict[str, Any]:
    """Django's settings of one connection, with the schemas that unqualified names are looked up in."""
    try:
        parts: dict[str, Any] = conninfo_to_dict(url)
    except ProgrammingError:  # its words repeat the address, which may hold a password
        like = "postgresql://user:password@host/database"
        raise EnvironmentVariableError(f"DATABASE_URL is not a PostgreSQL address such as {like}") from None
    if "@" in str(parts.get("host", "")):  # what stands before it is the end of a password: it is not repeated
        raise EnvironmentVariableError("DATABASE_URL: an @ within the password is written %40")
    found = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", None) or "orderway",
        "USER": parts.pop("user", None) or "",
        "PASSWORD": parts.pop("password", None) or "",
        "HOST": parts.pop("host", None) or "",
        "PORT": str(parts.pop("port", None) or ""),
    }
    given = f"{parts.pop('options', None) or ''} -c search_path={search_path}".strip()
    return {**found, "OPTIONS": {**parts, "options": given}}
