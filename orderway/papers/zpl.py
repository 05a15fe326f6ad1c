"""The shipping label in ZPL II, for printers that take no PDF. 203 dots an inch, 100 × 150 mm.

Text goes in UTF-8 (`^CI28`) in a font that the printer holds; Zebra's printers for China hold SimSun.
"""

from __future__ import annotations

from collections.abc import Iterable

from orderway.papers.paper import ShippingLabel
from orderway.papers.words import words

FONT = "E:SIMSUN.FNT"
WIDTH_DOTS, HEIGHT_DOTS = 800, 1200
MARGIN_DOTS = 32
LINES_MAX = 4
_UNSAFE = {character: f"_{ord(character):02X}" for character in "^~_\\"}


def zpl(labels: Iterable[ShippingLabel], font: str = FONT) -> bytes:
    """The labels one after the other, ready to be sent to the printer."""
    return "".join(_one(label, font) for label in labels).encode()


def _one(label: ShippingLabel, font: str) -> str:
    said = words(label.language)
    parts = [
        f"^XA^CI28^PW{WIDTH_DOTS}^LL{HEIGHT_DOTS}^LH0,0",
        _text(MARGIN_DOTS, 36, 44, font, label.carrier),
        _text(560, 30, 88, font, label.sort_code, 208, "R"),
        f"^FO{MARGIN_DOTS},150^GB736,3,3^FS",
        f"^FO72,180^BY3^BCN,140,Y,N,N,A^FH^FD{_safe(label.tracking_number)}^FS",
        f"^FO{MARGIN_DOTS},390^GB736,3,3^FS",
        _text(MARGIN_DOTS, 410, 40, font, f"{said['to']} {label.to_name} {label.to_phone}"),
        _text(MARGIN_DOTS, 464, 36, font, label.to_place),
        _text(MARGIN_DOTS, 514, 36, font, label.to_street),
        _text(MARGIN_DOTS, 690, 26, font, f"{said['from']} {label.from_name} {label.from_phone} {label.from_place}"),
        f"^FO{MARGIN_DOTS},1030^GB736,2,2^FS",
        _text(MARGIN_DOTS, 1044, 24, font, f"{said['order']} {label.order}  {label.part}  {label.weight}"),
        _text(MARGIN_DOTS, 1076, 24, font, label.contents),
        _text(MARGIN_DOTS, 1110, 20, font, f"v{label.address_version} {label.printed} #{label.print_number}"),
    ]
    if label.cod:
        parts.append(f"^FO{MARGIN_DOTS},900^GB736,110,5^FS")
        parts.append(_text(56, 930, 56, font, f"{said['cod']} {label.cod}"))
    if label.practice:
        parts.append(_text(MARGIN_DOTS, 1150, 28, font, said["practice"]))
    return "".join(parts) + "^XZ\n"


def _text(x: int, y: int, size: int, font: str, text: str, width: int = 736, align: str = "L") -> str:
    if not text.strip():
        return ""
    return f"^FO{x},{y}^A@N,{size},{size},{font}^FB{width},{LINES_MAX},4,{align}^FH^FD{_safe(text)}^FS"


def _safe(text: str) -> str:
    """Field data in which no sign of the printer's language is left; line breaks become spaces."""
    return "".join(_UNSAFE.get(character, character) for character in " ".join(text.split()))
