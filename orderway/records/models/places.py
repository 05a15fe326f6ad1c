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
    closed_from = models.DateTimeField(null=True, blank=True)
    closed_until = models.DateTimeField(null=True, blank=True)
    """Ships nothing between the two; open end where only the first is set."""
    cut_off = models.CharField(max_length=5, default="", db_default="", blank=True)
    """HH:MM of its own clock: what comes later leaves on the next working day. Empty: around the clock."""
    work_days = models.CharField(max_length=7, default="1234567", db_default="1234567")
    """Days on which it ships; 1 is Monday."""
    load_minor = models.PositiveIntegerField(default=0, db_default=0)
    """What a full day of open orders adds to the cost of one more; less load adds less, in proportion."""
    supplier = models.BooleanField(default=False, db_default=False)
    """A supplier who ships for us (drop-shipping)."""

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


class StoppedArea(models.Model):
    """Where for a time nobody delivers (停发): from one warehouse or all, with one carrier or all. Empty city: the
    whole province; empty province: the whole country."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, null=True, blank=True)
    carrier = models.ForeignKey(Carrier, on_delete=models.CASCADE, null=True, blank=True)
    country = models.CharField(max_length=2)
    province = models.CharField(max_length=100, default="", blank=True)
    city = models.CharField(max_length=100, default="", blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "stopped_area"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")),
                name="stopped_area_in_order",
            )
        ]
