"""What is sold as one thing and shipped as several."""

from __future__ import annotations

from django.db import models

from orderway.records.models.catalogue import Sku


class BundlePart(models.Model):
    """One component of a bundle (组合商品): so many units of a SKU in one bundle, and what they weigh in its price.

    A SKU with parts has no stock of its own. `price_weight` counts for all `units` together; where all parts of a
    bundle have 0, their units weigh.
    """

    bundle = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="parts")
    part = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="bundles")
    units = models.PositiveIntegerField(default=1)
    price_weight = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "bundle_part"
        constraints = [
            models.UniqueConstraint(fields=["bundle", "part"], name="bundle_part_once"),
            models.CheckConstraint(condition=models.Q(units__gte=1), name="bundle_part_units"),
            models.CheckConstraint(condition=~models.Q(bundle=models.F("part")), name="bundle_part_other"),
        ]
