"""A partner's out folder: each interchange is a file that appears whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from orderway.ports.edi import LineRefused, LineSilent


class Folder:
    """Keeps the promises of `ports.edi.Line`; `where` is the folder."""

    def deliver(self, where: str, name: str, body: bytes, key: str, secret: str) -> dict[str, Any]:
        """Write the file; one of this name with the same bytes is left as it is, one with others is refused."""
        folder = Path(where)
        target = folder / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if target.exists():
                if target.read_bytes() != body:
                    raise LineRefused(f"{name} is there already, with other content")
                return {"file": name}
            unfinished = folder / f".{name}.part"
            unfinished.write_bytes(body)
            unfinished.replace(target)
        except OSError as error:
            raise LineSilent(f"the folder cannot be written: {error.strerror}") from error
        return {"file": name}


LINE = Folder()
