"""One practice user a role. Their passwords follow from the installation's own key, so that they can be shown again."""

from __future__ import annotations

import hashlib
import hmac
from typing import NamedTuple

from django.db import transaction

from orderway.kernel.ids import ALPHABET
from orderway.records.models import User, Warehouse

PASSWORD_LETTERS = 12


class Login(NamedTuple):
    """A practice user as printed."""

    name: str
    role: str
    password: str
    language: str


PEOPLE = (
    ("olivia", "operator", "en"),
    ("renwei", "reviewer", "zh-hans"),
    ("peng", "picker", "zh-hans"),
    ("mei", "warehouse_manager", "zh-hans"),
    ("sam", "service", "en"),
    ("ana", "analyst", "en"),
    ("fin", "finance", "zh-hans"),
    ("ada", "admin", "en"),
)
PICKERS_WAREHOUSE = "HZ"


def logins(key: str) -> list[Login]:
    """The practice users with their passwords; `key` is the installation's secret key."""
    return [Login(name, role, password_of(key, name), language) for name, role, language in PEOPLE]


def password_of(key: str, name: str) -> str:
    """The password of a practice user: the same on each start of one installation, another in every other."""
    digest = hmac.new(key.encode(), f"practice user {name}".encode(), hashlib.sha256).digest()
    return "".join([ALPHABET[byte % 32] for byte in digest[:PASSWORD_LETTERS]]).lower()


def add_people(key: str) -> None:
    """Make the practice users, or give those that are there their roles and passwords again."""
    scope = list(Warehouse.objects.filter(code=PICKERS_WAREHOUSE, practice=True).values_list("id", flat=True))
    with transaction.atomic():
        for login in logins(key):
            user = User.objects.filter(username=login.name, practice=True).first()
            if user is None and User.objects.filter(username=login.name).exists():
                continue  # a real person of that name stays as they are
            user = user or User(username=login.name, practice=True)
            user.roles, user.language, user.is_active = [login.role], login.language, True
            user.warehouse_ids = scope if login.role == "picker" else []
            user.set_password(login.password)
            user.save()
