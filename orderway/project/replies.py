"""Mails that can be answered: each letter to a buyer carries what leads the answer back to its order."""

from __future__ import annotations

from orderway.flow.engine import Engine
from orderway.journey.intake import mails
from orderway.kernel.links import mail_token
from orderway.ports.notice import Notice
from orderway.project.links import link_key


def answerable(engine: Engine, notice: Notice, shop_id: int, order_id: int | None) -> None:
    """Give a notice its order's token, and the address of the shop's mailbox where it has one."""
    if not order_id:
        return
    notice.thread = mail_token(link_key(), order_id)
    with engine.connection.cursor() as cursor:
        found = mails.boxes(cursor, shop_id)
    if found:
        notice.reply_to = mails.reply_address(found[0], link_key(), order_id)
