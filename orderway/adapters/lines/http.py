"""A partner's address: each interchange is one POST under a key of its own, so that a second try is known as one."""

from __future__ import annotations

from typing import Any

import httpx2

from orderway.adapters.trust import authorities
from orderway.ports.edi import LineRefused, LineSilent

TIMEOUT_SECONDS = 20.0
ANSWER_CHARS_MAX = 200


class Http:
    """Keeps the promises of `ports.edi.Line`; `where` is the address, `secret` the value of Authorization."""

    def deliver(self, where: str, name: str, body: bytes, key: str, secret: str) -> dict[str, Any]:
        """POST the bytes. 2xx: taken; 4xx but 408, 425 and 429: refused; all else: silent."""
        headers = {
            "Content-Type": "application/edi-x12" if name.endswith(".x12") else "application/EDIFACT",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Idempotency-Key": key,
        }
        if secret:
            headers["Authorization"] = secret
        try:
            answer = httpx2.post(
                where, content=body, headers=headers, timeout=TIMEOUT_SECONDS, verify=authorities(), trust_env=False
            )
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise LineSilent(type(error).__name__) from error
        if answer.is_success:
            return {"status": answer.status_code}
        said = f"{answer.status_code} {answer.text[:ANSWER_CHARS_MAX]}"
        if 400 <= answer.status_code < 500 and answer.status_code not in (408, 425, 429):
            raise LineRefused(said)
        raise LineSilent(said)


LINE = Http()
