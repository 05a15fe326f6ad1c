"""Partners of EDI, systems of outside warehouses, interchanges sent and received. See schema/edi.sql."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from orderway.records.schemafile import run_schema

ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("records", "0012_replay")]
    operations = [
        migrations.CreateModel(
            name="EdiPartner",
            fields=[
                ("id", ID),
                ("code", models.SlugField(unique=True)),
                ("standard", models.CharField(default="x12", max_length=10)),
                ("settings", models.JSONField(blank=True, default=dict)),
                ("url", models.CharField(blank=True, default="", max_length=300)),
                ("secret", models.TextField(blank=True, default="")),
                ("active", models.BooleanField(default=True)),
                (
                    "shop",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edi",
                        to="records.shop",
                    ),
                ),
                (
                    "warehouse",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edi",
                        to="records.warehouse",
                    ),
                ),
            ],
            options={"db_table": "edi_partner"},
        ),
        migrations.CreateModel(
            name="WarehouseSystem",
            fields=[
                ("id", ID),
                ("system", models.CharField(default="built_in", max_length=20)),
                ("url", models.CharField(blank=True, default="", max_length=300)),
                ("secret", models.TextField(blank=True, default="")),
                (
                    "warehouse",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="system", to="records.warehouse"
                    ),
                ),
            ],
            options={"db_table": "warehouse_system"},
        ),
        migrations.AddConstraint(
            model_name="edipartner",
            constraint=models.CheckConstraint(
                condition=models.Q(("shop__isnull", False)) ^ models.Q(("warehouse__isnull", False)),
                name="edi_partner_of_one",
            ),
        ),
        migrations.RunPython(run_schema("edi"), migrations.RunPython.noop),
    ]
