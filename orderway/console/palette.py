"""What the desk adds to the palette: orders by what people know of them, and what can be done from anywhere."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from orderway.console import orders_sql
from orderway.console.filter_sql import criteria_of
from orderway.console.filters import parse
from orderway.console.marks import mark_of
from orderway.console.queues import QUEUES
from orderway.console.reader import names_of, reader_of
from orderway.console.scope import scope_of
from orderway.places import masks
from orderway.web.palette_view import HITS_MAX, Group, Hit
from orderway.web.permissions import may
from orderway.web.words import state_word


def orders(request: HttpRequest, query: str) -> Group:
    """Orders whose number, phone, name, tracking number or SKU was typed, or that a filter finds."""
    label = _("Orders found")
    if not may(request.user, "order.view"):
        return Group(label, [])
    scope = scope_of(request.user)
    read = parse(query, names_of(scope).codes)
    if read.problems:
        return Group(label, [])
    criteria = criteria_of(read, reader_of(request.user))
    page = orders_sql.page(criteria, scope, "new" if read.words else "due", None, None, HITS_MAX)
    hits = [
        Hit(
            reverse("order", args=[row["id"]]),
            f"{mark_of(row['channel'])} {row['number']}",
            " · ".join(
                part
                for part in (
                    masks.mask_name(row["receiver"] or ""),
                    row["city"],
                    str(state_word("order", row["status"], partially=row["partially"]).label),
                )
                if part
            ),
            "shopping-bag",
        )
        for row in orders_sql.rows_of(page.ids)
    ]
    if page.last is not None:
        url = f"{reverse('orders')}?{urlencode({'q': query})}"
        hits = [*hits[: HITS_MAX - 1], Hit(url, _("All that match"), "", "search")]
    return Group(label, hits)


def actions(request: HttpRequest, query: str) -> Group:
    """Queues by their name, and entering an order."""
    wanted = query.casefold()
    hits = []
    if may(request.user, "order.view"):
        hits = [
            Hit(reverse("queue", args=[queue.name]), str(queue.label), _("queue"), "stack-2")
            for queue in QUEUES
            if wanted in str(queue.label).casefold() or wanted in queue.name
        ]
    enter = _("Enter an order")
    if may(request.user, "order.create") and (wanted in enter.casefold() or wanted in "new order"):
        hits.append(Hit(reverse("order_new"), enter, "", "plus"))
    account = _("My account")
    if wanted in account.casefold():
        hits.append(Hit(reverse("account"), account, "", "user"))
    return Group(_("Go to and do"), hits)
