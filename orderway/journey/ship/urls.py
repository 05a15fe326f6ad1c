"""The addresses of labels and hand-over."""

from django.urls import path

from orderway.journey.ship import prints, screens

urlpatterns = [
    path("handover", screens.hand_over, name="hand_over"),
    path("handover/labels.pdf", prints.labels, name="print_labels"),
]
