"""The addresses of the alarms."""

from django.urls import path

from orderway.console.alarms import pages

urlpatterns = [
    path("alarms", pages.alarms, name="alarms"),
    path("alarms/<int:alarm_id>/acknowledge", pages.acknowledge, name="alarm_acknowledge"),
]
