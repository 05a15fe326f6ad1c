"""Decision tables, kinds of holds, black list, credit, floors of prices. See schema/rules.sql."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from orderway.records.schemafile import run_schema


def _id() -> tuple[str, models.Field]:  # type: ignore[type-arg]
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _words(length: int, blank: bool = False) -> models.Field:  # type: ignore[type-arg]
    base = models.CharField(max_length=length)
    return django.contrib.postgres.fields.ArrayField(base_field=base, blank=blank, default=list, size=None)


class Migration(migrations.Migration):
    dependencies = [("records", "0004_figures")]
    operations = [
        migrations.RunPython(run_schema("rules"), migrations.RunPython.noop),
        migrations.CreateModel(
            name="HoldKind",
            fields=[
                ("reason", models.CharField(max_length=50, primary_key=True, serialize=False)),
                ("blocks", _words(20)),
                ("may_release", _words(30, blank=True)),
                ("owner", models.CharField(max_length=30)),
                ("hours", models.PositiveIntegerField(default=24)),
                ("expires_hours", models.PositiveIntegerField(default=0)),
                ("at_end", models.CharField(blank=True, default="", max_length=10)),
                ("escalate_to", models.CharField(blank=True, default="", max_length=30)),
                ("line_only", models.BooleanField(default=False)),
                ("changed_by", models.CharField(default="", max_length=150)),
                ("changed_at", models.DateTimeField()),
            ],
            options={"db_table": "hold_kind"},
        ),
        migrations.AddField(
            model_name="sku",
            name="cost_currency",
            field=models.CharField(db_default="CNY", default="CNY", max_length=3),
        ),
        migrations.AddField(model_name="sku", name="cost_minor", field=models.BigIntegerField(db_default=0, default=0)),
        migrations.AddField(
            model_name="sku", name="floor_minor", field=models.BigIntegerField(db_default=0, default=0)
        ),
        migrations.CreateModel(
            name="BlackEntry",
            fields=[
                _id(),
                ("kind", models.CharField(max_length=10)),
                ("hash", models.BigIntegerField()),
                ("shop_id", models.BigIntegerField(blank=True, null=True)),
                ("reason", models.CharField(max_length=200)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("added_by", models.CharField(default="", max_length=150)),
                ("added_at", models.DateTimeField()),
                ("practice", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "black_entry",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hash", "kind", "shop_id"), name="black_entry_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditAccount",
            fields=[
                _id(),
                ("shop_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("key_hash", models.BigIntegerField()),
                ("by_phone", models.BooleanField(default=False)),
                ("limit_minor", models.BigIntegerField()),
                ("currency", models.CharField(default="CNY", max_length=3)),
                ("active", models.BooleanField(default=True)),
                ("changed_by", models.CharField(default="", max_length=150)),
                ("changed_at", models.DateTimeField()),
                ("practice", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "credit_account",
                "constraints": [
                    models.UniqueConstraint(fields=("shop_id", "key_hash"), name="credit_account_once"),
                    models.CheckConstraint(
                        condition=models.Q(("limit_minor__gte", 0)), name="credit_limit_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleChange",
            fields=[
                _id(),
                ("at", models.DateTimeField(db_index=True)),
                ("actor", models.CharField(max_length=150)),
                ("about", models.CharField(max_length=30)),
                ("key", models.CharField(max_length=100)),
                ("deed", models.CharField(max_length=30)),
                ("facts", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "rule_change",
                "indexes": [models.Index(fields=["about", "key", "id"], name="rule_change_of")],
            },
        ),
        migrations.CreateModel(
            name="RuleTable",
            fields=[
                _id(),
                ("kind", models.CharField(max_length=30)),
                ("shop_id", models.BigIntegerField(blank=True, null=True)),
                ("name", models.CharField(max_length=100)),
                ("position", models.IntegerField(default=0)),
                ("made_by", models.CharField(default="", max_length=150)),
                ("made_at", models.DateTimeField()),
                ("practice", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "rule_table",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "shop_id", "name"), name="rule_table_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleVersion",
            fields=[
                _id(),
                ("number", models.PositiveIntegerField()),
                ("state", models.CharField(default="DRAFT", max_length=10)),
                ("effective_from", models.DateTimeField(blank=True, null=True)),
                ("effective_until", models.DateTimeField(blank=True, null=True)),
                ("body", models.JSONField()),
                ("note", models.CharField(blank=True, default="", max_length=400)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("author", models.CharField(default="", max_length=150)),
                ("changed_at", models.DateTimeField()),
                ("activated_by", models.CharField(blank=True, default="", max_length=150)),
                ("activated_at", models.DateTimeField(blank=True, null=True)),
                ("retired_by", models.CharField(blank=True, default="", max_length=150)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "table",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="records.ruletable"
                    ),
                ),
            ],
            options={
                "db_table": "rule_version",
                "constraints": [
                    models.UniqueConstraint(fields=("table", "number"), name="rule_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "DRAFT")), fields=("table",), name="rule_version_one_draft"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "ACTIVE")),
                        fields=("table", "effective_from"),
                        name="rule_version_one_begin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "DRAFT"),
                            models.Q(("activated_at__isnull", False), ("effective_from__isnull", False)),
                            _connector="OR",
                        ),
                        name="rule_version_active_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_until__isnull", True),
                            ("effective_until__gte", models.F("effective_from")),
                            _connector="OR",
                        ),
                        name="rule_version_ends_after_begin",
                    ),
                ],
            },
        ),
    ]
