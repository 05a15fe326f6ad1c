"""Words to buyers and staff that people edit: templates of letters, where alerts go, and what they are about."""

from __future__ import annotations

from django.db import models

from orderway.records.models.shops import Shop


class LetterTemplate(models.Model):
    """The words of a letter or question in one language, for a shop or for all. `{name}` stands for a fact."""

    kind = models.CharField(max_length=40)
    """`ask.FIELD` or `event.NAME` (`journey.confirm.letters.KINDS`)."""
    shop_id = models.BigIntegerField(null=True, blank=True)
    """None: for all shops."""
    language = models.CharField(max_length=10)
    """en or zh-hans."""
    subject = models.CharField(max_length=150, default="", blank=True)
    body = models.TextField()
    changed_by = models.CharField(max_length=150, default="")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "letter_template"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "shop_id", "language"], name="letter_template_once", nulls_distinct=False
            )
        ]


class NoticeTarget(models.Model):
    """Where staff are told things: a service of the notice library by its address, which holds its secret."""

    name = models.CharField(max_length=100, unique=True)
    service = models.CharField(max_length=30)
    """The scheme of the address, for people to read."""
    sealed = models.TextField()
    """The address, encrypted (`web.secrets`)."""
    active = models.BooleanField(default=True)
    changed_by = models.CharField(max_length=150, default="")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "notice_target"

    def __str__(self) -> str:
        return self.name


class AlertRule(models.Model):
    """What is told to whom, after how long, and when not."""

    what = models.CharField(max_length=30)
    """A key of `insight.alerts.KINDS`."""
    target = models.ForeignKey(NoticeTarget, on_delete=models.CASCADE, related_name="rules")
    shop_id = models.BigIntegerField(null=True, blank=True)
    """None: of all shops."""
    after_minutes = models.PositiveIntegerField(default=60)
    quiet_from = models.CharField(max_length=5, default="", blank=True)
    """HH:MM in `time_zone`; empty: at any hour."""
    quiet_until = models.CharField(max_length=5, default="", blank=True)
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    language = models.CharField(max_length=10, default="zh-hans")
    active = models.BooleanField(default=True)
    changed_by = models.CharField(max_length=150, default="")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "alert_rule"


class TextAccount(models.Model):
    """An access to a gateway of text messages, of one shop or of all; the shop's own one goes first."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, null=True, blank=True, related_name="text_accounts")
    """None: for all shops."""
    gateway = models.CharField(max_length=30)
    """The code of its adapter (`adapters.notices`)."""
    prefixes = models.CharField(max_length=200, default="", blank=True)
    """Beginnings of numbers that it is used for (`+86 +852`); empty: all."""
    sealed = models.TextField(default="", blank=True)
    """Its secrets by name as JSON, encrypted (`web.secrets`); `callback` is the last part of its receipts' address."""
    options = models.JSONField(default=dict, blank=True)
    """What is no secret: the sign name, the sender's number, a region."""
    templates = models.JSONField(default=dict, blank=True)
    """Kind of letter and language (`ask.address zh-hans`) to the gateway's template and its variables."""
    events = models.BooleanField(default=False)
    """Letters on events go by text message too, where there is no mail address."""
    quiet_from = models.CharField(max_length=5, default="21:00", blank=True)
    """HH:MM in the shop's time; empty: at any hour."""
    quiet_until = models.CharField(max_length=5, default="08:00", blank=True)
    active = models.BooleanField(default=True)
    changed_by = models.CharField(max_length=150, default="")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "text_account"
        constraints = [
            models.UniqueConstraint(fields=["shop", "gateway"], name="text_account_once", nulls_distinct=False)
        ]


class MailAccount(models.Model):
    """The mailbox in which buyers' replies to a shop arrive."""

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="mail_account")
    host = models.CharField(max_length=200)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=10, default="tls")
    """`ports.mailbox.SECURITIES`."""
    user = models.CharField(max_length=200)
    sealed = models.TextField(default="", blank=True)
    """The password, encrypted (`web.secrets`)."""
    folder = models.CharField(max_length=100, default="INBOX")
    address = models.CharField(max_length=200)
    """Where replies are sent to: the address of this mailbox."""
    plus = models.BooleanField(default=False)
    """The mailbox takes `name+anything@…` too, so that each order has an address of its own."""
    active = models.BooleanField(default=True)
    changed_by = models.CharField(max_length=150, default="")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "mail_account"
