"""Who may do what: one literal table of permissions and the roles that have them, and the gate in front of every view.

A view without `@needs(...)` (or `@open_to_all`, for login, health and the buyer's signed pages) fails a test.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from orderway.flow.command import Actor

OPERATOR, REVIEWER, PICKER, MANAGER, SERVICE, FINANCE, ANALYST, ADMIN = ROLES = (
    "operator",
    "reviewer",
    "picker",
    "warehouse_manager",
    "service",
    "finance",
    "analyst",
    "admin",
)
DESK = (OPERATOR, REVIEWER, SERVICE)

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "home.view": ROLES,
    "board.view": (*DESK, MANAGER, FINANCE, ANALYST, ADMIN),
    "order.view": (*DESK, MANAGER, FINANCE, ADMIN),
    "order.create": (OPERATOR,),
    "order.import": (OPERATOR, ADMIN),
    "order.edit": (OPERATOR,),
    "order.edit_contact": (OPERATOR, SERVICE),
    "order.hold": (*DESK, MANAGER),
    "order.note": (*DESK, MANAGER, FINANCE, PICKER),
    "order.contact": DESK,
    "order.tick": (*DESK, PICKER, MANAGER),
    "order.approve": (REVIEWER, FINANCE),
    "order.cancel": (OPERATOR, REVIEWER),
    "order.shortage": (OPERATOR, REVIEWER),
    "order.source": (OPERATOR, REVIEWER, MANAGER),
    "order.release": (OPERATOR, REVIEWER),
    "order.complete": (OPERATOR, SERVICE),
    "payment.record": (REVIEWER, FINANCE),
    "payment.view": (REVIEWER, SERVICE, FINANCE, ADMIN),
    "person.reveal": DESK,
    "person.erase": (SERVICE, ADMIN),
    "inbox.view": (OPERATOR, REVIEWER, ADMIN),
    "inbox.mend": (OPERATOR, ADMIN),
    "mailbox.view": (OPERATOR, SERVICE, ADMIN),
    "listing.map": (OPERATOR, ADMIN),
    "warehouse.view": (PICKER, MANAGER),
    "warehouse.pick": (PICKER, MANAGER),
    "warehouse.pack": (PICKER, MANAGER),
    "warehouse.manage": (MANAGER,),
    "parcel.scan": (PICKER, MANAGER, SERVICE),
    "stock.view": (OPERATOR, REVIEWER, MANAGER, PICKER, ANALYST, ADMIN),
    "stock.change": (MANAGER,),
    "stock.count": (PICKER, MANAGER),
    "purchase.change": (OPERATOR, MANAGER),
    "purchase.receive": (PICKER, MANAGER),
    "transfer.propose": (OPERATOR, MANAGER),
    "transfer.approve": (REVIEWER, MANAGER),
    "transfer.move": (PICKER, MANAGER),
    "publish.change": (OPERATOR, ADMIN),
    "return.view": (*DESK, MANAGER, PICKER, FINANCE),
    "return.request": (OPERATOR, SERVICE),
    "return.approve": (OPERATOR, SERVICE),
    "return.receive": (OPERATOR, PICKER, MANAGER),
    "return.inspect": (MANAGER,),
    "refund.propose": (OPERATOR, SERVICE),
    "refund.approve": (REVIEWER,),
    "refund.pay": (REVIEWER, FINANCE),
    "invoice.view": (REVIEWER, SERVICE, FINANCE),
    "invoice.issue": (REVIEWER, SERVICE, FINANCE),
    "figures.view": (REVIEWER, MANAGER, ANALYST),
    "settings.view": (ADMIN,),
    "settings.change": (ADMIN,),
    "catalogue.change": (ADMIN, OPERATOR),
    "user.manage": (ADMIN,),
    "audit.view": (REVIEWER, ADMIN),
    "rules.view": (OPERATOR, REVIEWER, ANALYST, ADMIN),
    "rules.propose": (REVIEWER, ADMIN),
    "rules.edit": (ADMIN,),
    "trial.run": (REVIEWER, MANAGER, ANALYST, ADMIN),
    "alarm.view": (*DESK, MANAGER, ANALYST, ADMIN),
    "alarm.acknowledge": (OPERATOR, REVIEWER, MANAGER, ADMIN),
}

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def may(user: Any, permission: str) -> bool:
    """Whether a signed-in user has a permission. An unknown permission is nobody's: KeyError, since it is a bug."""
    roles = PERMISSIONS[permission]
    return bool(user.is_authenticated and user.is_active and any(role in roles for role in user.roles))


def needs(permission: str) -> Callable[[V], V]:
    """Let only users with the permission in; who is not signed in is sent to the login page, others get 403."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)

    def wrap(view: V) -> V:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect(f"{reverse('login')}?{urlencode({'next': request.get_full_path()})}")
            if not may(request.user, permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return cast("V", guarded)

    return wrap


def open_to_all(view: V) -> V:
    """Mark a view that needs no login; say why in its docstring."""
    view.permission = ""  # type: ignore[attr-defined]
    return view


def actor_of(user: Any) -> Actor:
    """The user as commands know them."""
    return Actor(user.get_username(), "person", tuple(user.roles), tuple(user.shop_ids), tuple(user.warehouse_ids))


def shops_of(user: Any) -> list[int] | None:
    """The shops a user is limited to; None: all."""
    return list(user.shop_ids) or None


def warehouses_of(user: Any) -> list[int] | None:
    """The warehouses a user is limited to; None: all."""
    return list(user.warehouse_ids) or None
