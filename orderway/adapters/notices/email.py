"""E-mail through Django's mail settings (EMAIL_HOST and the like), plain text, one recipient."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.forms import ValidationError

from orderway.ports.notice import (
    CALL_SECONDS_MAX,
    SUBJECT_CHARS_MAX,
    Notice,
    NoticeRefused,
    NoticeSilent,
    whole_text,
)

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Email:
    """Keeps the promises of `ports.notice.Notifier`."""

    code = "email"
    name = "E-mail"
    practice = False

    def reaches(self, notice: Notice) -> bool:
        """Whether there is a mail server and a readable address."""
        if settings.EMAIL_BACKEND == SMTP and not settings.EMAIL_HOST:
            return False
        try:
            validate_email(notice.email)
        except ValidationError:
            return False
        return True

    def send(self, notice: Notice) -> str:
        """Hand it to the mail server; the key stands in its Message-ID. Raises NoticeRefused, NoticeSilent."""
        if not self.reaches(notice):
            raise NoticeRefused("no mail server, or no e-mail address")
        subject = " ".join(notice.subject.split())[:SUBJECT_CHARS_MAX]
        name = f"{notice.key}.{notice.thread}" if notice.thread else notice.key
        message_id = f"<{name}@orderway.invalid>"
        connection = get_connection(timeout=CALL_SECONDS_MAX)
        message = EmailMessage(
            subject,
            whole_text(notice),
            notice.sender_email or None,
            [notice.email],
            reply_to=[notice.reply_to] if notice.reply_to else None,
            headers={"Message-ID": message_id, "Content-Language": notice.language},
            connection=connection,
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as refused:
            raise NoticeRefused("the mail server does not take this address") from refused
        except (smtplib.SMTPException, OSError) as silent:
            raise NoticeSilent(type(silent).__name__) from silent
        return notice.key


NOTIFIER = Email()
