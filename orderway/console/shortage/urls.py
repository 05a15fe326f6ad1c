"""The addresses of shortages."""

from django.urls import path

from orderway.console.shortage import pages

urlpatterns = [
    path("shortages", pages.skus, name="shortages"),
    path("shortages/<int:sku_id>", pages.sku, name="shortage_sku"),
    path("shortages/<int:sku_id>/<slug:kind>", pages.for_all, name="shortage_for_all"),
    path("orders/<int:order_id>/way/<slug:kind>", pages.take, name="shortage_take"),
]
