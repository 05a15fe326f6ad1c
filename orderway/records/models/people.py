"""Who works here: users with roles and scopes, API keys, saved views, and the log of revealed personal data."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models


class User(AbstractUser):
    """A person. Empty scopes mean all shops or all warehouses."""

    roles = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    """operator, reviewer, picker, warehouse_manager, service, analyst, admin (`web.permissions`)."""
    shop_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    warehouse_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    language = models.CharField(max_length=10, default="", blank=True)
    theme = models.CharField(max_length=10, default="", blank=True)
    practice = models.BooleanField(default=False)

    class Meta:
        db_table = "member"


class ApiKey(models.Model):
    """A key of a machine: only the SHA-256 of its secret is kept. Scoped to shops; never has a role of the console."""

    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.BinaryField()
    name = models.CharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    shop_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    made_by = models.CharField(max_length=150, default="")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "api_key"


class SavedView(models.Model):
    """A filter of a list under a name, for one person or the team."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)
    team = models.BooleanField(default=False)

    class Meta:
        db_table = "saved_view"


class Reveal(models.Model):
    """One look at one record of personal data: who, when, why. Append-only."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    order_id = models.BigIntegerField(db_index=True)
    reason = models.CharField(max_length=200)

    class Meta:
        db_table = "reveal"
