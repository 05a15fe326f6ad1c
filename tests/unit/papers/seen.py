"""What a scanner sees on a paper: a small reader of the PNG that Typst writes, and zxing-cpp on its pixels."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import numpy.typing as npt
import zxingcpp


def barcodes(png: bytes) -> set[tuple[str, str]]:
    """(format, text) of every barcode on the page."""
    return {(str(code.format).replace(" ", ""), code.text) for code in zxingcpp.read_barcodes(pixels(png))}


def pixels(png: bytes) -> npt.NDArray[np.uint8]:
    """The page as grey pixels."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, data = 8, b""
    width = height = depth = colour = 0
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
        elif kind == b"IDAT":
            data += body
        at += length + 12
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    assert depth == 8
    return _unfiltered(zlib.decompress(data), height, width, channels)


def _unfiltered(raw: bytes, height: int, width: int, channels: int) -> npt.NDArray[np.uint8]:
    """The first channel alone (the pages are grey): PNG's filters work on each by itself."""
    lines = np.frombuffer(raw, np.uint8).reshape(height, 1 + width * channels)
    first = lines[:, 1::channels]
    rows = np.zeros((height + 1, width), dtype=np.uint8)
    for y in range(height):
        kind, line, above = int(lines[y, 0]), first[y], rows[y]
        if kind == 1:
            line = np.add.accumulate(line, dtype=np.uint8)
        elif kind == 2:
            line = line + above
        elif kind in (3, 4):
            line = np.array(_guessed(line.tolist(), above.tolist(), kind), dtype=np.uint8)
        rows[y + 1] = line
    return rows[1:]


def _guessed(line: list[int], above: list[int], kind: int) -> list[int]:
    left = corner = 0
    made = []
    for value, up in zip(line, above, strict=True):
        if kind == 3:
            guess = (left + up) // 2
        else:
            to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
            guess = left if to_left <= to_up and to_left <= to_corner else up if to_up <= to_corner else corner
        left, corner = (value + guess) & 255, up
        made.append(left)
    return made
