"""The addresses of stock."""

from django.urls import path

from orderway.console.stock import changing, pages

urlpatterns = [
    path("stock", pages.stock, name="stock"),
    path("stock/receive", changing.receive, name="stock_receive"),
    path("stock/<int:sku_id>/<int:warehouse_id>", pages.one, name="stock_one"),
    path("stock/<int:sku_id>/<int:warehouse_id>/place", changing.place, name="stock_place"),
    path("stock/<int:sku_id>/<int:warehouse_id>/<slug:kind>", changing.change, name="stock_change"),
]
