"""What is sold: SKUs, and the listings of a shop that stand for them."""

from __future__ import annotations

from django.db import models


class Sku(models.Model):
    """A thing with stock. Weights in grams, lengths in millimetres, of one unit."""

    code = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=300)
    name_zh = models.CharField(max_length=300, default="", blank=True)
    barcode = models.CharField(max_length=50, default="", blank=True, db_index=True)
    category = models.CharField(max_length=100, default="", blank=True)
    weight_grams = models.PositiveIntegerField(default=500)
    length_mm = models.PositiveIntegerField(default=0)
    width_mm = models.PositiveIntegerField(default=0)
    height_mm = models.PositiveIntegerField(default=0)
    fragile = models.BooleanField(default=False)
    tracked = models.BooleanField(default=True)
    """False for what has no stock (a service, a download)."""
    active = models.BooleanField(default=True)
    practice = models.BooleanField(default=False)
    cost_minor = models.BigIntegerField(default=0, db_default=0)
    """What one unit costs the merchant, in minor units of `cost_currency`; 0: not known."""
    floor_minor = models.BigIntegerField(default=0, db_default=0)
    """Below this a unit is not sold without a reviewer; 0: no floor of its own."""
    cost_currency = models.CharField(max_length=3, default="CNY", db_default="CNY")

    class Meta:
        db_table = "sku"

    def __str__(self) -> str:
        return self.code


class Listing(models.Model):
    """What a shop calls a SKU: the key under which the channel sells it."""

    shop_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT)
    title = models.CharField(max_length=300, default="", blank=True)
    mapped_by = models.CharField(max_length=150, default="", blank=True)
    seller_code = models.CharField(max_length=200, default="", db_default="", blank=True)
    """The seller's code that orders of it carry; empty: not compared."""
    spec = models.CharField(max_length=300, default="", db_default="", blank=True)
    """Model, colour, size as the shop lists them, `|` between ways to say it; empty: not compared."""

    class Meta:
        db_table = "listing"
        constraints = [models.UniqueConstraint(fields=["shop_id", "key"], name="listing_once")]
