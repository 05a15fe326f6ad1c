"""The addresses of the traffic with platforms."""

from django.urls import path

from orderway.console.channels import pages

urlpatterns = [
    path("channels", pages.channels, name="channels"),
    path("channels/<int:shop_id>", pages.channel, name="channel"),
    path("channels/<int:shop_id>/act", pages.act, name="channel_act"),
    path("channels/<int:shop_id>/access", pages.access, name="channel_access"),
]
