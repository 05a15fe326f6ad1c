"""CPU of the database server and of this machine's worker processes, from /proc."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def server_cpu_seconds(conninfo: str) -> float:
    """CPU that the whole database server has used so far, ended backends included; 0.0 where /proc does not tell."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        backend = connection.info.backend_pid
    try:
        postmaster = _parent(backend)
        living = sum(_used(pid)[0] for pid in _children(postmaster))
        own, ended = _used(postmaster)
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (living + own + ended) / TICKS_PER_SECOND


def resident_bytes(pid: int) -> int:
    """Memory that a process and its descendants hold, what they share counted once. 0 where /proc does not tell."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    kilobytes = next((int(row.split()[1]) for row in rows if row.startswith("Pss:")), 0)
    return kilobytes * 1024 + sum(map(resident_bytes, _children(pid)))


def _parent(pid: int) -> int:
    return int(_stat(pid)[1])


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _used(pid: int) -> tuple[int, int]:
    """(own ticks, ticks of ended children)."""
    try:
        fields = _stat(pid)
    except (FileNotFoundError, ProcessLookupError):
        return 0, 0
    return int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])


def _children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if int(_stat(int(entry.name))[1]) == pid:
                    found.append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found
