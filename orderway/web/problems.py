"""Problem documents (RFC 9457): what an API answers when it refuses, naming the field where one is at fault."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpResponse

from orderway.kernel.clock import YEARS, is_believed
from orderway.web.problems_place import pointer_at

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "/api/v1/docs#problem-"
"""A problem's `type` is the address of the paragraph that explains it."""
TITLES = {
    400: "The request cannot be read",
    401: "A key is needed",
    403: "Not allowed",
    404: "Not found",
    405: "The address does not take this method",
    409: "In conflict with what is there",
    411: "The length is missing",
    412: "Changed since",
    413: "Too large",
    415: "Not a form this address reads",
    422: "A field is wrong",
    428: "The version is missing",
    500: "Something broke here",
    503: "Not available now",
}
_PATH = re.compile(r" - at (?:`key` in )?`([^`]*)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`", re.DOTALL)
_BYTE = re.compile(r"\(byte (\d+)\)$")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]|\[\.\.\.\]")
DETAIL_CHARS_MAX = 300
WRONG_YEAR = f"the year is not between {YEARS[0]} and {YEARS[1]}"


class Fault(msgspec.Struct):
    """One thing that is wrong in the body: where (a JSON pointer) and what."""

    pointer: str
    detail: str


class Problem(Exception):
    """A refusal with its status. `code` is stable and short; the detail is a sentence for who reads a log."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.faults = list(faults)
        self.headers = dict(headers or {})
        self.more = more

    def document(self) -> dict[str, Any]:
        """The problem as its JSON object."""
        document: dict[str, Any] = {
            "type": TYPE_PREFIX + self.code,
            "title": TITLES.get(self.status, "Refused"),
            "status": self.status,
            "code": self.code,
            "detail": self.detail[:DETAIL_CHARS_MAX],
        }
        if self.faults:
            document["errors"] = [{"pointer": f.pointer, "detail": f.detail[:DETAIL_CHARS_MAX]} for f in self.faults]
        return {**document, **self.more}

    def response(self) -> HttpResponse:
        """The problem as an answer."""
        body = msgspec.json.encode(self.document())
        return HttpResponse(body, status=self.status, content_type=CONTENT_TYPE, headers=self.headers)


def wrong(pointer: str, detail: str) -> Problem:
    """A body that is JSON, but not what is asked for: 422 with the field."""
    return Problem(422, "wrong_field", detail, [Fault(pointer, detail)])


def dated(at: datetime | None, pointer: str) -> datetime | None:
    """An instant that was told, if its year can be believed; else raises Problem 422 with the field."""
    if at is not None and not is_believed(at):
        raise wrong(pointer, WRONG_YEAR)
    return at


def unreadable(error: Exception, body: bytes) -> Problem:
    """What msgspec says about a body, as a problem: 422 where a field is wrong, 400 where it is no JSON at all."""
    text = str(error)
    if isinstance(error, msgspec.ValidationError):
        pointer, detail = _place(text)
        return wrong(pointer, detail)
    if isinstance(error, RecursionError):
        return wrong("#", "nested too deeply")
    if isinstance(error, UnicodeDecodeError):
        detail, at = "the text is not UTF-8", _bad_utf8(body)
    else:
        found = _BYTE.search(text)
        detail, at = text, int(found.group(1)) if found else len(body)
    return Problem(400, "malformed", detail, [Fault(pointer_at(body, at), detail)])


def _place(text: str) -> tuple[str, str]:
    """(JSON pointer, what is wrong) of a message of msgspec's."""
    found = _PATH.search(text)
    steps = _STEP.findall(found.group(1)) if found else []
    detail = text[: found.start()] if found else text
    pointer = "#" + "".join("/" + (name or index or "*") for name, index in steps)
    named = _UNKNOWN.match(detail) or _MISSING.match(detail)
    if named:
        pointer += "/" + named.group(1).replace("~", "~0").replace("/", "~1")
    return pointer, detail


def _bad_utf8(body: bytes) -> int:
    try:
        body.decode()
    except UnicodeDecodeError as error:
        return error.start
    return 0
