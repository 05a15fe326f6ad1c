"""The app's name and label."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Owner of tables and migrations; no signals, no work at start."""

    name = "orderway.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
