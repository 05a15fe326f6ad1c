"""Platform: a sales channel that can be asked and told. It lists orders, hands them out as they are, takes our answers.

A platform file answers with raw messages (the same bytes that `Channel.parse` reads) and never with orders; what fails
is one `PlatformFailed` with a class. An adapter touches no database and keeps no state between calls; times are aware
UTC. `docs/channels.md`, "Adding a platform", says how to write one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

import msgspec

from orderway.ports.carrier import Label, LabelRequest
from orderway.ports.platform_tasks import Answer, Task

CONNECT_SECONDS_MAX = 5.0
CALL_SECONDS_MAX = 20.0
"""How long one call may take; then the adapter gives up: TRY_LATER for reads, UNKNOWN_OUTCOME for writes."""
ANSWER_BYTES_MAX = 32 * 1024 * 1024
PAGE_ORDERS_MAX = 250
FETCH_IDS_MAX = 100
"""Orders that one `fetch` is asked for at most."""
SAID_CHARS_MAX = 200
"""Of what the platform said about a failure; longer texts are cut."""


class Failure(StrEnum):
    """What kind of no it was. The class alone decides what happens next, on every platform alike."""

    TRY_LATER = "try_later"
    """Too many calls, overloaded, dark, garbled: nothing happened. Again by itself, after `retry_after_seconds`."""
    AUTH = "auth"
    """The authorisation is over or too small: nothing more is asked until a person renews it."""
    REFUSED = "refused"
    """A final no to this very thing: a person reads `code` and the text."""
    UNKNOWN_OUTCOME = "unknown_outcome"
    """A write went out and no answer came: it may have happened. Asked by its reference before it is repeated."""
    GONE = "gone"
    """What is written about is not there (any more): the order was deleted, the listing ended."""


class PlatformFailed(Exception):
    """The platform did not do as asked; `kind` says what to do next. The text holds no secret and no personal data."""

    def __init__(self, kind: Failure, said: str = "", *, code: str = "", retry_after_seconds: float = 0.0) -> None:
        super().__init__(said[:SAID_CHARS_MAX])
        self.kind = kind
        self.said = said[:SAID_CHARS_MAX]
        self.code = code[:60]
        self.retry_after_seconds = retry_after_seconds


class Account(msgspec.Struct, frozen=True):
    """A shop's access to its platform. `secrets` are plain here and nowhere else: never log or store this struct."""

    shop: str
    """Our code of the shop."""
    base_url: str
    """Where the platform is: of a fixed platform its own address, else what the merchant entered."""
    secrets: Mapping[str, str] = {}
    options: Mapping[str, str] = {}
    """Fields that are no secret (a location, a site code), and `carrier:OURS` = the platform's code of our carrier."""
    time_zone: str = "UTC"
    expires_at: datetime | None = None
    inside: bool = False
    """The host stands in the house's own network and the administrator has allowed that (ORDERWAY_INSIDE_HOSTS)."""

    def __repr__(self) -> str:
        """Its shop alone, so that no traceback shows a secret."""
        return f"Account({self.shop!r})"


class Field(msgspec.Struct, frozen=True):
    """Something that a person enters to connect a shop. The console words `name` (`console/channels/words.py`)."""

    name: str
    secret: bool = False
    required: bool = True
    default: str = ""


class Abilities(msgspec.Struct, frozen=True):
    """What a platform can show and take. What it cannot is never asked of it: such a task is skipped, and says so."""

    confirm: bool = False
    ship: bool = True
    numbers: str = "many"
    """many: each parcel has a tracking number of its own there; one: an order has a single number, the first told."""
    per_line: bool = True
    """A parcel names its lines and quantities; else a parcel stands for the whole order."""
    whole_lines: bool = False
    """A parcel names its lines without quantities: a line is told with the first parcel that holds some of it."""
    stock: bool = True
    levels_max: int = 100
    """Stock levels that one call takes."""
    cancel: bool = False
    remark: bool = False
    flag: bool = False
    """A remark carries a colour flag (旗帜)."""
    refund_decision: bool = False
    address_change: bool = False
    """The platform has a tool of its own for changed addresses, whose outcome comes in by pull."""
    address_fixed: bool = False
    """A parcel may go only where the order says: for another address the buyer cancels and orders again."""
    messages: bool = False
    """Buyers may be written to through the platform."""
    talks: bool = False
    """What buyers write on the platform can be read (`Talks`)."""
    same_receiver: bool = False
    """`same_receivers` says of sealed receivers which are one (`SameReceivers`)."""
    ship_date: bool = False
    """A ship date agreed with the buyer can be told."""
    waybill: bool = False
    """The platform labels parcels of sealed receivers itself (`Waybills`)."""
    refresh: bool = False
    """`refresh` renews an authorisation without a person."""
    calls_per_second: float = 2.0
    burst: int = 10
    """The platform's leaky bucket for one shop: so many calls at once, then so many a second."""
    overlap_seconds: int = 120
    """How far each pull looks back behind the last one, for changes that the platform indexed late."""
    window_seconds_max: int = 7 * 86_400
    """The longest span of time that one listing may ask for."""


