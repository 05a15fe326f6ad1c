"""What is written about refunds on Taobao and Tmall (退款留言): the words of buyer and seller, refund by refund.

Its chat (旺旺, 千牛) is open to no other software. Source: taobao.refunds.receive.get, taobao.refund.messages.get,
RefundMessage (owner_role: 1 buyer, 2 seller, 3 Taobao's own staff).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from orderway.adapters.channels import _china_client as china
from orderway.adapters.channels._china import ZONE
from orderway.ports.platform import Account, Message, Page

PAGE_REFUNDS = 50
PAGE_MESSAGES = 100
PAGES_MAX = 20
"""Pages of one refund's messages."""
SLICE_SECONDS = 86_400
REFUND_FIELDS = "refund_id,tid,modified,refund_phase"
MESSAGE_FIELDS = "id,refund_id,owner_role,content,created,message_type"
Ask = Callable[[Account, str, dict[str, str]], dict[str, msgspec.Raw]]


def talks(ask: Ask, account: Account, since: datetime, until: datetime, page: str) -> Page:
    """The messages in the span of refunds that changed in it; a message changes its refund."""

    def listed(start: datetime, end: datetime, number: int) -> tuple[dict[str, dict[str, Any]], int]:
        wanted = {
            "fields": REFUND_FIELDS, "start_modified": china.local(start), "end_modified": china.local(end),
            "page_no": str(number), "page_size": str(PAGE_REFUNDS), "use_has_next": "false",
        }  # fmt: skip
        told = ask(account, "taobao.refunds.receive.get", wanted)
        total = int(china.shaped(told.get("total_results", msgspec.Raw(b"0")), int))
        rows = china.rows(china.deep(told["refunds"], "refund")) if "refunds" in told else []
        found = [china.shaped(one, dict[str, Any]) for one in rows]
        return {str(one["refund_id"]): one for one in found}, total

    refunds, following = china.walk(page, since, until, SLICE_SECONDS, listed)
    found = [one for refund in refunds for one in _messages(ask, account, refund, since, until)]
    return Page(found, following)


def _messages(ask: Ask, account: Account, refund: dict[str, Any], since: datetime, until: datetime) -> list[Message]:
    found: list[Message] = []
    for number in range(1, PAGES_MAX + 1):
        wanted = {
            "fields": MESSAGE_FIELDS, "refund_id": str(refund["refund_id"]), "page_no": str(number),
            "page_size": str(PAGE_MESSAGES), "refund_phase": str(refund.get("refund_phase") or ""),
        }  # fmt: skip
        told = ask(account, "taobao.refund.messages.get", wanted)
        rows = china.rows(china.deep(told["refund_messages"], "refund_message")) if "refund_messages" in told else []
        for row in rows:
            one = china.shaped(row, dict[str, Any])
            at = datetime.strptime(str(one["created"]), "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)
            if since.replace(microsecond=0) <= at <= until:
                body = {"refund_message": one, "tid": str(refund["tid"])}
                key = str(one.get("id") or "")
                found.append(Message(key, msgspec.json.encode(body, order="deterministic"), "refund_message"))
        total = int(china.shaped(told.get("total_results", msgspec.Raw(b"0")), int))
        if not rows or number * PAGE_MESSAGES >= total:
            break
    return found
