"""Where shops' watched folders are: `orders/SHOP/in`, `working`, `done` and `failed` under the data folder."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings

FOLDER = "orders"
IN, WORKING, DONE, FAILED = "in", "working", "done", "failed"
BY = "folder"
"""Who brought such a file, in the list of files."""
LOOKED_AT_MAX = 500
"""Entries of one folder that one look considers."""


def folder_of(shop: str, name: str) -> Path:
    """One of the four folders of a shop, by its code."""
    return Path(settings.DATA_FOLDER) / FOLDER / shop / name


def entries(folder: Path) -> Iterator[Path]:
    """What lies there by name, within the limit; nothing where there is no such folder."""
    return islice(sorted(folder.iterdir()), LOOKED_AT_MAX) if folder.is_dir() else iter(())


def waiting(shop: str) -> int:
    """Files that lie in a shop's folder or are being taken in."""
    return sum(not path.name.startswith(".") for name in (IN, WORKING) for path in entries(folder_of(shop, name)))
