"""Where goods lie and who carries them: warehouses, bins, carriers, zones and rates."""

from __future__ import annotations

from django.db import models


class Warehouse(models.Model):
    """A place that ships. Costs are minor units of `currency`; one handling per fulfilment and per unit."""

    code = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, default="CN")
    province = models.CharField(max_length=100, default="", blank=True)
    city = models.CharField(max_length=100, default="", blank=True)
    address = models.CharField(max_length=300, default="", blank=True)
    currency = models.CharField(max_length=3, default="CNY")
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    handling_order_minor = models.PositiveIntegerField(default=200)
    handling_unit_minor = models.PositiveIntegerField(default=50)
    daily_orders_max = models.PositiveIntegerField(default=0)
    """0: no limit."""
    label_first = models.BooleanField(default=True)
    """Labels are printed before picking (the Chinese way) instead of after packing."""
    agrees_to_stop = models.BooleanField(default=True)
    """Whether the built-in warehouse agrees by itself to stop what is not packed yet."""
    aisles = models.PositiveIntegerField(default=0)
    aisle_length_dm = models.PositiveIntegerField(default=200)
    aisle_spacing_dm = models.PositiveIntegerField(default=30)
    active = models.BooleanField(default=True)
    practice = models.BooleanField(default=False)

    class Meta:
        db_table = "warehouse"

    def __str__(self) -> str:
        return self.name


class Bin(models.Model):
    """A place in a warehouse: aisle and distance from the front, for the walk."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE)
    code = models.CharField(max_length=50)
    aisle = models.PositiveIntegerField(default=0)
    y_dm = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "bin"
        constraints = [models.UniqueConstraint(fields=["warehouse", "code"], name="bin_once")]


class Carrier(models.Model):
    """Who carries. `adapter` names the file in adapters/carriers that talks to it."""

    code = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=200)
    adapter = models.CharField(max_length=50, default="practice")
    cod = models.BooleanField(default=False)
    cod_fee_permille = models.PositiveIntegerField(default=0)
    phone = models.CharField(max_length=50, default="", blank=True)
    active = models.BooleanField(default=True)
    practice = models.BooleanField(default=False)

    class Meta:
        db_table = "carrier"

    def __str__(self) -> str:
        return self.name


class Zone(models.Model):
    """Which tariff zone a destination is in, seen from one warehouse. An empty province is the rest of the country, an
    empty country the rest of the world."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE)
    country = models.CharField(max_length=2, default="", blank=True)
    province = models.CharField(max_length=100, default="", blank=True)
    zone = models.CharField(max_length=20)

    class Meta:
        db_table = "zone"
        constraints = [models.UniqueConstraint(fields=["warehouse", "country", "province"], name="zone_once")]


class Rate(models.Model):
    """One cell of a rate card: a carrier's price from a warehouse to a zone up to a weight; the days it takes."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE)
    carrier = models.ForeignKey(Carrier, on_delete=models.CASCADE)
    zone = models.CharField(max_length=20)
    weight_grams_max = models.PositiveIntegerField()
    price_minor = models.PositiveIntegerField()
    days_min = models.PositiveSmallIntegerField(default=1)
    days_max = models.PositiveSmallIntegerField(default=3)

    class Meta:
        db_table = "rate"
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "carrier", "zone", "weight_grams_max"], name="rate_once"),
            models.CheckConstraint(condition=models.Q(days_min__lte=models.F("days_max")), name="rate_days_in_order"),
        ]