class Message(msgspec.Struct, frozen=True):
    """One order (or other thing) as the platform tells it, to be stored and read by the channel's `parse`."""

    external_id: str
    body: bytes
    topic: str = ""


class Page(msgspec.Struct):
    """A page of raw messages; `next_page` empty: the window is done. A page may be empty and have a next one."""

    messages: list[Message]
    next_page: str = ""
    wait_seconds: float = 0.0
    """How long the platform wants to be left alone before the next call (its bucket is nearly full)."""


class Listed(msgspec.Struct, frozen=True):
    """An order that exists on the platform, by its stable key and when it was placed."""

    external_id: str
    placed_at: datetime


class IdPage(msgspec.Struct):
    """A page of the platform's own list; `next_page` empty: that was all."""

    orders: list[Listed]
    next_page: str = ""


class Renewed(msgspec.Struct):
    """A renewed authorisation: the secrets that changed, and when it ends."""

    secrets: dict[str, str]
    expires_at: datetime | None

    def __repr__(self) -> str:
        """Without the secrets."""
        return f"Renewed(until {self.expires_at})"


class SameReceivers(Protocol):
    """A platform that knows which of its sealed receivers are one (`abilities.same_receiver`)."""

    def same_receivers(self, account: Account, orders: Sequence[tuple[str, str]]) -> list[list[str]]:
        """Of these orders (key, the receiver's token), groups of the keys that go to one receiver. May raise as all."""
        ...


@runtime_checkable
class Talks(Protocol):
    """A platform whose messages can be read (`abilities.talks`). May raise PlatformFailed."""

    def talks(self, account: Account, since: datetime, until: datetime, page: str) -> Page:
        """What was written in [since, until], by buyers and to them: raw messages of one text each, which the channel's
        `parse` reads as documents of kind `message`; the same text is the same bytes. Paged as `Platform.pull`."""
        ...


@runtime_checkable
class Waybills(Protocol):
    """A platform with a waybill service of its own (`abilities.waybill`). Methods may raise PlatformFailed."""

    def waybill(self, account: Account, order: str, request: LabelRequest) -> Label:
        """The number of a parcel of this order, the same for the same key of the request."""
        ...

    def void_waybill(self, account: Account, carrier: str, tracking_number: str) -> None:
        """Give a number back; `carrier` is our code of who would have taken the parcel."""
        ...


class Platform(Protocol):
    """One platform's client: the module-level `PLATFORM` of a channel's file. Every method may raise PlatformFailed."""

    code: str
    """The channel's code."""
    base_url: str
    """The platform's one address; empty where each merchant has an own one, which is then entered and guarded."""
    fields: tuple[Field, ...]
    abilities: Abilities

    def pull(self, account: Account, since: datetime, until: datetime, page: str) -> Page:
        """Orders changed in [since, until], as they are now, a page at a time: `page` is the last answer's `next_page`.

        Walking the pages of one window gives each order that stays unchanged meanwhile at least once; the same `page`
        asked again gives at least what is left.
        """
        ...

    def list_ids(self, account: Account, since: datetime, until: datetime, page: str) -> IdPage:
        """Every order placed in [since, until), whatever its state, for the comparison with ours."""
        ...

    def fetch(self, account: Account, external_ids: Sequence[str]) -> list[Message]:
        """These orders, as `pull` would give them; what is not there is left out. At most FETCH_IDS_MAX."""
        ...

    def write(self, account: Account, task: Task, again: bool) -> Answer:
        """Tell the platform something. `again`: it was tried before, so look first whether it is known already.

        Raises UNKNOWN_OUTCOME wherever it may have happened.
        """
        ...

    def refresh(self, account: Account) -> Renewed:
        """Renew the authorisation; only where `abilities.refresh`."""
        ...
