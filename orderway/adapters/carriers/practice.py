"""The practice carrier: labels whose number follows from their key, and a road with documented accidents.

Pure: no memory, no network. Asked a thousand times for one key, it sells one label. See docs/practice.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from orderway.kernel.chance import between, drawn, happens
from orderway.kernel.errors import NO_JSON
from orderway.ports.carrier import CarrierEvent, CarrierRefused, Label, LabelRequest

NUMBER_DIGITS = 16
"""Of the number without prefix and check digit: among ten million keys two are alike in 1 of 200 cases."""
PREFIX = "PX"
WEIGHT_GRAMS_MAX = 70_000
"""Heavier parcels are refused, as every real carrier does."""

REFUSED_PERMILLE = 10
EXCEPTION_PERMILLE = 10
LOST_PERMILLE = 1
LATE_PERMILLE = 30


class Step(msgspec.Struct):
    """One event on the road, so long after the hand-over."""

    after: timedelta
    code: str
    text: str = ""


class Practice:
    """Keeps the promises of `ports.carrier.Carrier`."""

    code = "practice"
    name = "Practice carrier"
    practice = True

    def buy(self, request: LabelRequest) -> Label | None:
        """The label of the key: its number is the key's fingerprint with a check digit."""
        if request.weight_grams > WEIGHT_GRAMS_MAX:
            raise CarrierRefused(f"{request.weight_grams} g is over {WEIGHT_GRAMS_MAX} g")
        digits = f"{drawn('label', request.carrier, request.key) % 10**NUMBER_DIGITS:0{NUMBER_DIGITS}d}"
        sort_code = f"{drawn('sort', request.receiver.province, request.receiver.city) % 1000:03d}"
        return Label(f"{PREFIX}{digits}{check_digit(digits)}", sort_code)

    def void(self, key: str, tracking_number: str) -> None:
        """Nothing is kept, so nothing is to be forgotten."""

    def read(self, body: bytes) -> list[CarrierEvent]:
        """A JSON list of events; what is no event is left out."""
        try:
            told: list[Any] = msgspec.json.decode(body, type=list[Any])
        except NO_JSON:
            return []
        events = []
        for one in told:
            try:
                event = msgspec.convert(one, CarrierEvent)
            except msgspec.ValidationError:
                continue
            if event.at.tzinfo is not None and is_number(event.tracking_number):
                events.append(event)
        return events


CARRIER = Practice()


def check_digit(digits: str) -> str:
    """The check digit after Luhn (ISO/IEC 7812-1): finds every single wrong digit and most swapped neighbours."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def is_number(text: str) -> bool:
    """Whether this may be one of our numbers: prefix, digits, right check digit."""
    digits = text[len(PREFIX) :]
    whole = text.startswith(PREFIX) and len(digits) == NUMBER_DIGITS + 1 and digits.isascii() and digits.isdigit()
    return whole and check_digit(digits[:-1]) == digits[-1]


def road(key: str, days: int, seed: str) -> list[Step]:
    """Everything that will happen to a parcel after its hand-over, in order; `days` is what the rate card promises."""

    def hours(low: int, high: int, what: str) -> timedelta:
        return timedelta(minutes=between(low * 60, high * 60, seed, key, what))

    at = hours(1, 5, "collected")
    steps = [Step(at, "picked_up"), Step(at := at + hours(2, 6, "left"), "in_transit")]
    if happens(LOST_PERMILLE, seed, key, "lost"):
        steps.append(Step(at := at + timedelta(days=2), "exception", "not found at the hub"))
        return [*steps, Step(at + timedelta(days=5), "lost", "searched for, not found")]
    if happens(EXCEPTION_PERMILLE, seed, key, "exception"):
        steps.append(Step(at := at + hours(4, 10, "trouble"), "exception", "delayed at the hub"))
        steps.append(Step(at := at + hours(12, 30, "mended"), "in_transit"))
    late = 1 if happens(LATE_PERMILLE, seed, key, "late") else 0
    door = max(at + timedelta(hours=2), timedelta(days=max(1, days) - 1 + late) + hours(6, 16, "out"))
    steps.append(Step(door, "out_for_delivery"))
    at = door + hours(1, 7, "door")
    if not happens(REFUSED_PERMILLE, seed, key, "refused"):
        return [*steps, Step(at, "delivered")]
    steps.append(Step(at, "refused"))
    steps.append(Step(at := at + hours(3, 12, "back"), "returning"))
    return [*steps, Step(at + timedelta(days=max(1, days)), "returned")]


def due(step: Step, handed_over_at: datetime, speed: float) -> datetime:
    """When a step happens, if the practice world runs `speed` times faster than the real one."""
    return handed_over_at + step.after / speed
