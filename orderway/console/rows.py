"""The rows of a list of orders as HTML, in Python: fifty rows of template tags cost more than all else of a page.

Same markup as a template would give; everything that comes from outside is escaped here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orderway.console.marks import mark_of
from orderway.places import masks
from orderway.web import words, words_holds
from orderway.web.templatetags.figures import age, ago, money, time_left
from orderway.web.templatetags.look import icon

Row = Mapping[str, Any]
NOTHING = '<span class="faint">–</span>'
_MARK = 987654321987


def rows_html(rows: Sequence[Row], sort: str = "") -> SafeString:
    """All rows one after the other."""
    return SafeString("".join(_row(row, sort) for row in rows))


def _row(row: Row, sort: str) -> str:
    number, order_id = escape(row["number"]), row["id"]
    page, panel, fresh = _addresses(order_id)
    if sort == "todo":
        fresh += "?sort=todo"
    return (
        f'<tr data-href="{page}" data-panel="{panel}" data-id="{order_id}" hx-get="{fresh}" hx-select="unset" '
        f'hx-trigger="order-{order_id} from:body" hx-swap="outerHTML" hx-target="this">'
        f'<td class="cell-select m-hide"><input type="checkbox" data-select value="{order_id}" '
        f'aria-label="{_("Select")} {number}"></td>'
        f'<td class="m-end nowrap">{_time(row, sort)}</td>'
        f'<td class="nowrap"><span class="row-tight"><span class="mark" data-tip="{escape(row["shop"])}">'
        f'{mark_of(row["channel"])}</span><a class="code clip" href="{page}" tabindex="-1">{number}</a></span></td>'
        f'<td class="nowrap rank-3">{_buyer(row)}</td>'
        f'<td class="m-wide fill rank-2"><span class="clip">{escape(row["first_title"])}'
        f"{_more(row['line_count'] - 1)}</span></td>"
        f'<td class="num m-end rank-2">{money(row["total_minor"], row["currency"])}</td>'
        f"<td>{_state(row['status'], row['partially'], get_language() or '')}</td>"
        f'<td class="nowrap">{_holds(row["holds"]) or _next(row)}</td>'
        f'<td class="m-hide nowrap rank-4"><span class="clip" style="max-width: 12ch">{_owner(row)}</span></td></tr>'
    )


def _more(lines: int) -> str:
    return f' <span class="muted">+{lines}</span>' if lines > 0 else ""


@lru_cache(maxsize=1)
def _patterns() -> tuple[str, str, str]:
    """The addresses of a row with a mark where the id stands."""
    return reverse("order", args=[_MARK]), reverse("order_panel", args=[_MARK]), reverse("order_row", args=[_MARK])


def _addresses(order_id: int) -> tuple[str, str, str]:
    page, panel, fresh = (pattern.replace(str(_MARK), str(order_id)) for pattern in _patterns())
    return page, panel, fresh


def _time(row: Row, sort: str) -> object:
    """The deadline that counts in this list; of what has left, when it did."""
    if sort == "todo":
        return time_left(row["due_at"])
    if row["standing"] in ("completed", "cancelled"):
        return NOTHING
    if row["standing"] == "road":
        return f'<span class="muted">{ago(row["shipped_at"])}</span>'
    return time_left(row["ship_by"])


def _buyer(row: Row) -> str:
    """The masked name and the city; where both find no room the name gives way, of which a letter says enough."""
    name, city = escape(masks.mask_name(row["receiver"] or "")), escape(row["city"] or "")
    if not (name and city):
        return f'<span class="clip" style="max-width: 18ch">{name or city}</span>'
    pair = f'<span class="clip">{name}</span><span class="clip">· {city}</span>'
    return f'<span class="clip pair" style="max-width: 18ch">{pair}</span>'


@lru_cache(maxsize=256)
def _state(status: str, partially: bool, _language: str) -> str:
    word = words.state_word("order", status, partially=partially)
    shape = f" is-{word.shape}" if word.shape else ""
    return f'<span class="state tone-{word.tone}{shape}">{escape(word.label)}</span>'


@lru_cache(maxsize=512)
def _reason(code: str, _language: str) -> str:
    return f'{icon("hand-stop")}<span class="clip">{escape(words_holds.reason_word(code))}</span>'


def _holds(holds: Sequence[Row]) -> str:
    """The oldest hold as a chip, the others as a number that names them."""
    if not holds:
        return ""
    first = holds[0]
    chip = (
        f'<span class="chip tone-warn">{_reason(first["reason"], get_language() or "")}'
        f'<span class="chip-age">{age(first["raised_at"])}</span></span>'
    )
    if len(holds) == 1:
        return chip
    others = _(", ").join(str(words_holds.reason_word(hold["reason"])) for hold in holds[1:])
    return f'{chip} <span class="muted tiny" data-tip="{escape(others)}">+{len(holds) - 1}</span>'


def _next(row: Row) -> str:
    """Where nothing holds it: what must happen next."""
    return _action(row["next_action"], get_language() or "") if row["next_action"] else ""


@lru_cache(maxsize=256)
def _action(code: str, _language: str) -> str:
    return f'<span class="muted clip" style="max-width: 22ch">{escape(words_holds.action_word(code))}</span>'


def _owner(row: Row) -> str:
    claimed = row["holds"][0]["claimed_by"] if row["holds"] else ""
    if claimed:
        return escape(claimed)
    if row["owner_role"]:
        return f'<span class="muted">{escape(words_holds.role_word(row["owner_role"]))}</span>'
    return NOTHING
