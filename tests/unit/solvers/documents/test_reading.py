"""Documents for the solvers as bytes."""

from __future__ import annotations

import msgspec
import pytest

from orderway.solvers.documents.reading import DOCUMENT_BYTES_MAX, DocumentError, read


class Form(msgspec.Struct):
    name: str = ""


def test_a_document_has_its_form():
    assert read(b'{"name": "north", "more": 1}', Form) == Form("north")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"name": "\xff"}', b'{"more": ' + b"[" * 100_000])
def test_bytes_that_are_no_document_are_refused(body):
    with pytest.raises(DocumentError):
        read(body, Form)


def test_a_byte_order_mark_is_passed_over():
    assert read(b'\xef\xbb\xbf{"name": "north"}', Form) == Form("north")


class Counts(msgspec.Struct):
    rows: list[dict[str, dict[str, int]]]


def test_a_wrong_value_is_named_with_the_keys_that_lead_to_it():
    rows = [{f"k{at}": {"x": 1, "y": 2} for at in range(9)} for _ in range(2)]
    rows[1]["k6"] = {"x": 1, "y": "many"}  # type: ignore[dict-item]  # what is refused
    with pytest.raises(DocumentError, match=r"got `str` - at `\$\.rows\[1\]\[k6\]\[y\]`$"):
        read(msgspec.json.encode({"rows": rows}), Counts)


def test_a_document_over_its_limit_is_refused_unread():
    with pytest.raises(DocumentError, match=f"larger than {DOCUMENT_BYTES_MAX} bytes"):
        read(b" " * (DOCUMENT_BYTES_MAX + 1), Form)
