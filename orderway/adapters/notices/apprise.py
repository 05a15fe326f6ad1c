"""Staff by a service of the notice library: DingTalk, WeCom, Feishu, Slack, mail, SMS gateways and many more.

The service's address (`Notice.service`) holds its secret; it is kept encrypted and never logged.
"""

from __future__ import annotations

import logging

import apprise

from orderway.ports.notice import SUBJECT_CHARS_MAX, Notice, NoticeRefused, NoticeSilent, whole_text

ADDRESS_CHARS_MAX = 500
NOT_FOR_US = frozenset(("syslog", "dbus", "gnome", "macosx", "windows", "glib", "kde", "qt", "mqtt", "mqtts", "smpp"))
"""Services that speak to this machine itself, or hold a connection open."""

logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it would log addresses


def service_of(address: str) -> str:
    """The scheme of a service's address that the library can use; empty where it cannot, or may not here."""
    scheme = address.partition("://")[0].strip().lower()
    if not scheme or len(address) > ADDRESS_CHARS_MAX or scheme in NOT_FOR_US:
        return ""
    found = apprise.Apprise.instantiate(address, suppress_exceptions=True)
    return scheme if found is not None else ""


class ByService:
    """Keeps the promises of `ports.notice.Notifier`."""

    code = "service"
    name = "Notice service"
    practice = False

    def reaches(self, notice: Notice) -> bool:
        """Whether there is an address of a service that the library knows."""
        return bool(notice.service and service_of(notice.service))

    def send(self, notice: Notice) -> str:
        """Hand it to the service. Raises NoticeRefused, NoticeSilent."""
        if not self.reaches(notice):
            raise NoticeRefused("the service's address cannot be read")
        sender = apprise.Apprise()
        sender.add(notice.service)
        title = " ".join(notice.subject.split())[:SUBJECT_CHARS_MAX]
        if not sender.notify(body=whole_text(notice), title=title, body_format=apprise.NotifyFormat.TEXT):
            raise NoticeSilent("the service did not take it")
        return notice.key


NOTIFIER = ByService()
