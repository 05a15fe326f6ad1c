"""Text messages to buyers: accesses to gateways, what was sent. See schema/texts.sql."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0017_listing_said")]
    operations = [
        migrations.RunPython(run_schema("texts"), migrations.RunPython.noop),
        migrations.CreateModel(
            name="TextAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gateway", models.CharField(max_length=30)),
                ("prefixes", models.CharField(blank=True, default="", max_length=200)),
                ("sealed", models.TextField(blank=True, default="")),
                ("options", models.JSONField(blank=True, default=dict)),
                ("templates", models.JSONField(blank=True, default=dict)),
                ("events", models.BooleanField(default=False)),
                ("quiet_from", models.CharField(blank=True, default="21:00", max_length=5)),
                ("quiet_until", models.CharField(blank=True, default="08:00", max_length=5)),
                ("active", models.BooleanField(default=True)),
                ("changed_by", models.CharField(default="", max_length=150)),
                ("changed_at", models.DateTimeField()),
                (
                    "shop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="text_accounts",
                        to="records.shop",
                    ),
                ),
            ],
            options={
                "db_table": "text_account",
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "gateway"), name="text_account_once", nulls_distinct=False)
                ],
            },
        ),
    ]
