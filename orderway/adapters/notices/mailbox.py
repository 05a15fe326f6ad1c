"""The practice mailbox: nothing leaves the house; what was sent is read on the page `/mailbox`."""

from __future__ import annotations

from orderway.ports.notice import Notice


class Mailbox:
    """Keeps the promises of `ports.notice.Notifier`. The relay keeps the texts, so this keeps nothing."""

    code = "mailbox"
    name = "Practice mailbox"
    practice = True

    def reaches(self, notice: Notice) -> bool:
        """Everybody has a pigeonhole here."""
        return True

    def send(self, notice: Notice) -> str:
        """Delivered; the key is its reference."""
        return notice.key


NOTIFIER = Mailbox()
