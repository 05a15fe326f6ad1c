"""The addresses of the settings."""

from __future__ import annotations

from django.urls import URLPattern, path

from orderway.console.settings import access, overview, people, rate_card, stock_limits, views
from orderway.console.settings.registry import sheets
from orderway.console.settings.sheets_people import Users


def _of_sheet(key: str, removable: bool) -> list[URLPattern]:
    """The pages of one sheet."""
    permission = sheets()[key].permission
    found = [
        path(f"settings/{key}", views.list_of(key), name=f"settings_{key}"),
        path(f"settings/{key}/new", views.form_of(key), name=f"settings_{key}_new"),
        path(f"settings/{key}/file", views.file_of(key, permission), name=f"settings_{key}_file"),
        path(
            f"settings/{key}/template.csv",
            views.template_of(key, permission),
            name=f"settings_{key}_template",
        ),
    ]
    if key != "stock":
        found.append(path(f"settings/{key}/<int:pk>", views.form_of(key), name=f"settings_{key}_edit"))
    if removable:
        found.append(path(f"settings/{key}/<int:pk>/remove", views.remove_of(key), name=f"settings_{key}_remove"))
    return found


urlpatterns = [
    path("settings", overview.overview, name="settings"),
    path("settings/practice/remove", overview.remove_practice, name="settings_practice_remove"),
    path("settings/rate-card", rate_card.rate_card, name="settings_rate_card"),
    path("settings/stock-limits", stock_limits.stock_limits, name="settings_stock_limits"),
    path("settings/users", people.users, name="settings_users"),
    path("settings/users/file", views.file_of("users", Users.permission), name="settings_users_file"),
    path("settings/users/template.csv", views.template_of("users", Users.permission), name="settings_users_template"),
    path("settings/users/new", people.user, name="settings_users_new"),
    path("settings/users/<int:pk>", people.user, name="settings_users_edit"),
    path("settings/shops/<int:pk>/access", access.access, name="settings_shop_access"),
    path("settings/shops/<int:pk>/keys/<int:key_id>/revoke", access.revoke, name="settings_key_revoke"),
]
for _key, _sheet in sheets().items():
    urlpatterns += _of_sheet(_key, _sheet.removable)
