"""The addresses of the warehouse's desk."""

from django.urls import path

from orderway.console.warehouse import desk, waves

urlpatterns = [
    path("warehouse", desk.desk, name="warehouse"),
    path("warehouse/waves/new", waves.new, name="wave_new"),
    path("warehouse/waves/<int:wave_id>", waves.show, name="wave"),
    path("warehouse/waves/<int:wave_id>/labels", waves.ask_labels, name="wave_labels"),
    path("warehouse/stops/<int:fulfilment_id>", waves.answer_stop, name="stop_answer"),
]
