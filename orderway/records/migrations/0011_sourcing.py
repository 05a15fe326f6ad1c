"""What the choice of warehouses needs beside rates: how each runs, and areas that are stopped (停发)."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0010_pay")]
    operations = [
        migrations.AddField("warehouse", "closed_from", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("warehouse", "closed_until", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "warehouse", "cut_off", models.CharField(blank=True, default="", db_default="", max_length=5)
        ),
        migrations.AddField(
            "warehouse", "work_days", models.CharField(default="1234567", db_default="1234567", max_length=7)
        ),
        migrations.AddField("warehouse", "load_minor", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddField("warehouse", "supplier", models.BooleanField(default=False, db_default=False)),
        migrations.CreateModel(
            name="StoppedArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("country", models.CharField(max_length=2)),
                ("province", models.CharField(blank=True, default="", max_length=100)),
                ("city", models.CharField(blank=True, default="", max_length=100)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("why", models.CharField(blank=True, default="", max_length=200)),
                (
                    "warehouse",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to="records.warehouse"
                    ),
                ),
                (
                    "carrier",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to="records.carrier"
                    ),
                ),
            ],
            options={
                "db_table": "stopped_area",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("since")),
                        name="stopped_area_in_order",
                    )
                ],
            },
        ),
    ]
