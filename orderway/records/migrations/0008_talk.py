"""Questions, templates of letters, conversations, alerts to staff. See schema/talk.sql."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

from orderway.records.schemafile import run_schema


def _id() -> tuple[str, models.Field]:  # type: ignore[type-arg]
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [("records", "0007_goods")]
    operations = [
        migrations.RunPython(run_schema("talk"), migrations.RunPython.noop),
        migrations.CreateModel(
            name="LetterTemplate",
            fields=[
                _id(),
                ("kind", models.CharField(max_length=40)),
                ("shop_id", models.BigIntegerField(blank=True, null=True)),
                ("language", models.CharField(max_length=10)),
                ("subject", models.CharField(blank=True, default="", max_length=150)),
                ("body", models.TextField()),
                ("changed_by", models.CharField(default="", max_length=150)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "letter_template",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "shop_id", "language"), name="letter_template_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeTarget",
            fields=[
                _id(),
                ("name", models.CharField(max_length=100, unique=True)),
                ("service", models.CharField(max_length=30)),
                ("sealed", models.TextField()),
                ("active", models.BooleanField(default=True)),
                ("changed_by", models.CharField(default="", max_length=150)),
                ("changed_at", models.DateTimeField()),
            ],
            options={"db_table": "notice_target"},
        ),
        migrations.CreateModel(
            name="AlertRule",
            fields=[
                _id(),
                ("what", models.CharField(max_length=30)),
                ("shop_id", models.BigIntegerField(blank=True, null=True)),
                ("after_minutes", models.PositiveIntegerField(default=60)),
                ("quiet_from", models.CharField(blank=True, default="", max_length=5)),
                ("quiet_until", models.CharField(blank=True, default="", max_length=5)),
                ("time_zone", models.CharField(default="Asia/Shanghai", max_length=64)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("active", models.BooleanField(default=True)),
                ("changed_by", models.CharField(default="", max_length=150)),
                ("changed_at", models.DateTimeField()),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="records.noticetarget"
                    ),
                ),
            ],
            options={"db_table": "alert_rule"},
        ),
    ]
