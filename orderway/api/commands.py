"""Commands by the API: one order by its address, or up to ten thousand with an answer each."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from orderway.api.command_forms import Aim, Many, args_of, form_of, refuse_forgotten
from orderway.api.orders import ADDRESS, SQL, order_id_of
from orderway.flow.command import Command, Result, Target
from orderway.flow.naming import FIELD
from orderway.kernel.digits import whole
from orderway.kernel.limits import BULK_BODY_BYTES_MAX
from orderway.web.auth import Caller
from orderway.web.auth_shops import references, shop_in_path
from orderway.web.engine import carry_out, commands, engine
from orderway.web.openapi_route import Answer, Call, Route, decoded, refuse_nul
from orderway.web.problems import Fault, Problem, unreadable

ANY = "*"
"""`If-Match: *`: whatever the version is."""


class Done(msgspec.Struct):
    """A command was carried out; the order as it stands now."""

    shop: str
    external_id: str
    version: int
    status: str
    standing: str


class OneResult(msgspec.Struct, omit_defaults=True):
    """What came of a command for one order; `code` and `facts` where it was refused."""

    shop: str
    external_id: str
    done: bool
    status_code: int
    code: str = ""
    facts: dict[str, Any] = {}
    version: int | None = None
    status: str = ""
    standing: str = ""


class ManyResults(msgspec.Struct):
    """A result per order, in the sequence of the request."""

    results: list[OneResult]
    done: int
    refused: int


def one(call: Call) -> Answer:
    """Carry out a command on one order. `If-Match` names the version that was read, or `*`.

    412: the order changed since, with its present version; 428: no version; 409: refused, with a code and its facts.
    """
    # An external id may hold slashes itself: the command is what stands behind the last.
    external_id, _, name = call.parts["external_id"].rpartition("/")
    command = _command(call.known, name)
    shop = shop_in_path(call.known, call.parts["shop"])
    version = _version(call.header("If-Match"))
    args = args_of(decoded(_decoder(command.name), call.body if call.body.strip() else b"{}"))
    refuse_forgotten(command, args, "#")
    order_id = order_id_of(shop, external_id)
    if order_id is None:
        raise Problem(404, "no_such_order", "there is no such order, or it is not read yet")
    (result,) = carry_out(command.name, [Target(order_id, version)], args, call.known.actor)
    if result.refusal is not None:
        raise _refused(result)
    done = Done(shop.code, external_id, result.version, result.status, result.standing)
    return Answer(done, 200, {"ETag": f'"{result.version}"'})


def many(call: Call) -> Answer:
    """Carry out a command on many orders; each has its own answer, a refusal has changed nothing of its order."""
    command = _command(call.known, call.parts["command"])
    form: Many = call.form
    args = _typed(command, form.args, "#/args")
    results: list[OneResult] = []
    targets: list[Target] = []
    aims: list[OneResult] = []
    found = _find(call.known, form.orders)
    for at, aim in enumerate(form.orders):
        result = OneResult(aim.shop, aim.external_id, False, 404, "unknown_order")
        results.append(result)
        own = _typed(command, aim.args, f"#/orders/{at}/args") if aim.args else {}
        refuse_forgotten(command, {**args, **own}, f"#/orders/{at}/args")
        if found[at] is None:
            continue
        if aim.version is None and not form.any_version:
            result.status_code, result.code = 428, "version_missing"
            continue
        targets.append(Target(found[at] or 0, aim.version, own))
        aims.append(result)
    done = carry_out(command.name, targets, args, call.known.actor) if targets else []
    for result, came in zip(aims, done, strict=True):
        _fill(result, came)
    good = sum(1 for result in results if result.done)
    return Answer(ManyResults(results, good, len(results) - good))


def _fill(result: OneResult, came: Result) -> None:
    result.done, result.status_code, result.code = came.done, 200, ""
    result.version, result.status, result.standing = came.version, came.status, came.standing
    if came.refusal is not None:
        result.code, result.facts = came.refusal.code, came.refusal.facts
        result.status_code = _status_of(came)


def _find(caller: Caller, aims: list[Aim]) -> list[int | None]:
    """The ids of the orders, None where there is none or the shop is not the caller's."""
    shops = references(caller).shops_by_code
    found: list[int | None] = [None] * len(aims)
    asked = []
    for at, aim in enumerate(aims):
        shop = shops.get(aim.shop)
        if shop is not None and caller.may_shop(shop.id) and "\0" not in aim.external_id:
            asked.append((at, shop.id, aim.external_id))
    columns = [[shop for _, shop, _ in asked], [key for _, _, key in asked]]
    for place, order_id in engine().connection.execute(SQL.several, columns):
        found[asked[place - 1][0]] = order_id
    return found


def _command(caller: Caller, name: str) -> Command:
    command = commands().get(name)
    if command is None:
        raise Problem(404, "no_such_command", "there is no such command", known=sorted(commands()))
    caller.needs(command.permission)
    return command


@cache
def _form(name: str) -> Any:
    return form_of(commands()[name])


@cache
def _decoder(name: str) -> Any:
    return msgspec.json.Decoder(_form(name))


def _typed(command: Command, given: dict[str, Any], pointer: str) -> dict[str, Any]:
    """Arguments within a larger body, in the command's own form; raises Problem 422 with the field."""
    try:
        form = msgspec.convert(given, _form(command.name))
        refuse_nul(given)
        return args_of(form)
    except msgspec.ValidationError as error:
        raise _below(unreadable(error, b""), pointer) from None
    except Problem as problem:
        raise _below(problem, pointer) from None


def _below(problem: Problem, pointer: str) -> Problem:
    for fault in problem.faults:
        fault.pointer = pointer + fault.pointer.removeprefix("#")
    return problem


def _version(given: str) -> int | None:
    if not given:
        raise Problem(428, "version_missing", 'send If-Match with the version you read, such as "7", or *')
    if given == ANY:
        return None
    version = whole(given.removeprefix("W/").strip('"'))
    if version is None:
        raise Problem(412, "changed_since", "If-Match names no version of this order")
    return version


def _status_of(result: Result) -> int:
    code = result.refusal.code if result.refusal else ""
    return {"changed_since": 412, "unknown_order": 404}.get(code, 409)


def _refused(result: Result) -> Problem:
    assert result.refusal is not None
    status = _status_of(result)
    words = "the order changed since it was read" if status == 412 else f"refused: {result.refusal.code}"
    headers = {"ETag": f'"{result.version}"'} if result.version else {}
    facts = result.refusal.facts
    named = [Fault(f"#/{facts[FIELD]}", "names nothing that this command could take")] if FIELD in facts else []
    return Problem(status, result.refusal.code, words, named, headers, facts=facts, version=result.version)


ROUTES = (
    Route(
        "POST",
        "api/v1/orders/<slug:shop>/<path:external_id>/<slug:command>",
        "order_command",
        "",
        one,
        "Carry out a command on one order",
        url=ADDRESS,
        raw="application/json",
        answer=Done,
        once=True,
        versioned=True,
        problems=(404,),
    ),
    Route(
        "POST",
        "api/v1/commands/<slug:command>",
        "commands_many",
        "",
        many,
        "Carry out a command on many orders",
        form=Many,
        answer=ManyResults,
        once=True,
        bytes_max=BULK_BODY_BYTES_MAX,
        problems=(404,),
    ),
)
