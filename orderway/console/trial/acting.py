"""What is done with a trial: stopped, run again, removed, put into force."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from orderway.console.trial import activating
from orderway.console.trial.looking import found
from orderway.console.trial.putting import NotNow
from orderway.console.trial.scope import codes_of, may_put_into_force
from orderway.insight.replay import kept
from orderway.insight.replay.tasks import wish
from orderway.web.engine import engine
from orderway.web.permissions import may, needs


@needs("trial.run")
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Stop a run."""
    found(request, pk)
    kept.stop(engine().connection, pk)
    return redirect("trial", pk=pk)


@needs("trial.run")
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same change over the same days once more, as a trial of its own."""
    one = found(request, pk)
    who = request.user.get_username()
    trial_id = kept.add(engine(), one.name, one.changes, one.period, one.carry, who)
    if trial_id is None:
        messages.error(request, _("%(many)s trials wait already; stop one first.") % {"many": kept.WAITING_MAX})
        return redirect("trial", pk=pk)
    wish(trial_id)
    return redirect("trial", pk=trial_id)


@needs("trial.run")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Forget a trial that is over."""
    found(request, pk)
    if not kept.remove(engine().connection, pk):
        messages.error(request, _("It runs; stop it first."))
        return redirect("trial", pk=pk)
    messages.success(request, _("The trial is removed."))
    return redirect("trials")


@needs("trial.run")
@require_POST
def activate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Put the change into force; the next order follows it."""
    one = found(request, pk)
    shared = not may_put_into_force(one.changes, codes_of(request.user))
    if shared or not may(request.user, activating.permission_of(one.changes)):
        raise PermissionDenied(activating.permission_of(one.changes))
    if one.state != "DONE":
        messages.error(request, _("Only what was tried to its end can be put into force."))
        return redirect("trial", pk=pk)
    try:
        activating.activate(one, request.user.get_username())
    except NotNow as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("It is in force: the next order follows it."))
    return redirect("trial", pk=pk)
