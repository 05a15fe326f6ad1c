"""Rules that people edit: decision tables with their versions, kinds of holds, black list, credit; who changed what."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class RuleTable(models.Model):
    """A decision table by name; what it says stands in its versions."""

    kind = models.CharField(max_length=30)
    """A key of `orderway.rules.kinds.KINDS`."""
    shop_id = models.BigIntegerField(null=True, blank=True)
    """None: for all shops."""
    name = models.CharField(max_length=100)
    position = models.IntegerField(default=0)
    """Tables of one kind are asked in this order."""
    made_by = models.CharField(max_length=150, default="")
    made_at = models.DateTimeField()
    practice = models.BooleanField(default=False)

    class Meta:
        db_table = "rule_table"
        constraints = [
            models.UniqueConstraint(fields=["kind", "shop_id", "name"], name="rule_table_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name


class RuleVersion(models.Model):
    """One version of a table. A draft may change; from activation on only its end may.

    Of the versions that cover an instant the one that begins last is in force.
    """

    table = models.ForeignKey(RuleTable, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="DRAFT")
    effective_from = models.DateTimeField(null=True, blank=True)
    effective_until = models.DateTimeField(null=True, blank=True)
    body = models.JSONField()
    """`orderway.rules.table.Table`."""
    note = models.CharField(max_length=400, default="", blank=True)
    revision = models.PositiveIntegerField(default=1)
    """Counts the saves of a draft, so that nobody overwrites what somebody else saved."""
    author = models.CharField(max_length=150, default="")
    changed_at = models.DateTimeField()
    activated_by = models.CharField(max_length=150, default="", blank=True)
    activated_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.CharField(max_length=150, default="", blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "rule_version"
        constraints = [
            models.UniqueConstraint(fields=["table", "number"], name="rule_version_once"),
            models.UniqueConstraint(fields=["table"], condition=models.Q(state="DRAFT"), name="rule_version_one_draft"),
            models.UniqueConstraint(
                fields=["table", "effective_from"], condition=models.Q(state="ACTIVE"), name="rule_version_one_begin"
            ),
            models.CheckConstraint(
                condition=models.Q(state="DRAFT") | models.Q(effective_from__isnull=False, activated_at__isnull=False),
                name="rule_version_active_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(effective_until__isnull=True)
                | models.Q(effective_until__gte=models.F("effective_from")),
                name="rule_version_ends_after_begin",
            ),
        ]


class RuleChange(models.Model):
    """Who changed what of the rules, kinds of holds, black list and credit. Append-only; nothing personal."""

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=150)
    about = models.CharField(max_length=30)
    """table, hold_kind, black_list, credit."""
    key = models.CharField(max_length=100)
    """The table's id, the reason, the entry's id."""
    deed = models.CharField(max_length=30)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "rule_change"
        indexes = [models.Index(fields=["about", "key", "id"], name="rule_change_of")]


class HoldKind(models.Model):
    """What a company decided otherwise than `lifecycle.reasons` about holds of one reason."""

    reason = models.CharField(max_length=50, primary_key=True)
    blocks = ArrayField(models.CharField(max_length=20), default=list)
    may_release = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    owner = models.CharField(max_length=30)
    hours = models.PositiveIntegerField(default=24)
    expires_hours = models.PositiveIntegerField(default=0)
    """0: never by itself."""
    at_end = models.CharField(max_length=10, default="", blank=True)
    """release, cancel, escalate."""
    escalate_to = models.CharField(max_length=30, default="", blank=True)
    line_only = models.BooleanField(default=False)
    """A hold on a line stops only that line; the others go on."""
    changed_by = models.CharField(max_length=150, default="")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "hold_kind"


class BlackEntry(models.Model):
    """One entry of the black list: a keyed hash, never the datum itself."""

    kind = models.CharField(max_length=10)
    """phone, name, address, email."""
    hash = models.BigIntegerField()
    shop_id = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    until = models.DateTimeField(null=True, blank=True)
    added_by = models.CharField(max_length=150, default="")
    added_at = models.DateTimeField()
    practice = models.BooleanField(default=False)

    class Meta:
        db_table = "black_entry"
        constraints = [
            models.UniqueConstraint(fields=["hash", "kind", "shop_id"], name="black_entry_once", nulls_distinct=False)
        ]


class CreditAccount(models.Model):
    """What a customer of an own shop may owe: a company by its name as it orders, or a buyer by the hash of a phone."""

    shop_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    """A company's name; what the staff calls a buyer."""
    key_hash = models.BigIntegerField()
    """Of the company's name or the phone."""
    by_phone = models.BooleanField(default=False)
    limit_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="CNY")
    active = models.BooleanField(default=True)
    changed_by = models.CharField(max_length=150, default="")
    changed_at = models.DateTimeField()
    practice = models.BooleanField(default=False)

    class Meta:
        db_table = "credit_account"
        constraints = [
            models.UniqueConstraint(fields=["shop_id", "key_hash"], name="credit_account_once"),
            models.CheckConstraint(condition=models.Q(limit_minor__gte=0), name="credit_limit_not_negative"),
        ]
