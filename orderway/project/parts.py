"""The parts put together: the gates in their order, the channels found, an engine on a connection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from orderway.flow.engine import Engine
from orderway.flow.gate import Gate
from orderway.flow.reference import References
from orderway.journey.check.gate import CheckGate
from orderway.journey.confirm.gate import ConfirmGate
from orderway.journey.promise.gate import PromiseGate
from orderway.journey.release.gate import ReleaseGate
from orderway.journey.review.gate import ReviewGate
from orderway.journey.source.gate import SourceGate
from orderway.kernel.ids import Ids

HASH_KEY_BYTES = 32


def gates(ids: Ids) -> Sequence[Gate]:
    """The gates of the journey in their order; new ids come from `ids`."""
    return (CheckGate(ids), PromiseGate(ids), ConfirmGate(), ReviewGate(ids), SourceGate(ids), ReleaseGate(ids))


def hash_key() -> bytes:
    """The key of the hashes by which personal data is found."""
    from django.conf import settings  # noqa: PLC0415 (settings must not be read at import)

    return str(settings.PERSONAL_DATA_KEY).encode()[:HASH_KEY_BYTES]


def engine_on(connection: psycopg.Connection[Any], worker: str, references: References | None = None) -> Engine:
    """An engine with all gates on a connection in autocommit."""
    engine = Engine(connection, (), hash_key(), worker, references)
    engine.gates, engine.gates_of = gates(engine.ids), gates
    return engine
