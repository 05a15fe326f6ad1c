"""Every command by its name: the one list behind the API, the console and the machines."""

from __future__ import annotations

from orderway.flow.command import Command
from orderway.journey.check.actions import COMMANDS as CHECK
from orderway.journey.confirm.actions import COMMANDS as CONFIRM
from orderway.journey.pack.actions import COMMANDS as PACK
from orderway.journey.pick.actions import COMMANDS as PICK
from orderway.journey.promise.actions import COMMANDS as PROMISE
from orderway.journey.release.actions import COMMANDS as RELEASE
from orderway.journey.returns.actions import COMMANDS as RETURNS
from orderway.journey.review.actions import COMMANDS as REVIEW
from orderway.journey.settle.actions import COMMANDS as SETTLE
from orderway.journey.ship.actions import COMMANDS as SHIP
from orderway.journey.source.actions import COMMANDS as SOURCE
from orderway.journey.track.actions import COMMANDS as TRACK

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        *CHECK,
        *PROMISE,
        *CONFIRM,
        *REVIEW,
        *SOURCE,
        *RELEASE,
        *PICK,
        *PACK,
        *SHIP,
        *TRACK,
        *RETURNS,
        *SETTLE,
    )
}
