"""Expected goods, transfers, lots, publishing of stock. See schema/supply.sql."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from orderway.records.schemafile import run_schema

CASCADE = django.db.models.deletion.CASCADE


def _id() -> tuple[str, models.Field]:  # type: ignore[type-arg]
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _any(name: str, to: str) -> tuple[str, models.Field]:  # type: ignore[type-arg]
    return (name, models.ForeignKey(blank=True, null=True, on_delete=CASCADE, to=f"records.{to}"))


class Migration(migrations.Migration):
    dependencies = [("records", "0008_talk")]
    operations = [
        migrations.RunPython(run_schema("supply"), migrations.RunPython.noop),
        migrations.CreateModel(
            name="Supplier",
            fields=[
                _id(),
                ("code", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=200)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("lead_days", models.PositiveIntegerField(default=14)),
                ("active", models.BooleanField(default=True)),
                ("practice", models.BooleanField(default=False)),
            ],
            options={"db_table": "supplier"},
        ),
        migrations.CreateModel(
            name="SkuSupply",
            fields=[
                _id(),
                ("lot_kept", models.BooleanField(default=False)),
                ("serial_kept", models.BooleanField(default=False)),
                ("near_expiry_days", models.PositiveIntegerField(default=0)),
                ("lead_days", models.PositiveIntegerField(default=0)),
                ("pack_units", models.PositiveIntegerField(default=1)),
                ("cover_days", models.PositiveIntegerField(default=30)),
                ("cost_minor", models.PositiveBigIntegerField(default=0)),
                ("sku", models.OneToOneField(on_delete=CASCADE, to="records.sku")),
                (
                    "supplier",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to="records.supplier"
                    ),
                ),
            ],
            options={"db_table": "sku_supply"},
        ),
        migrations.CreateModel(
            name="ChannelSafety",
            fields=[
                _id(),
                ("channel", models.CharField(blank=True, default="", max_length=50)),
                ("units", models.PositiveIntegerField()),
                _any("shop", "shop"),
                _any("sku", "sku"),
                _any("warehouse", "warehouse"),
            ],
            options={
                "db_table": "channel_safety",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("shop", "channel", "warehouse", "sku"), name="channel_safety_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishRule",
            fields=[
                _id(),
                ("formula", models.CharField(default="available", max_length=200)),
                ("minimum", models.PositiveIntegerField(default=0)),
                ("without", models.CharField(blank=True, default="", max_length=500)),
                _any("shop", "shop"),
                _any("sku", "sku"),
            ],
            options={
                "db_table": "publish_rule",
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "sku"), name="publish_rule_once", nulls_distinct=False)
                ],
            },
        ),
        migrations.CreateModel(
            name="Substitute",
            fields=[
                _id(),
                ("rank", models.PositiveIntegerField(default=1)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                ("instead", models.ForeignKey(on_delete=CASCADE, related_name="stands_for", to="records.sku")),
                ("sku", models.ForeignKey(on_delete=CASCADE, related_name="substitutes", to="records.sku")),
            ],
            options={
                "db_table": "substitute",
                "constraints": [models.UniqueConstraint(fields=("sku", "instead"), name="substitute_once")],
            },
        ),
    ]
