"""What a shop's listing says of its goods: seller's code, model, colour, size; compared with each order."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0016_files")]
    operations = [
        migrations.AddField(
            "listing", "seller_code", models.CharField(blank=True, db_default="", default="", max_length=200)
        ),
        migrations.AddField("listing", "spec", models.CharField(blank=True, db_default="", default="", max_length=300)),
    ]
