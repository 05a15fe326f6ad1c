"""The addresses of the figures."""

from django.urls import path

from orderway.insight.figures import lists, page

urlpatterns = [
    path("figures", page.figures, name="figures"),
    path("figures/<slug:figure>", lists.figure_list, name="figures_list"),
]
