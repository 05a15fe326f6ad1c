"""The kinds of tables: per kind the facts that its cells may ask about and what its rows give.

A new kind is a file `kind_<name>.py` with a `Kind`, named here.
"""

from __future__ import annotations

from orderway.rules.kind import Kind
from orderway.rules.kind_gift import GIFT
from orderway.rules.kind_hold import HOLD, LINE_HOLD
from orderway.rules.kind_priority import PRIORITY
from orderway.rules.kind_promotion import PROMOTION
from orderway.rules.kind_ship_from import SHIP_FROM
from orderway.rules.kind_shortage import SHORTAGE

KINDS: dict[str, Kind] = {kind.name: kind for kind in (GIFT, HOLD, LINE_HOLD, PRIORITY, PROMOTION, SHIP_FROM, SHORTAGE)}
"""Every kind by its name."""
