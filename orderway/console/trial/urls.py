"""The addresses of trials."""

from __future__ import annotations

from django.urls import path

from orderway.console.trial import acting, form_page, looking

urlpatterns = [
    path("trial", looking.trials, name="trials"),
    path("trial/new", form_page.new, name="trial_new"),
    path("trial/rates.csv", form_page.template, name="trial_rates_template"),
    path("trial/<int:pk>", looking.trial, name="trial"),
    path("trial/<int:pk>/orders/<int:order_id>", looking.order, name="trial_order"),
    path("trial/<int:pk>/stop", acting.stop, name="trial_stop"),
    path("trial/<int:pk>/again", acting.again, name="trial_again"),
    path("trial/<int:pk>/remove", acting.remove, name="trial_remove"),
    path("trial/<int:pk>/activate", acting.activate, name="trial_activate"),
]
