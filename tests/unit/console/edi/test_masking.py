"""Interchanges shown to everybody: built as they are, without names, addresses and remarks."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderway.console.edi.masking import masked

EXAMPLES = Path(__file__).parents[3] / "adapters" / "examples"


def test_an_x12_order_keeps_its_figures_and_loses_its_persons() -> None:
    shown = masked((EXAMPLES / "x12/850.edi").read_bytes())
    assert "PO1*1*24*EA*1.255" in shown and "CTT*2~" in shown and "N1*ST*•••*92*0042~" in shown
    for word in ("775-555-0100", "89501", "Main"):
        assert word not in shown


def test_an_edifact_order_with_released_separators_is_masked_whole() -> None:
    shown = masked((EXAMPLES / "edifact/orders.edi").read_bytes())
    assert "QTY+21:24:PCE'" in shown and "NAD+DP+4012345000016::9" in shown
    for word in ("Müller", "Neill", "Hauptstr", "10115", "Rampe", "Schmidt", "4930123456"):
        assert word not in shown


@pytest.mark.parametrize("body", [b"", b"\x00\x01", b"ISA*", b"name: Wang Xiaoming", b"UNA"])
def test_what_is_no_interchange_is_not_shown_at_all(body: bytes) -> None:
    assert masked(body) == f"••• ({len(body)} bytes)"


def test_a_huge_interchange_is_cut() -> None:
    body = (EXAMPLES / "x12/850.edi").read_bytes().replace(b"CTT*2~", b"REF*ZZ*1~" * 20_000 + b"CTT*2~", 1)
    assert len(masked(body)) < 61_000
