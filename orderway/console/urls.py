"""The addresses of the desk."""

from django.urls import path

from orderway.console import account, asking_page, board, bulk, counts, do, entry, order, orders, queues, reveals, views

urlpatterns = [
    path("", board.board, name="board"),
    path("login", account.log_in, name="login"),
    path("logout", account.log_out, name="logout"),
    path("account", account.account, name="account"),
    path("counts", counts.counts, name="counts"),
    path("orders", orders.orders, name="orders"),
    path("orders/new", entry.new, name="order_new"),
    path("orders/new/goods", entry.goods, name="order_new_goods"),
    path("orders/views/save", views.save, name="view_save"),
    path("orders/views/<int:view_id>/forget", views.forget, name="view_forget"),
    path("orders/bulk/<slug:command>", bulk.bulk, name="orders_bulk"),
    path("orders/undo/<slug:key>", bulk.undo, name="orders_undo"),
    path("orders/<int:order_id>", order.order, name="order"),
    path("orders/<int:order_id>/panel", order.panel, name="order_panel"),
    path("orders/<int:order_id>/row", orders.row, name="order_row"),
    path("orders/<int:order_id>/reveal", reveals.reveal, name="order_reveal"),
    path("orders/<int:order_id>/do/<slug:command>", do.do, name="order_do"),
    path("orders/<int:order_id>/asking", asking_page.proposal, name="order_asking"),
    path("orders/<int:order_id>/undo/<slug:command>", do.undo, name="order_undo"),
    path("queues", queues.queues, name="queues"),
    path("queues/<slug:name>", queues.queue, name="queue"),
    path("queues/<slug:name>/next", queues.claim_next, name="queue_next"),
]
