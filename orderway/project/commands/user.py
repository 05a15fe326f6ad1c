"""`orderway user`: add people, list them, give them a new password, roles or an end.

A password is asked for at the terminal, read from standard input where there is none, or made and printed once with
--generate; it never stands on the command line.
"""

import argparse
import getpass
import json
import secrets
import sys
from typing import Any

from django.db import connections

from orderway.project import database, setup
from orderway.project.errors import CommandError
from orderway.web.permissions import ROLES

PASSWORD_BYTES = 15


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="a new person")
    add.add_argument("name")
    add.add_argument("--roles", required=True, type=_roles, help=f"with commas between: {', '.join(ROLES)}")
    add.add_argument("--language", choices=("en", "zh-hans"), default="en")
    password = actions.add_parser("password", help="a new password")
    password.add_argument("name")
    for one in (add, password):
        one.add_argument("--generate", action="store_true", help="make a password and print it")
    roles = actions.add_parser("roles", help="other roles")
    roles.add_argument("name")
    roles.add_argument("roles", type=_roles)
    for name, text in (("disable", "no login any more"), ("enable", "login again")):
        actions.add_parser(name, help=text).add_argument("name")
    actions.add_parser("list", help="all people").add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Do one action."""
    setup()
    with database.held():
        database.migrate()
        try:
            _ACTIONS[args.action](args)
        finally:
            connections.close_all()
    return 0


def _add(args: argparse.Namespace) -> None:
    people = _people()
    if people.filter(username=args.name).exists():
        raise CommandError(f"there is a {args.name} already: orderway user roles {args.name} …, or password")
    person = people.model(username=args.name, roles=args.roles, language=args.language)
    _set_password(person, args.generate)


def _password(args: argparse.Namespace) -> None:
    _set_password(_person(args.name), args.generate)


def _set_roles(args: argparse.Namespace) -> None:
    person = _person(args.name)
    person.roles = args.roles
    person.save(update_fields=["roles"])
    print(f"{args.name}: {', '.join(args.roles)}")


def _set_active(args: argparse.Namespace) -> None:
    person = _person(args.name)
    person.is_active = args.action == "enable"
    person.save(update_fields=["is_active"])
    print(f"{args.name}: login {'possible' if person.is_active else 'not possible any more'}")


def _list(args: argparse.Namespace) -> None:
    people = [
        {
            "name": person.username,
            "roles": list(person.roles),
            "language": person.language,
            "active": person.is_active,
            "last_login": person.last_login.isoformat() if person.last_login else None,
        }
        for person in _people().order_by("username")
    ]
    if args.json:
        print(json.dumps({"users": people}, ensure_ascii=False))
        return
    for one in people:
        state = "" if one["active"] else "  (disabled)"
        print(f"{one['name']:<20} {', '.join(one['roles'])}{state}")
    if not people:
        print("nobody yet: orderway user add NAME --roles admin", file=sys.stderr)


_ACTIONS = {
    "add": _add,
    "password": _password,
    "roles": _set_roles,
    "disable": _set_active,
    "enable": _set_active,
    "list": _list,
}


def _people() -> Any:
    from django.contrib.auth import get_user_model  # noqa: PLC0415 (needs Django set up)

    return get_user_model()._default_manager


def _person(name: str) -> Any:
    person = _people().filter(username=name).first()
    if person is None:
        raise CommandError(f"there is nobody called {name!r}: orderway user list")
    return person


def _set_password(person: Any, generate: bool) -> None:
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415 (needs Django set up)
    from django.core.exceptions import ValidationError  # noqa: PLC0415 (beside its function)

    password = secrets.token_urlsafe(PASSWORD_BYTES) if generate else _asked()
    try:
        validate_password(password, person)
        person.set_password(password)
        person.full_clean()
    except ValidationError as reason:
        raise CommandError(" ".join(reason.messages)) from reason
    person.save()
    print(f"{person.username}: {password}" if generate else f"{person.username}: password set")


def _asked() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != first:
        raise CommandError("the two passwords differ; nothing was changed")
    return first


def _roles(text: str) -> list[str]:
    roles = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [role for role in roles if role not in ROLES]
    if unknown or not roles:
        raise argparse.ArgumentTypeError(f"{text!r}: the roles are {', '.join(ROLES)}")
    return roles
