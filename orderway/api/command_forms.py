"""The strict form of each command, made from what the command says it takes: nothing is listed twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from orderway.flow.command import Command
from orderway.kernel.limits import COMMAND_ORDERS_MAX, QUANTITY_MAX, TEXT_CHARS_MAX
from orderway.kernel.money import AMOUNT_MINOR_MAX
from orderway.web.problems import dated, wrong

PARCELS_MAX = 200
LINES_NAMED_MAX = 1_000
ID_MAX = 2**63 - 1
GRAMS_MAX = 10**8
FACTS_MAX = 20
PAYMENTS_MAX = 50
ORDERS_TOGETHER_MAX = 200

Text = Annotated[str, Meta(max_length=TEXT_CHARS_MAX)]
Id = Annotated[int, Meta(ge=1, le=ID_MAX)]
Units = Annotated[int, Meta(ge=0, le=QUANTITY_MAX)]
UnitsById = Annotated[
    dict[Annotated[str, Meta(pattern=r"^[0-9]{1,19}$")], Units],
    Meta(max_length=LINES_NAMED_MAX, description="id: units"),
]
Code = Annotated[str, Meta(min_length=1, max_length=200)]
Money = Annotated[int, Meta(ge=0, le=AMOUNT_MINOR_MAX)]
Texts = Annotated[list[Code], Meta(max_length=LINES_NAMED_MAX)]
TextsById = Annotated[
    dict[Annotated[str, Meta(pattern=r"^[0-9]{1,19}$")], Texts],
    Meta(max_length=LINES_NAMED_MAX, description="id: texts"),
]
Facts = Annotated[dict[Code, Annotated[str, Meta(max_length=200)]], Meta(max_length=FACTS_MAX)]


class Box(msgspec.Struct, forbid_unknown_fields=True):
    """One parcel: what is in it (fulfilment line id: units) and what it weighs."""

    contents: UnitsById
    weight_grams: Annotated[int, Meta(ge=0, le=GRAMS_MAX)] = 0


class PaymentThere(msgspec.Struct, forbid_unknown_fields=True):
    """One payment as its gateway keeps it, beside what was counted here; `refunded_minor` null: it is not said."""

    reference: Code
    counted: Annotated[str, Meta(max_length=20)] = ""
    counted_minor: Money = 0
    kind: Annotated[str, Meta(max_length=20)] = ""
    amount_minor: Money = 0
    currency: Annotated[str, Meta(max_length=3)] = ""
    refunded_minor: Money | None = 0
    disputed: bool = False


class Aim(msgspec.Struct, forbid_unknown_fields=True):
    """One order of a command on many; `version` is the one that was read; `args` stand above the command's own."""

    shop: Code
    external_id: Code
    version: Annotated[int, Meta(ge=0, le=ID_MAX)] | None = None
    args: dict[str, Any] = {}


class Many(msgspec.Struct, forbid_unknown_fields=True):
    """A command on many orders. `any_version`: also those that changed since they were read."""

    orders: Annotated[list[Aim], Meta(min_length=1, max_length=COMMAND_ORDERS_MAX)]
    args: dict[str, Any] = {}
    any_version: bool = False


KINDS: dict[str, Any] = {
    "text": Text,
    "id": Id,
    "int": Annotated[int, Meta(ge=-AMOUNT_MINOR_MAX, le=AMOUNT_MINOR_MAX)],
    "money": Money,
    "map": UnitsById,
    "texts_map": TextsById,
    "facts": Facts,
    "list": Annotated[list[Box], Meta(max_length=PARCELS_MAX)],
    "texts": Texts,
    "ids": Annotated[list[Id], Meta(max_length=ORDERS_TOGETHER_MAX)],
    "payments": Annotated[list[PaymentThere], Meta(max_length=PAYMENTS_MAX)],
    "bool": bool,
    "time": Annotated[datetime, Meta(tz=True)],
    "number": Annotated[float, Meta(ge=0, le=10**6)],
}
UNITS = ("quantity", "units")
"""Arguments of kind int that count goods."""


def form_of(command: Command) -> Any:
    """The struct a command's arguments must fit; KeyError where a command takes a kind that has no form."""
    fields = []
    for name, kind in command.args.items():
        allowed = Units if kind == "int" and name in UNITS else KINDS[kind]
        fields.append((name, allowed | UnsetType, UNSET))
    return msgspec.defstruct(
        "Args" + "".join(part.capitalize() for part in command.name.split("_")),
        fields,
        forbid_unknown_fields=True,
        namespace={"__doc__": f"{' '.join((command.deed.__doc__ or '').split())} {_needed(command)}".strip()},
    )


def refuse_forgotten(command: Command, args: Mapping[str, Any], pointer: str) -> None:
    """Raises Problem 422 where nothing was said of what the command needs: by mistake much would be destroyed."""
    if command.needs and not any(name in args for name in command.needs):
        raise wrong(f"{pointer}/{command.needs[0]}", _needed(command))


def _needed(command: Command) -> str:
    return f"Needed: {' or '.join(f'`{name}`' for name in command.needs)}." if command.needs else ""


def args_of(form: Any) -> dict[str, Any]:
    """The arguments that were given, as the deed takes them; raises Problem 422 for a time in an absurd year."""
    given = ((name, getattr(form, name)) for name in form.__struct_fields__)
    return {name: _plain(name, value) for name, value in given if value is not UNSET}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return dated(value, f"#/{name}")
    return msgspec.to_builtins(value) if isinstance(value, list) else value
