"""What stands on each paper, and setting it. Quantities are units; instants, weights, money are ready texts."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal

import msgspec
import typst

from orderway.papers.codes import code128, qr
from orderway.papers.words import words

FOLDER = Path(__file__).parent
PAGES_MAX = 500
"""Papers in one file; a printer that stops half-way is asked for less to print again."""
PNG_DOTS_PER_INCH = 203.2
"""Eight dots a millimetre: what a common label printer prints."""
Form = Literal["pdf", "png"]


class Stop(msgspec.Struct):
    """One stop of a walk: a bin, what to take there, and into which baskets how many."""

    bin: str
    sku: str
    name: str
    quantity: int
    baskets: list[tuple[int, int]] = []
    """(number of the basket, units) of each order that wants some."""


class PickList(msgspec.Struct):
    """The stops of one wave or order in walking order."""

    code: str
    """What is scanned to begin: W… of a wave, F… of a fulfilment."""
    warehouse: str
    made: str
    stops: list[Stop]
    orders: int
    walk: str = ""
    """The length of the walk, worded ("86 m")."""
    baskets: list[tuple[int, str]] = []
    """(number of the basket, order number)."""
    language: str = "zh-hans"


class Item(msgspec.Struct):
    """A line of a packing slip."""

    sku: str
    name: str
    quantity: int


class PackingSlip(msgspec.Struct):
    """What lies in one parcel, for the buyer. The name is masked already."""

    order: str
    shop: str
    ordered_on: str
    deliver_to: str
    items: list[Item]
    link: str = ""
    """The buyer's signed tracking link, printed as a QR code."""
    message: str = ""
    phone: str = ""
    part: str = ""
    """"1 / 2" where the order has several parcels."""
    rest_follows: bool = False
    address_version: int = 1
    printed: str = ""
    language: str = "zh-hans"


class ShippingLabel(msgspec.Struct):
    """A shipping label of 100 × 150 mm; the one paper with the receiver in plain text."""

    tracking_number: str
    carrier: str
    order: str
    to_name: str
    to_phone: str
    to_place: str
    """Province, city, district in one line (or city, state and postcode abroad)."""
    to_street: str
    from_name: str
    from_place: str
    from_phone: str = ""
    sort_code: str = ""
    cod: str = ""
    """The cash to collect, worded ("¥268.00"); empty where everything is paid."""
    weight: str = ""
    part: str = ""
    contents: str = ""
    address_version: int = 1
    print_number: int = 1
    printed: str = ""
    practice: bool = False
    language: str = "zh-hans"


def pick_lists(lists: list[PickList], form: Form = "pdf") -> bytes:
    """Pick lists, each on pages of its own (A4)."""
    return _set("pick_list", [_with(each, {"code_svg": code128(each.code)}) for each in lists], form)


def packing_slips(slips: list[PackingSlip], form: Form = "pdf") -> bytes:
    """Packing slips, one a page (A5)."""
    pages = []
    for slip in slips:
        extra = {"code_svg": code128(slip.order) if _fits_code128(slip.order) else ""}
        extra["link_svg"] = qr(slip.link) if slip.link else ""
        pages.append(_with(slip, extra))
    return _set("packing_slip", pages, form)


def shipping_labels(labels: list[ShippingLabel], form: Form = "pdf") -> bytes:
    """Shipping labels, one a page of 100 × 150 mm."""
    return _set("label", [_with(each, {"code_svg": code128(each.tracking_number)}) for each in labels], form)


def _fits_code128(text: str) -> bool:
    return text.isascii() and text.isprintable() and 0 < len(text) <= 30


def _with(paper: msgspec.Struct, extra: dict[str, str]) -> dict[str, object]:
    built: dict[str, object] = msgspec.to_builtins(paper)
    return {**built, **extra, "words": words(str(built["language"]))}


def _set(template: str, pages: list[dict[str, object]], form: Form) -> bytes:
    """Set the pages; a PNG holds the first page. ValueError for none or too many."""
    if not 0 < len(pages) <= PAGES_MAX:
        raise ValueError(f"{len(pages)} papers; 1 to {PAGES_MAX} at a time")
    data = msgspec.json.encode(pages).decode()
    more = not set(data) <= covered()
    compiler = typst.Compiler(
        input=FOLDER / "templates" / f"{template}.typ", root=FOLDER / "templates", font_paths=_fonts(more)
    )
    made = compiler.compile(format=form, ppi=PNG_DOTS_PER_INCH, sys_inputs={"data": data}, pdf_tags=False)
    assert made is not None  # no output file was named
    return made[0] if isinstance(made, list) else made


@functools.lru_cache(maxsize=2)
def _fonts(more: bool) -> typst.Fonts:
    """Our font alone; where a text has characters beyond it (Arabic, emoji), also what the machine has."""
    return typst.Fonts(include_system_fonts=more, include_embedded_fonts=more, font_paths=[FOLDER / "data"])


@functools.cache
def covered() -> frozenset[str]:
    """The characters of our font."""
    return frozenset((FOLDER / "data" / "covered.txt").read_text(encoding="utf-8")) | {"\n", "\t"}
