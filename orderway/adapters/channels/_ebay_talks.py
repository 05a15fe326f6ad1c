"""What is written on eBay: conversations with members, of each those messages that are new.

eBay names no order: a conversation has a listing, a message its sender and recipient. Source: Commerce Message API v1,
getConversations (conversation_type, start_time, end_time, limit 50, offset), getConversation, MessageDetail.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from orderway.adapters.channels._ebay_writes import MESSAGES, bearer
from orderway.adapters.channels._http import call, iso
from orderway.ports.platform import Account, Failure, Message, Page, PlatformFailed

CONVERSATIONS_PAGE = 50
MESSAGES_PAGE = 50
PAGES_MAX = 20
"""Pages of one conversation that are read for what is new in it."""
BEGUN_DAYS = 30
"""Conversations that began so long ago at most are looked through: eBay's span of time speaks of their beginning."""
TYPE = "FROM_MEMBERS"


def talks(account: Account, since: datetime, until: datetime, page: str) -> Page:
    """A page of conversations; of those whose last message is in the span, every message in it."""
    if page and not (page.isascii() and page.isdecimal()):
        raise PlatformFailed(Failure.REFUSED, "this is no place of ours", code="page")
    offset = int(page or 0)
    query = {
        "conversation_type": TYPE, "start_time": iso(since - timedelta(days=BEGUN_DAYS)), "end_time": iso(until),
        "limit": str(CONVERSATIONS_PAGE), "offset": str(offset),
    }  # fmt: skip
    told = call(account, "GET", f"{MESSAGES}/conversation", query=query, headers=bearer(account)).json(dict[str, Any])
    listed = told.get("conversations") or []
    found: list[Message] = []
    for one in listed:
        last = _at(one.get("latestMessage") or {})
        if last is None or last >= since:
            found += _messages(account, one, since, until)
    following = offset + len(listed)
    return Page(found, str(following) if listed and following < int(told.get("total") or 0) else "")


def _messages(account: Account, conversation: dict[str, Any], since: datetime, until: datetime) -> list[Message]:
    key = str(conversation.get("conversationId") or "")
    found: list[Message] = []
    for number in range(PAGES_MAX):
        query = {
            "conversation_type": TYPE, "limit": str(MESSAGES_PAGE), "offset": str(number * MESSAGES_PAGE),
        }  # fmt: skip
        reply = call(account, "GET", f"{MESSAGES}/conversation/{key}", query=query, headers=bearer(account))
        told = reply.json(dict[str, Any])
        listed = told.get("messages") or []
        for one in listed:
            at = _at(one)
            if at is not None and since <= at <= until:
                found.append(_message(key, conversation, one))
        if len(listed) < MESSAGES_PAGE or (number + 1) * MESSAGES_PAGE >= int(told.get("total") or 0):
            break
    return found


def _message(key: str, conversation: dict[str, Any], one: dict[str, Any]) -> Message:
    """One message without what changes later (whether it was read)."""
    names = ("messageId", "messageBody", "createdDate", "senderUsername", "recipientUsername", "subject")
    listing = conversation.get("referenceId") if conversation.get("referenceType") == "LISTING" else ""
    body = {
        "conversationId": key,
        "listing": str(listing or ""),
        "message": {name: one[name] for name in names if one.get(name)},
    }
    return Message(str(one.get("messageId") or ""), msgspec.json.encode(body, order="deterministic"), "message")


def _at(one: dict[str, Any]) -> datetime | None:
    text = str(one.get("createdDate") or "")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
