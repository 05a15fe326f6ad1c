"""The addresses of packing."""

from django.urls import path

from orderway.journey.pack import prints, screens

urlpatterns = [
    path("pack", screens.home, name="pack"),
    path("pack/slips.pdf", prints.slips, name="print_slips"),
    path("pack/<str:code>", screens.check, name="pack_check"),
]
