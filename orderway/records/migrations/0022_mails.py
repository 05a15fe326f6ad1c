"""Mailboxes in which buyers' replies arrive: the access, and where reading stands. See schema/mails.sql."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from orderway.records.schemafile import run_schema


class Migration(migrations.Migration):
    dependencies = [("records", "0021_taking")]
    operations = [
        migrations.RunPython(run_schema("mails"), migrations.RunPython.noop),
        migrations.CreateModel(
            name="MailAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("host", models.CharField(max_length=200)),
                ("port", models.PositiveIntegerField(default=993)),
                ("security", models.CharField(default="tls", max_length=10)),
                ("user", models.CharField(max_length=200)),
                ("sealed", models.TextField(blank=True, default="")),
                ("folder", models.CharField(default="INBOX", max_length=100)),
                ("address", models.CharField(max_length=200)),
                ("plus", models.BooleanField(default=False)),
                ("active", models.BooleanField(default=True)),
                ("changed_by", models.CharField(default="", max_length=150)),
                ("changed_at", models.DateTimeField()),
                (
                    "shop",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mail_account", to="records.shop"
                    ),
                ),
            ],
            options={"db_table": "mail_account"},
        ),
    ]
