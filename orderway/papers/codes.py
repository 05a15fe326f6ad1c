"""Barcodes as SVG, drawn by zxing-cpp, which also reads them back in the tests."""

from __future__ import annotations

import zxingcpp

CODE128_CHARS_MAX = 48
"""Longer texts would not fit on a label in bars that a hand scanner reads."""
QR_CHARS_MAX = 300


class CodeError(ValueError):
    """This text cannot stand in this barcode; the message says why."""


def code128(text: str) -> str:
    """Code 128 of a text of printable ASCII, without quiet zones (the page leaves the room)."""
    if not text or len(text) > CODE128_CHARS_MAX or not text.isascii() or not text.isprintable():
        raise CodeError(f"Code 128 takes 1 to {CODE128_CHARS_MAX} printable ASCII characters")
    return str(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_svg(add_quiet_zones=False))


def qr(text: str) -> str:
    """A QR code with a medium share of correction, without quiet zone."""
    if not text or len(text) > QR_CHARS_MAX:
        raise CodeError(f"a QR code of ours takes 1 to {QR_CHARS_MAX} characters")
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return str(made.to_svg(add_quiet_zones=False))
