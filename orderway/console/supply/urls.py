"""The addresses of supply."""

from django.urls import path

from orderway.console.supply import deeds, entering, pages

urlpatterns = [
    path("stock/sku/<int:sku_id>", pages.sku, name="stock_sku"),
    path("supply", pages.purchases, name="supply_purchases"),
    path("supply/goods", entering.goods, name="supply_goods"),
    path("supply/purchase/new", entering.purchase_new, name="supply_purchase_new"),
    path("supply/purchase/proposed", deeds.purchase_proposed, name="supply_purchase_proposed"),
    path("supply/purchase/<int:purchase_id>", pages.purchase, name="supply_purchase"),
    path("supply/purchase/<int:purchase_id>/day", deeds.purchase_day, name="supply_purchase_day"),
    path("supply/purchase/<int:purchase_id>/receive", deeds.purchase_receive, name="supply_purchase_receive"),
    path("supply/purchase/<int:purchase_id>/<slug:verb>", deeds.purchase_step, name="supply_purchase_step"),
    path("supply/transfers", pages.transfers, name="supply_transfers"),
    path("supply/transfer/new", entering.transfer_new, name="supply_transfer_new"),
    path("supply/transfer/<int:transfer_id>", pages.transfer, name="supply_transfer"),
    path("supply/transfer/<int:transfer_id>/receive", deeds.transfer_receive, name="supply_transfer_receive"),
    path("supply/transfer/<int:transfer_id>/<slug:verb>", deeds.transfer_step, name="supply_transfer_step"),
    path("supply/counts", pages.counts, name="supply_counts"),
    path("supply/counts/sheet", deeds.sheet, name="supply_sheet"),
    path("supply/counts/<int:task_id>", deeds.count, name="supply_count"),
    path("supply/counts/<int:task_id>/<slug:verb>", deeds.count_decide, name="supply_count_decide"),
    path("supply/buying", pages.buying, name="supply_replenish"),
    path("supply/buying/measure", deeds.measure, name="supply_measure"),
    path("supply/lots", pages.lots_page, name="supply_lots"),
    path("supply/ring-fenced", pages.fences_page, name="supply_fences"),
    path("supply/ring-fenced/set", deeds.fence, name="supply_fence"),
    path("supply/told", pages.published, name="supply_published"),
    path("supply/told/<int:shop_id>/again", deeds.publish_again, name="supply_publish_again"),
]
