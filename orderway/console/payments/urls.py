"""The addresses of payments and of the review of one order."""

from django.urls import path

from orderway.console.payments import access, after, pages, review

urlpatterns = [
    path("payments", pages.open_notices, name="payments"),
    path("payments/days", pages.days, name="payments_days"),
    path("payments/days.csv", pages.days_csv, name="payments_days_csv"),
    path("payments/<int:pk>/match", pages.match, name="payment_match"),
    path("payments/<int:order_id>/take", after.take, name="payment_take"),
    path("orders/<int:order_id>/review", review.review, name="order_review"),
    path("settings/gateways", access.overview, name="settings_gateways"),
    path("settings/gateways/<int:shop_id>/<slug:gateway>", access.edit, name="settings_gateway"),
]
