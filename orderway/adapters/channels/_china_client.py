"""What the clients of the Chinese platforms share: signatures over sorted parameters, windows in slices, raw answers.

A window is cut into slices no longer than the platform lists at once. A slice's pages are counted, then read from the
last to the first: an order that changes meanwhile leaves the slice and moves others towards the front only, where they
are still to be read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

import msgspec

from orderway.adapters.channels._china import ZONE
from orderway.adapters.channels._http import Reply
from orderway.kernel import clock
from orderway.kernel.errors import NO_JSON
from orderway.ports.platform import Account, Failure, Field, Message, PlatformFailed, Renewed

SLICES_MAX = 64
"""Slices without an order that one call of `pull` passes over."""
DEEP_ORDERS_MAX = 5_000
"""A slice with more orders is halved: platforms refuse pages far down."""
SLICE_SECONDS_MIN = 60
PACE_SECONDS = 5.0
"""After "too many calls" without a time."""
FIELDS = (
    Field("app_key"),
    Field("app_secret", secret=True),
    Field("access_token", secret=True),
    Field("refresh_token", secret=True, required=False),
)
"""What an access to each of these platforms consists of."""
_DATED = re.compile(r"\s*\[协商发货 [0-9 :-]{16}\]")
T = TypeVar("T")
Ask = Callable[[datetime, datetime, int], tuple[dict[str, T], int]]
"""Asks for a page (from 1) of a span of time: what stands on it by its key, and how many the span has in all."""


class Slice(NamedTuple):
    """Where a walk stands: a span of time, and the page to be read next (0: its pages are not counted yet)."""

    start: datetime
    end: datetime
    number: int

    @classmethod
    def first(cls, since: datetime, until: datetime, seconds: int) -> Slice:
        """The slice that begins a window."""
        return cls(since, min(until, since + timedelta(seconds=seconds)), 0)

    @classmethod
    def of(cls, page: str, since: datetime, until: datetime, seconds: int) -> Slice:
        """The place that a page token names; raises PlatformFailed for another's token."""
        if not page:
            return cls.first(since, until, seconds)
        try:
            start, end, number = (int(part) for part in page.split("|"))
            return cls(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC), number)
        except (ValueError, OverflowError, OSError):
            raise PlatformFailed(Failure.REFUSED, "this is no place of ours", code="page") from None

    def token(self) -> str:
        """This place as a page token."""
        return f"{int(self.start.timestamp())}|{int(self.end.timestamp())}|{self.number}"

    def before(self) -> Slice | None:
        """The page before; None behind the first."""
        return self._replace(number=self.number - 1) if self.number > 1 else None

    def following(self, until: datetime, seconds: int) -> Slice | None:
        """The slice after this one; None at the window's end."""
        return Slice.first(self.end, until, seconds) if self.end < until.replace(microsecond=0) else None

    def halved(self) -> Slice:
        """Its first half."""
        half = int((self.end - self.start).total_seconds()) // 2
        return self._replace(end=self.start + timedelta(seconds=half))


