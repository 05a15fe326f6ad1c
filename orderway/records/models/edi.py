"""Whom we exchange EDI with, and what system an outside warehouse has."""

from __future__ import annotations

from django.db import models

from orderway.records.models.places import Warehouse
from orderway.records.models.shops import Shop


class EdiPartner(models.Model):
    """A trading partner (a shop of channel x12 or edifact) or an outside warehouse with EDI: one of both.

    `settings` holds how we speak with it (`ports.edi.Partner`).
    """

    code = models.SlugField(max_length=50, unique=True)
    standard = models.CharField(max_length=10, default="x12")
    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, null=True, blank=True, related_name="edi")
    warehouse = models.OneToOneField(Warehouse, on_delete=models.CASCADE, null=True, blank=True, related_name="edi")
    settings = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=300, default="", blank=True)
    """Where interchanges are sent; empty: into the partner's out folder."""
    secret = models.TextField(default="", blank=True)
    """What the address asks for (Authorization), encrypted (`web.secrets`)."""
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "edi_partner"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shop__isnull=False) ^ models.Q(warehouse__isnull=False), name="edi_partner_of_one"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class WarehouseSystem(models.Model):
    """Which system a warehouse has; none of these rows: the built-in one."""

    warehouse = models.OneToOneField(Warehouse, on_delete=models.CASCADE, related_name="system")
    system = models.CharField(max_length=20, default="built_in")
    url = models.CharField(max_length=300, default="", blank=True)
    """Where a webhook system takes instructions."""
    secret = models.TextField(default="", blank=True)
    """Signs what goes there and what comes, encrypted (`web.secrets`)."""

    class Meta:
        db_table = "warehouse_system"

    def __str__(self) -> str:
        return f"{self.warehouse_id}: {self.system}"
