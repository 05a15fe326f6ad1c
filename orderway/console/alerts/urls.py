"""The addresses of alerts."""

from django.urls import path

from orderway.console.alerts import pages

urlpatterns = [
    path("settings/alerts", pages.alerts, name="alerts"),
    path("settings/alerts/targets/new", pages.target, name="alert_target_new"),
    path("settings/alerts/targets/<int:pk>", pages.target, name="alert_target"),
    path("settings/alerts/targets/<int:pk>/try", pages.try_target, name="alert_target_try"),
    path("settings/alerts/rules/new", pages.rule, name="alert_rule_new"),
    path("settings/alerts/rules/<int:pk>", pages.rule, name="alert_rule"),
]
