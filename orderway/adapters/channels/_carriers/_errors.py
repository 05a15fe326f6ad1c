"""What a carrier refused instead of telling events: code and words of each error, and its parcel. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from orderway.adapters.channels._carriers._names import NUMBERS
from orderway.adapters.channels._carriers._tree import Node, rows, walk, word
from orderway.adapters.channels._read import text

ERRORS_MAX = 100
"""Of one answer so many errors are told."""
_FIELDS = (
    "error",
    "errors",
    "errormessage",
    "errordescription",
    "errorcode",
    "errordetail",
    "faultstring",
    "fault",
    "errormsg",
)
_UNDER = (
    "error",
    "errors",
    "fault",
    "failures",
    "failure",
    "errordetails",
    "errorlist",
    "condition",
    "exception",
    "warnings",
)
_CODES = (
    "errorcode",
    "code",
    "faultcode",
    "status",
    "statuscode",
    "key",
    "returncode",
    "conditioncode",
    "number",
    "error",
)
_MESSAGES = tuple(
    "errordescription errormessage detail message description faultstring returnmessage title conditiondata errormsg "
    "errordetail text reason developermessage longmessage error name".split()
)
_FINE = frozenset({"", "0", "200", "ok", "success", "s", "s0000", "a1000", "none", "false", "null"})
"""What says that there is no fault; S0000 and A1000 are SF Express's."""
_HTTP_ERROR_FROM = 400


class Told(NamedTuple):
    """One error: the parcel's number where it names one."""

    number: str
    code: str
    message: str


def errors(root: Any, answered: set[str]) -> list[Told]:
    """The errors of an answer, each once; those of parcels that were `answered` with events are no errors of theirs."""
    found: list[Told] = []
    for name, node, above in walk(root):
        if not _is_error(name, node) and (above or answered or not _is_all_error(node)):
            continue
        number = next(
            (text(one.get(key)) for one in (node, *above) for key in NUMBERS if key in one and text(one[key])), ""
        )
        number = number or next((text(one.get("id")) for one in above[:1]), "")
        number = number or next((text(one.get("number")) for one in above[:1]), "")
        told = Told(number, *_words(node))
        outer = any(_is_error("", one) and _words(one)[1] for one in above)
        if (told.code or told.message) and told not in found and number not in answered - {""} and not outer:
            found.append(told)
    return found[:ERRORS_MAX]


def _is_error(name: str, node: Node) -> bool:
    if name in _UNDER and word(node, _MESSAGES, deep=False):
        return True
    if any(key in node and _says_fault(node[key]) for key in _FIELDS):
        return True
    if name in ("result", "message", "messages", "notification", "notifications", "alert", "alerts"):
        return bool(node.get("code") and word(node, _MESSAGES, deep=False)) and not _is_note(node)
    says = bool(word(node, ("message", "detail", "title", "returnmessage", "description"), deep=False))
    return says and any(_is_http(node.get(key)) for key in ("status", "returncode", "statuscode", "code", "httpstatus"))


def _is_all_error(node: Node) -> bool:
    """Whether an answer without parcels says of itself that it failed, or says nothing but one sentence."""
    said = word(node, _MESSAGES, deep=False)
    failed = any(node.get(key) is False for key in ("success", "result", "ok"))
    failed = failed or text(node.get("status")).casefold() in ("error", "fail", "failed", "failure")
    coded = text(node.get("code")).strip("0").casefold() not in _FINE
    return bool(said) and (failed or coded or set(node) <= set(_MESSAGES))


def _says_fault(value: Any) -> bool:
    return not isinstance(value, dict | list) and text(value).casefold() not in _FINE


def _is_note(node: Node) -> bool:
    """Whether a message says of itself that it is no error."""
    severity = word(node, ("severity", "level", "type"), deep=False).casefold()
    fine = text(node.get("code")).casefold() in _FINE
    return fine or severity in ("note", "success", "info", "information", "warning")


def _is_http(value: Any) -> bool:
    said = text(value)
    return len(said) == 3 and said.isdigit() and int(said) >= _HTTP_ERROR_FROM


def _words(node: Node) -> tuple[str, str]:
    """Code and message of an error; of several right in it, the first that says something where it is silent itself."""
    scalars = {key: value for key, value in node.items() if not isinstance(value, dict | list)}
    message = word(scalars, _MESSAGES, deep=False)
    code = next(
        (said for key in _CODES if (said := text(scalars.get(key))) and (said != message or key != "error")), ""
    )
    if not message:
        inner = next((one for key in _UNDER for one in rows(node.get(key))), None)
        return _words(inner) if inner is not None else (code, "")
    return code, message
