"""Shops, settings, and the version number that tells workers that reference data moved."""

from __future__ import annotations

from django.db import models


class Shop(models.Model):
    """An account on a sales channel. `settings` holds its policy (`flow.reference.ShopPolicy`)."""

    code = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=200)
    channel = models.CharField(max_length=50, default="orderway")
    currency = models.CharField(max_length=3, default="CNY")
    country = models.CharField(max_length=2, default="CN")
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    language = models.CharField(max_length=10, default="zh-hans")
    own = models.BooleanField(default=True)
    """The merchant's own shop: links may be sent to its buyers."""
    active = models.BooleanField(default=True)
    practice = models.BooleanField(default=False)
    secret = models.TextField(default="", blank=True)
    """The webhook secret, encrypted (`web.secrets`)."""
    settings = models.JSONField(default=dict, blank=True)
    phone = models.CharField(max_length=50, default="", blank=True)
    email = models.CharField(max_length=200, default="", blank=True)
    colour = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        db_table = "shop"

    def __str__(self) -> str:
        return self.name


class Setting(models.Model):
    """One company-wide setting."""

    key = models.CharField(max_length=100, primary_key=True)
    value = models.JSONField()

    class Meta:
        db_table = "setting"


class ReferenceVersion(models.Model):
    """One row, counted up with every change of reference data, so that each worker knows when to read it again."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(default=1)

    class Meta:
        db_table = "reference_version"
