"""Promotions, credit, gateways. See schema/pay.sql."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from orderway.records.schemafile import run_schema


def _id() -> tuple[str, models.Field]:  # type: ignore[type-arg]
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _of(to: str, related: str) -> models.Field:  # type: ignore[type-arg]
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name=related, to=f"records.{to}")


class Migration(migrations.Migration):
    dependencies = [("records", "0009_supply")]
    operations = [
        migrations.RunPython(run_schema("pay"), migrations.RunPython.noop),
        migrations.CreateModel(
            name="GatewayAccount",
            fields=[
                _id(),
                ("gateway", models.CharField(max_length=30)),
                ("merchant", models.CharField(blank=True, default="", max_length=100)),
                ("sealed", models.TextField(blank=True, default="")),
                ("sandbox", models.BooleanField(default=False)),
                ("active", models.BooleanField(default=True)),
                ("changed_by", models.CharField(default="", max_length=150)),
                ("changed_at", models.DateTimeField()),
                ("shop", _of("shop", "gateways")),
            ],
            options={
                "db_table": "gateway_account",
                "constraints": [models.UniqueConstraint(fields=("shop", "gateway"), name="gateway_account_once")],
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                _id(),
                ("customer", models.CharField(blank=True, default="", max_length=200)),
                ("units_from", models.PositiveIntegerField(default=1)),
                ("unit_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("since", models.DateTimeField(blank=True, null=True)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("shop", _of("shop", "prices")),
                ("sku", _of("sku", "prices")),
            ],
            options={
                "db_table": "price",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("shop", "sku", "customer", "units_from", "currency", "since"),
                        name="price_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(condition=models.Q(("unit_minor__gte", 0)), name="price_not_negative"),
                ],
            },
        ),
    ]
