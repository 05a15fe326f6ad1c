"""The addresses of the buyer's pages."""

from django.urls import path

from orderway.buyer import answer, giveback, survey, track

urlpatterns = [
    path("t", track.find, name="buyer_find"),
    path("t/<str:code>/<str:sign>", track.track, name="buyer_track"),
    path("t/<str:code>/<str:sign>/message", track.message, name="buyer_message"),
    path("a/<str:code>/<str:sign>", answer.answer, name="buyer_answer"),
    path("r/<str:code>/<str:sign>", giveback.give_back, name="buyer_return"),
    path("r/<str:code>/<str:sign>/cancel", giveback.cancel, name="buyer_return_cancel"),
    path("s/<str:code>/<str:sign>", survey.survey, name="buyer_survey"),
]
