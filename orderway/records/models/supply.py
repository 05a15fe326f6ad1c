"""Supply as people configure it: suppliers, how a SKU is kept and bought, safety by shop, substitutes, publishing."""

from __future__ import annotations

from django.db import models

from orderway.records.models.catalogue import Sku
from orderway.records.models.places import Warehouse
from orderway.records.models.shops import Shop


class Supplier(models.Model):
    """Who we buy from."""

    code = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(default="", blank=True)
    lead_days = models.PositiveIntegerField(default=14)
    active = models.BooleanField(default=True)
    practice = models.BooleanField(default=False)

    class Meta:
        db_table = "supplier"

    def __str__(self) -> str:
        return self.code


class SkuSupply(models.Model):
    """How a SKU is kept and bought; a SKU without a row is kept plainly and bought by the defaults."""

    sku = models.OneToOneField(Sku, on_delete=models.CASCADE)
    lot_kept = models.BooleanField(default=False)
    serial_kept = models.BooleanField(default=False)
    near_expiry_days = models.PositiveIntegerField(default=0)
    """Lots that expire within so many days are not sold."""
    supplier = models.ForeignKey(Supplier, on_delete=models.SET_NULL, null=True, blank=True)
    lead_days = models.PositiveIntegerField(default=0)
    """0: the supplier's."""
    pack_units = models.PositiveIntegerField(default=1)
    """Bought in multiples of this."""
    cover_days = models.PositiveIntegerField(default=30)
    """What is bought lasts so long beyond the lead time."""
    cost_minor = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "sku_supply"


class ChannelSafety(models.Model):
    """Units that a shop (or every shop of a channel) may not sell; empty fields mean every one."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, null=True, blank=True)
    channel = models.CharField(max_length=50, default="", blank=True)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, null=True, blank=True)
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, null=True, blank=True)
    units = models.PositiveIntegerField()

    class Meta:
        db_table = "channel_safety"
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "channel", "warehouse", "sku"], name="channel_safety_once", nulls_distinct=False
            )
        ]


class Substitute(models.Model):
    """What may be offered instead of a SKU, the best first."""

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="substitutes")
    instead = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="stands_for")
    rank = models.PositiveIntegerField(default=1)
    note = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "substitute"
        constraints = [models.UniqueConstraint(fields=["sku", "instead"], name="substitute_once")]


class PublishRule(models.Model):
    """What a shop is told of a SKU's stock; empty fields mean every one, the most particular rule wins."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, null=True, blank=True)
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, null=True, blank=True)
    formula = models.CharField(max_length=200, default="available")
    """Over available, on_hand, waiting, inbound: `available * 80% - 2`, `min(available, 50)`, `10`."""
    minimum = models.PositiveIntegerField(default=0)
    """Fewer than this are told as 0."""
    without = models.CharField(max_length=500, default="", blank=True)
    """Codes of warehouses that do not count, separated by blanks."""

    class Meta:
        db_table = "publish_rule"
        constraints = [models.UniqueConstraint(fields=["shop", "sku"], name="publish_rule_once", nulls_distinct=False)]
