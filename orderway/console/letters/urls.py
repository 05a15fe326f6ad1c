"""The addresses of letters."""

from django.urls import path

from orderway.console.letters import pages

urlpatterns = [
    path("settings/letters", pages.letters, name="letters"),
    path("settings/letters/policy/<int:shop_id>", pages.policy, name="letters_policy"),
    path("settings/letters/<str:kind>/<slug:language>", pages.letter, name="letter"),
]
