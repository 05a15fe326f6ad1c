"""Stock levels on their way to shops: only the newest of a SKU is told, many in one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from orderway.flow.engine import Engine
from orderway.history.log import Taken
from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.ports.platform_tasks import Answer, Level, Levels, Task
from orderway.project.relay import Call, Outcome

RAN_OUT = "stock"
"""Topic of the word that a SKU ran out everywhere, or is back: nothing left is told at once, all else by the rules."""
UNDER_WAY_SECONDS = 15.0
"""An older level of the same SKU is being told right now: look again after so long."""
SQL = named(__file__, "relay_channel.sql")


def levels_of(engine: Engine, messages: Sequence[Taken]) -> tuple[dict[int, list[Level]], dict[int, Call | Outcome]]:
    """By message: the levels to be told, each listing of the SKU one; or what becomes of the message without."""
    levels: dict[int, list[Level]] = {}
    found: dict[int, Call | Outcome] = {}
    if not messages:
        return levels, found
    shops, codes = [_shop(m) for m in messages], [str(m.payload["sku"]) for m in messages]
    with engine.connection.cursor() as cursor:
        values = {"mine": [m.id for m in messages], "now": clock.now()}
        overtaken = {row[0]: row[1:] for row in cursor.execute(SQL.newer_levels, values)}
        listed: dict[tuple[int, str], list[str]] = {}
        for shop, code, key in cursor.execute(SQL.listings, [shops, codes]):
            keys = listed.setdefault((shop, code), [])
            if key not in keys:
                keys.append(key)
    for message, shop, code in zip(messages, shops, codes, strict=True):
        newer, waits = overtaken.get(message.id, (False, False))
        if message.topic == RAN_OUT and int(message.payload.get("available", 0)) > 0:
            found[message.id] = Outcome({"write_back": "SKIPPED", "why": "left_to_rules"})
        elif newer:
            found[message.id] = Outcome({"write_back": "SKIPPED", "why": "overtaken"})
        elif waits:
            found[message.id] = Outcome(failure="put_off", wait_seconds=UNDER_WAY_SECONDS, counted=False)
        else:
            quantity = max(0, int(message.payload.get("quantity", message.payload.get("available", 0))))
            levels[message.id] = [Level(key, code, quantity) for key in listed.get((shop, code), [""])]
    return levels, found


class LevelsCall:
    """The levels of one shop in as few calls as the platform allows; the first that is asked for asks for its part."""

    def __init__(
        self, ask: Callable[[Task], Answer | Outcome], levels: Mapping[int, list[Level]], at_once: int
    ) -> None:
        self.ask = ask
        self.levels = levels
        self.parts: list[list[int]] = []
        self.answers: dict[int, Answer | Outcome] = {}
        size = at_once
        for message, mine in levels.items():
            if size + len(mine) > at_once:
                self.parts.append([])
                size = 0
            self.parts[-1].append(message)
            size += len(mine)

    def of(self, message: int) -> Answer | Outcome:
        """What came of this message."""
        if message not in self.answers:
            (part,) = [one for one in self.parts if message in one]
            told = tuple(level for one in part for level in self.levels[one])
            answer = self.ask(Levels(f"m{part[0]}", told))
            self.answers |= {one: self._mine(one, answer) for one in part}
        return self.answers[message]

    def _mine(self, message: int, answer: Answer | Outcome) -> Answer | Outcome:
        if isinstance(answer, Outcome):
            return answer
        refused = {
            key: said for key, said in answer.refused.items()
            if any(key == (level.listing or level.sku) for level in self.levels[message])
        }  # fmt: skip
        if refused:
            return Outcome(failure=f"refused: {'; '.join(f'{k}: {v}' for k, v in refused.items())}"[:200], final=True)
        return Answer(answer.reference)


def _shop(message: Taken) -> int:
    return int(message.target.partition(":")[2])
