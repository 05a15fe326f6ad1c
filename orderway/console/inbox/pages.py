"""The inbox: what could not be read and why, how far behind reading is, the last order of each shop."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from orderway.console.inbox import reading
from orderway.console.inbox.masking import masked
from orderway.console.inbox.reasons import why
from orderway.kernel.digits import whole
from orderway.web.permissions import may, needs, shops_of


@needs("inbox.view")
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The page, whole or of one reason."""
    shops = shops_of(request.user)
    reason = request.GET.get("reason", "")[:60].replace("\0", "")
    after = whole(request.GET.get("after", "")) or 0
    rows = reading.parked(shops, reason, after)
    shown = rows[: reading.PAGE_MESSAGES]
    counts = reading.reasons(shops)
    unread, since = reading.unread()
    more = {"reason": reason, "after": str(shown[-1].id)} if len(rows) > len(shown) else None
    context = {
        "section": "inbox",
        "rows": shown,
        "columns": columns(),
        "reason": reason,
        "reason_label": why(reason).label if reason else "",
        "tabs": tabs(counts, reason),
        "parked": sum(one["many"] for one in counts),
        "unread": unread,
        "since": since,
        "shops": reading.last_of_shops(shops),
        "next_url": f"?{urlencode(more)}" if more else "",
        "previous_url": f"?{urlencode({'reason': reason})}" if after else "",
        "may_mend": may(request.user, "inbox.mend"),
        "may_import": may(request.user, "order.import"),
        "may_map": may(request.user, "listing.map"),
        "may_see_orders": may(request.user, "order.view"),
    }
    return render(request, "inbox/inbox.html", context)


def columns() -> list[dict[str, object]]:
    """The heads of the list."""
    return [
        {"key": "reason", "label": _("Reason")},
        {"key": "detail", "label": _("What is wrong")},
        {"key": "shop", "label": _("Shop"), "rank": 2},
        {"key": "source", "label": _("Came by"), "rank": 3},
        {"key": "age", "label": _("Waits"), "number": True},
    ]


def tabs(counts: list[dict[str, object]], reason: str) -> list[dict[str, object]]:
    """All, and each reason there is."""
    everything = sum(int(str(one["many"])) for one in counts)
    made: list[dict[str, object]] = [
        {"label": _("All"), "url": reverse("inbox"), "current": not reason, "count": everything}
    ]
    return made + [
        {
            "label": one["label"],
            "url": f"{reverse('inbox')}?{urlencode({'reason': str(one['reason'])})}",
            "current": one["reason"] == reason,
            "count": one["many"],
        }
        for one in counts
    ]


@needs("inbox.view")
@never_cache
@require_GET
def panel(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message beside the list, its body masked."""
    one = reading.one(shops_of(request.user), message_id)
    if one is None:
        raise Http404
    context = {
        "one": one,
        "body": masked(one.body),
        "may_mend": may(request.user, "inbox.mend"),
        "may_open": may(request.user, "person.reveal") and may(request.user, "inbox.mend") and not one.by_file,
    }
    return render(request, template_for(request, "inbox/panel.html"), {**context, "part": "inbox/panel.html"})


def template_for(request: HttpRequest, part: str) -> str:
    """A panel's own template beside a list, a page around it where its address was opened by itself."""
    return part if request.headers.get("HX-Request") else "inbox/page.html"
