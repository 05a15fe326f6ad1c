"""Bundles, gifts, pre-sale, merged orders, invoices. See schema/goods.sql."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0006_sync")]
    operations = [
        migrations.CreateModel(
            name="BundlePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("units", models.PositiveIntegerField(default=1)),
                ("price_weight", models.PositiveIntegerField(default=0)),
                (
                    "bundle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="records.sku"
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bundles", to="records.sku"
                    ),
                ),
            ],
            options={
                "db_table": "bundle_part",
                "constraints": [
                    models.UniqueConstraint(fields=("bundle", "part"), name="bundle_part_once"),
                    models.CheckConstraint(condition=models.Q(units__gte=1), name="bundle_part_units"),
                    models.CheckConstraint(condition=~models.Q(bundle=models.F("part")), name="bundle_part_other"),
                ],
            },
        ),
        migrations.RunPython(run_schema("goods"), migrations.RunPython.noop),
    ]
