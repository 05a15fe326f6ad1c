"""The relay: takes messages out of the outbox to whom they are for, at least once, never buying or paying twice.

Claim (a short transaction), ask outside (no transaction, several targets side by side), store the answer by a command,
mark the message done. Cut off anywhere, the message is claimed again when its lease ends, and asked with the same key.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from typing import NamedTuple, Protocol

from orderway.flow.engine import Engine
from orderway.history import log
from orderway.history.log import Taken
from orderway.kernel import clock
from orderway.kernel.crashpoint import crashpoint
from orderway.ports.carrier import CarrierRefused, CarrierSilent
from orderway.ports.edi import LineRefused, LineSilent
from orderway.ports.invoice import InvoiceRefused, InvoiceSilent
from orderway.ports.notice import NoticeLater, NoticeRefused, NoticeSilent
from orderway.ports.payment import PaymentRefused, PaymentSilent
from orderway.ports.warehouse import WarehouseRefused, WarehouseSilent

BATCH_MESSAGES_MAX = 200
LEASE_SECONDS = 300
"""How long a claimed message is nobody else's; longer than a batch of silent targets may take."""
BACKOFF_SECONDS = (5, 30, 120, 600, 3600, 4 * 3600, 12 * 3600)
"""The wait after each try in vain; after the last one the message is given up and stands in the queue of failures."""
TARGETS_AT_ONCE = 4
SILENCES_MAX = 2
"""A target that was silent so often in one batch is left alone until the next: the rest is put off untried."""

REFUSED = (CarrierRefused, InvoiceRefused, PaymentRefused, NoticeRefused, LineRefused, WarehouseRefused)
SILENT = (CarrierSilent, InvoiceSilent, PaymentSilent, NoticeSilent, LineSilent, WarehouseSilent)

logger = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """What came of a message: done with facts, or a failure that is final or tried again."""

    facts: Mapping[str, object] = {}
    failure: str = ""
    final: bool = False
    wait_seconds: float = 0.0
    """When the next try is due, where the other side said it; else the next of `BACKOFF_SECONDS`."""
    counted: bool = True
    """False: it was not really tried (put off, told to come later), so it does not count towards giving up."""


class Refused(NamedTuple):
    """The other side said no, for good."""

    text: str


Call = Callable[[], object]
"""The question to the outside. It touches no database; it may raise what the ports say."""


class Topic(Protocol):
    """How messages of some topics are delivered."""

    @property
    def names(self) -> tuple[str, ...]:
        """The topics."""
        ...

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> Mapping[int, Call | Outcome]:
        """By message id: what to ask outside, or the outcome where nothing is to be asked."""
        ...

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """Put the answers (`Refused` among them) into the books, by commands; the outcome of each message."""
        ...


class Relay:
    """Delivers over one engine; not for sharing between threads."""

    def __init__(self, engine: Engine, topics: Sequence[Topic]) -> None:
        self.engine = engine
        self.topics = {name: topic for topic in topics for name in topic.names}

    def tick(self, limit: int = BATCH_MESSAGES_MAX) -> int:
        """Deliver one batch of what is due; how many messages were taken."""
        now = clock.now()
        with self._transaction() as cursor:
            until = now + timedelta(seconds=LEASE_SECONDS)
            messages = log.take(cursor, list(self.topics), now, until, limit)
        if not messages:
            return 0
        crashpoint("relay.a")
        outcomes: dict[int, Outcome] = {}
        for topic in dict.fromkeys(self.topics[m.topic] for m in messages):
            mine = [m for m in messages if self.topics[m.topic] is topic]
            outcomes |= self._deliver(topic, mine)
        self._mark(messages, outcomes)
        return len(messages)

    def _deliver(self, topic: Topic, messages: Sequence[Taken]) -> dict[int, Outcome]:
        spent = [m for m in messages if m.attempt > len(BACKOFF_SECONDS) + 1]  # each of these killed its relay
        outcomes = {m.id: Outcome(failure="gave_up", final=True) for m in spent}
        todo = [m for m in messages if m.id not in outcomes]
        prepared = topic.prepare(self.engine, todo)
        calls: dict[str, list[tuple[Taken, Call]]] = {}
        for message in todo:
            call = prepared[message.id]
            if isinstance(call, Outcome):
                outcomes[message.id] = call
            else:
                calls.setdefault(message.target, []).append((message, call))
        answers: list[tuple[Taken, object]] = []
        with ThreadPoolExecutor(TARGETS_AT_ONCE, "relay") as pool:
            asked = [pool.submit(copy_context().run, ask_in_turn, each) for each in calls.values()]
            for message, answer in (pair for each in asked for pair in each.result()):
                if isinstance(answer, Outcome):
                    outcomes[message.id] = answer
                else:
                    answers.append((message, answer))
        crashpoint("relay.d")
        if answers:
            outcomes |= topic.store(self.engine, answers)
        crashpoint("relay.c")
        return outcomes

    def _mark(self, messages: Sequence[Taken], outcomes: Mapping[int, Outcome]) -> None:
        now = clock.now()
        done = {m.id: outcomes[m.id].facts for m in messages if not outcomes[m.id].failure}
        with self._transaction() as cursor:
            log.delivered(cursor, done, now)
            for message in messages:
                outcome = outcomes[message.id]
                if outcome.failure:
                    given_up = outcome.final or (outcome.counted and message.attempt > len(BACKOFF_SECONDS))
                    usual = BACKOFF_SECONDS[min(message.attempt, len(BACKOFF_SECONDS)) - 1]
                    next_at = None if given_up else now + timedelta(seconds=outcome.wait_seconds or usual)
                    log.undelivered(cursor, message.id, outcome.failure, next_at, outcome.counted)

    @contextmanager
    def _transaction(self) -> Iterator[log.Cursor]:
        with self.engine.connection.transaction(), self.engine.connection.cursor() as cursor:
            yield cursor


def ask_in_turn(calls: Sequence[tuple[Taken, Call]]) -> list[tuple[Taken, object]]:
    """Ask one target its questions one after the other; a silent target is not asked on and on."""
    answers: list[tuple[Taken, object]] = []
    silences = 0
    for message, call in calls:
        if silences >= SILENCES_MAX:
            answers.append((message, Outcome(failure="put_off")))
            continue
        try:
            answers.append((message, call()))
        except REFUSED as refused:
            answers.append((message, Refused(str(refused))))
        except NoticeLater as later:
            answers.append((message, Outcome(failure=f"later: {later}"[:200], wait_seconds=later.wait_seconds)))
        except SILENT as silent:
            silences += 1
            answers.append((message, Outcome(failure=f"silent: {silent}"[:200])))
        except Exception as broken:  # one adapter's bug stops its own messages only
            logger.exception("message %s of topic %s broke its adapter", message.id, message.topic)
            silences += 1
            answers.append((message, Outcome(failure=f"broken: {type(broken).__name__}")))
    return answers
