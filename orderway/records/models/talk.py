"""Words to buyers and staff that people edit: templates of letters, where alerts go, and what they are about."""

from __future__ import annotations

from django.db import models


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
