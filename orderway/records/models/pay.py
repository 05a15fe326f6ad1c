"""Access to payment gateways, and prices that were agreed."""

from __future__ import annotations

from django.db import models

from orderway.records.models.catalogue import Sku
from orderway.records.models.shops import Shop


class GatewayAccount(models.Model):
    """A shop's access to a payment gateway."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="gateways")
    gateway = models.CharField(max_length=30)
    """The code of its adapter (`adapters.payments`)."""
    merchant = models.CharField(max_length=100, default="", blank=True)
    sealed = models.TextField(default="", blank=True)
    """Its secrets by name as JSON, encrypted (`web.secrets`)."""
    sandbox = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    changed_by = models.CharField(max_length=150, default="")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "gateway_account"
        constraints = [models.UniqueConstraint(fields=["shop", "gateway"], name="gateway_account_once")]


class Price(models.Model):
    """What one unit of a SKU costs in a shop, from so many units on, for everybody or for whom it was agreed."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="prices")
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="prices")
    customer = models.CharField(max_length=200, default="", blank=True)
    """Empty: everybody; `level:NAME`: members of a level; else a company's name in small letters (a contract)."""
    units_from = models.PositiveIntegerField(default=1)
    unit_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    """Not at or after this moment."""

    class Meta:
        db_table = "price"
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "sku", "customer", "units_from", "currency", "since"],
                name="price_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=models.Q(unit_minor__gte=0), name="price_not_negative"),
        ]
