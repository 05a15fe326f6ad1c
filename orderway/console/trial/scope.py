"""Trials of those who see some shops only: orders of their shops are counted, settings of their shops are changed."""

from __future__ import annotations

from typing import Any

import msgspec
from django.utils.translation import gettext as _

from orderway.insight.replay.changes import Changes
from orderway.records.models import Shop
from orderway.web.permissions import shops_of

EVERY = "*"


class Foreign(Exception):
    """The change speaks of shops that this person does not see; the text says which."""


def codes_of(user: Any) -> frozenset[str] | None:
    """The codes of the shops a user is limited to; None: all."""
    shops = shops_of(user)
    return None if shops is None else frozenset(Shop.objects.filter(pk__in=shops).values_list("code", flat=True))


def may_see(changes: Changes, codes: frozenset[str] | None) -> bool:
    """Whether a trial counts nothing but orders of these shops."""
    return codes is None or (bool(changes.only_shops) and codes.issuperset(changes.only_shops))


def narrowed(changes: Changes, codes: frozenset[str] | None) -> Changes:
    """The change as somebody may try it who sees these shops: what was meant for every shop is meant for theirs.

    Rates, warehouses and goods may be tried by everybody: nothing is changed by trying. Foreign where shops are named
    that they do not see.
    """
    if codes is None:
        return changes
    named = {*changes.policy, *changes.only_shops, *(one.shop for one in changes.rules)} - {EVERY, ""}
    if named - codes:
        raise Foreign(_("You do not see these shops: %(shops)s") % {"shops": ", ".join(sorted(named - codes))})
    every = changes.policy.get(EVERY, {})
    own = {code: {**every, **changes.policy.get(code, {})} for code in sorted(codes)}
    policy = {code: fields for code, fields in own.items() if fields}
    return msgspec.structs.replace(changes, policy=policy, only_shops=changes.only_shops or sorted(codes))


def may_put_into_force(changes: Changes, codes: frozenset[str] | None) -> bool:
    """Whether it changes nothing beyond these shops: carriers' prices, warehouses and tables of all shops are
    everybody's."""
    if codes is None:
        return True
    others = changes.rates or changes.rate_cells or changes.rates_percent or changes.zones or changes.warehouses
    shared = others or changes.new_warehouses or any(not one.shop for one in changes.rules)
    return not shared and codes.issuperset({*changes.policy, *(one.shop for one in changes.rules)})