def walk(page: str, since: datetime, until: datetime, seconds: int, ask: Ask[T]) -> tuple[list[T], str]:
    """What the next page of a window holds, and the token of the one after; slices of `seconds` at most."""
    at = Slice.of(page, since, until, seconds)
    for _ in range(SLICES_MAX):
        rows, total = ask(at.start, at.end, max(at.number, 1))
        if at.number == 0 and total > DEEP_ORDERS_MAX and at.end - at.start > timedelta(seconds=SLICE_SECONDS_MIN):
            at = at.halved()
            continue
        if at.number == 0 and total > len(rows) > 0:
            at = at._replace(number=-(-total // len(rows)))
            continue
        following = at.before() or at.following(until, seconds)
        if rows or following is None:
            return list(rows.values()), following.token() if following else ""
        at = following
    return [], at.token()


def one_by_one(external_ids: Sequence[str], read: Callable[[str], Message]) -> list[Message]:
    """These orders, one call each; what is not there (any more) is left out."""
    found = []
    for key in external_ids:
        try:
            found.append(read(key))
        except PlatformFailed as failed:
            if failed.kind is not Failure.GONE:
                raise
    return found


def signed(secret: str, values: Mapping[str, str]) -> str:
    """MD5 over the sorted parameters between two secrets, in capitals: the scheme of TOP, JOS and Pinduoduo."""
    joined = "".join(f"{key}{values[key]}" for key in sorted(values) if key and values[key])
    return hashlib.md5(f"{secret}{joined}{secret}".encode(), usedforsecurity=False).hexdigest().upper()


def local(at: datetime) -> str:
    """The instant by China's clock: `2026-11-20 10:00:00`."""
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


def refresh_token(account: Account, platform: str) -> str:
    """What a new access is asked for with; raises AUTH where the account has none."""
    token = account.secrets.get("refresh_token", "")
    if not token:
        raise PlatformFailed(Failure.AUTH, f"a new authorisation is given in {platform}'s seller desk")
    return token


def renewed(told: Mapping[str, Any], token: str) -> Renewed:
    """The access that an answer grants; the refresh token stays where it names no other."""
    secrets = {"access_token": str(told["access_token"]), "refresh_token": str(told.get("refresh_token") or token)}
    return Renewed(secrets, clock.now() + timedelta(seconds=int(told["expires_in"])))


def unsure(writes: bool) -> Failure:
    """What an answer without sense means."""
    return Failure.UNKNOWN_OUTCOME if writes else Failure.TRY_LATER


def answered(reply: Reply, writes: bool) -> dict[str, msgspec.Raw]:
    """The answer's outermost object with its parts as they came."""
    return parts(msgspec.Raw(reply.body), writes)


def parts(raw: msgspec.Raw, writes: bool = False) -> dict[str, msgspec.Raw]:
    """An object's parts as they came; anything else makes no sense."""
    found: dict[str, msgspec.Raw] = shaped(raw, dict[str, msgspec.Raw], writes)
    return found


def rows(raw: msgspec.Raw | None) -> list[msgspec.Raw]:
    """A list's parts as they came; nothing is an empty list."""
    return shaped(raw, list[msgspec.Raw] | None, False) or [] if raw is not None else []


def shaped(raw: msgspec.Raw, form: Any, writes: bool = False) -> Any:
    """The answer in this form; what has another one makes no sense."""
    try:
        return msgspec.json.decode(raw, type=form)
    except NO_JSON as error:
        raise PlatformFailed(unsure(writes), f"its answer makes no sense: {error}") from None


def deep(raw: msgspec.Raw, *names: str) -> msgspec.Raw | None:
    """What stands under these names, one in the other; None where one of them is missing."""
    found: msgspec.Raw | None = raw
    for name in names:
        if found is None or bytes(found).strip() == b"null":
            return None
        found = parts(found).get(name)
    return found


def wrapped(name: str, raw: msgspec.Raw) -> bytes:
    """One order under its platform's name, without what changes from answer to answer (request ids)."""
    return b'{"' + name.encode() + b'":' + bytes(raw) + b"}"


def company(known: Mapping[str, str], carrier: str, carrier_there: str, otherwise: str = "") -> str:
    """The platform's code of a carrier: as the shop mapped it, else as we know it; raises REFUSED where nobody does."""
    found = carrier_there or known.get(carrier.lower(), "") or otherwise
    if not found:
        raise PlatformFailed(
            Failure.REFUSED, f"the platform's code of carrier {carrier} is not set", code="carrier_unmapped"
        )
    return found


def dated(memo: str, at: datetime) -> str:
    """The seller's memo with the ship date that was agreed, by China's clock; an earlier date in it is replaced."""
    rest = _DATED.sub("", memo).strip()
    return f"{rest} [协商发货 {local(at)[:16]}]".strip()


def chunks(values: Sequence[T], size: int) -> list[Sequence[T]]:
    """The values in groups of at most `size`."""
    return [values[at : at + size] for at in range(0, len(values), size)]
