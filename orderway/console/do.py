"""One action on one order: its dialog with what it asks, and the deed with the version that was seen."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from orderway.console import asking, order_parts, reveals
from orderway.console.action_choices import Action
from orderway.console.action_forms import ActionForm, AddressForm
from orderway.console.action_table import ACTIONS
from orderway.console.address import suggestion
from orderway.console.answers import answer
from orderway.console.order import as_seen, found
from orderway.console.refusals import refusal_text
from orderway.console.timeline import events_of, sentences
from orderway.flow import wishes
from orderway.flow.command import Result, Target
from orderway.flow.order import Order
from orderway.journey.intake.platforms import platform
from orderway.kernel.digits import whole
from orderway.kernel.errors import Refusal
from orderway.kernel.money import format_minor
from orderway.records.models import Shop
from orderway.web.engine import carry_out, commands
from orderway.web.permissions import actor_of, may, needs

PART_ARGUMENT = {
    "hold": "hold_id",
    "question": "question_id",
    "refund": "refund_id",
    "return": "return_id",
    "invoice": "invoice_id",
}
ADDRESS = "correct_address"


@needs("order.view")
@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, order_id: int, command: str) -> HttpResponse:
    """The dialog of an action, or the deed; each command asks for its own permission."""
    action = ACTIONS.get(command)
    if action is None:
        raise Http404
    one = found(request, order_id)
    if not may(request.user, commands()[command].permission):
        return render(request, "console/refused.html", {"text": refusal_text(Refusal("no_permission"))}, status=403)
    if command == ADDRESS:
        return _address(request, one, action)
    form = ActionForm(action, one, request.POST or None, initial=_first(action, one))
    if request.method == "POST" and form.is_valid():
        return _carry_out(request, one, action, form.args(), form)
    return _dialog(request, one, action, form, 422 if request.method == "POST" else 200)


def _first(action: Action, one: Order) -> dict[str, Any]:
    """What a form begins with."""
    if action.command == "ask":
        return asking.first(one)
    if action.command in ("decide_wish", "tick_wish"):
        open_wishes = [w for w in one.wishes if w in wishes.KINDS and not wishes.answer_of(one, w)]
        return {"wish": next(iter(open_wishes if action.command == "decide_wish" else wishes.unticked(one)), "")}
    if action.command == "record_payment":
        left = one.due_minor() - one.captured_minor
        return {"amount_minor": order_amount(left, one.currency) if left > 0 else ""}
    if action.command == "change_quantity" and one.lines:
        line = one.lines[0]
        return {"line_id": line.id, "quantity": line.ordered - line.cancelled}
    return {}


def order_amount(minor: int, currency: str) -> str:
    """An amount as it is typed."""
    return format_minor(minor, currency)


def _dialog(
    request: HttpRequest, one: Order, action: Action, form: Any, status: int = 200, **more: Any
) -> HttpResponse:
    part = request.POST.get("part") or request.GET.get("part", "")
    context = {
        "order": one,
        "action": action,
        "form": form,
        "part": part,
        "post": reverse("order_do", args=[one.id, action.command]),
        "version": request.POST.get("version") or one.version,
        "seen": request.POST.get("seen") or one.event_seq,
        "about": _about(one, action, part),
        **more,
    }
    return render(request, "console/do.html", context, status=status)


def _about(one: Order, action: Action, part: str) -> dict[str, Any]:
    """The part that the action is about: the hold, the question, the refund or the return; what asking proposes."""
    if action.command == "ask":
        return {"asking": asking.preview(one)}
    if action.command == ADDRESS:
        there = platform(Shop.objects.values_list("channel", flat=True).get(pk=one.shop_id))
        return {"fixed": there is not None and there.abilities.address_fixed}
    part_id = whole(part)
    if part_id is None:
        return {}
    if action.part == "hold":
        return {"hold": next((hold for hold in order_parts.holds_of(one) if hold["id"] == part_id), None)}
    if action.part == "question":
        return {"question": next((q for q in one.questions if q.id == part_id), None)}
    if action.part == "refund":
        return {"refund": next((r for r in one.refunds if r.id == part_id), None)}
    if action.part == "invoice":
        return {}
    return {"case": next((r for r in one.returns if r.id == part_id), None)}


def _carry_out(request: HttpRequest, one: Order, action: Action, args: dict[str, Any], form: Any) -> HttpResponse:
    part_id = whole(request.POST.get("part", ""))
    if action.part and part_id is not None:
        args = {**args, PART_ARGUMENT[action.part]: part_id}
    (result,) = carry_out(action.command, [as_seen(request, one)], args, actor_of(request.user))
    if not result.done:
        return _refused(request, one, action, result, form)
    return answer(text=str(action.done or action.label), undo=_undo(request, one, action), orders=[one.id])


def _refused(request: HttpRequest, one: Order, action: Action, result: Result, form: Any) -> HttpResponse:
    assert result.refusal is not None
    changed: list[str] = []
    if result.refusal.code == "changed_since":
        seen = whole(request.POST.get("seen", ""))
        happened = events_of(one.id, seen) if seen is not None else []
        changed = [f"{event.actor}: {text}" for event in happened for text in sentences(event, one.currency)]
    error = refusal_text(result.refusal, one.currency)
    if isinstance(form, ActionForm):
        form.doubt(result.refusal.code)
    fresh = {"version": one.version, "seen": one.event_seq} if result.refusal.code == "changed_since" else {}
    return _dialog(request, one, action, form, 422, error=error, changed=changed, **fresh)


def _undo(request: HttpRequest, one: Order, action: Action) -> str:
    """Where the inverse is asked for, if there is one and this person may do it."""
    if action.undo is None or not may(request.user, commands()[action.undo[0]].permission):
        return ""
    return f"{reverse('order_undo', args=[one.id, action.command])}"


@needs("order.view")
@require_POST
def undo(request: HttpRequest, order_id: int, command: str) -> HttpResponse:
    """Carry out the inverse of an action that was just done."""
    action = ACTIONS.get(command)
    if action is None or action.undo is None:
        raise Http404
    one = found(request, order_id)
    inverse, args = action.undo
    if not may(request.user, commands()[inverse].permission):
        return answer(text=refusal_text(Refusal("no_permission")), tone="bad")
    (result,) = carry_out(inverse, [Target(one.id)], args, actor_of(request.user))
    if result.refusal is not None:
        return answer(text=refusal_text(result.refusal, one.currency), tone="bad", orders=[one.id])
    return answer(text=_("Taken back: %(what)s") % {"what": action.label}, orders=[one.id])


def _address(request: HttpRequest, one: Order, action: Action) -> HttpResponse:
    """The receiver can only be corrected by who sees it, so opening the form is a look that is logged."""
    if one.person.token:
        text = refusal_text(Refusal("buyer_is_encrypted"))
        return render(request, "console/refused.html", {"text": text})
    if request.method == "GET" and not reveals.look(request.user, one.id, "correct_address"):
        return render(request, "console/refused.html", {"text": reveals.too_many()})
    fields = {name: getattr(one.person, name) for name in AddressForm.base_fields}
    form = AddressForm(request.POST or None, initial=fields)
    given = {name: form.data.get(name, "") for name in fields} if form.is_bound else fields
    advice = suggestion(given)
    if request.POST.get("use") and advice is not None:
        taken = {**given, **advice["fields"]}
        form = AddressForm(initial=taken)
        return _dialog(request, one, action, form, advice=suggestion(taken), address=True)
    if request.method == "POST" and form.is_valid():
        changed = {name: value for name, value in form.cleaned_data.items() if value != fields[name]}
        return _carry_out(request, one, action, changed, form)
    status = 422 if request.method == "POST" else 200
    return _dialog(request, one, action, form, status, advice=advice, address=True)
