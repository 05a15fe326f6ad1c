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


def test_a_document_over_its_limit_is_refused_unread():
    with pytest.raises(DocumentError, match=f"larger than {DOCUMENT_BYTES_MAX} bytes"):
        read(b" " * (DOCUMENT_BYTES_MAX + 1), Form)
