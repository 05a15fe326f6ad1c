"""The addresses of text messages."""

from django.urls import path

from orderway.console.texts import pages

urlpatterns = [
    path("settings/texts", pages.texts_page, name="texts"),
    path("settings/texts/new/<slug:gateway>", pages.new, name="text_account_new"),
    path("settings/texts/<int:pk>", pages.edit, name="text_account"),
    path("settings/texts/<int:pk>/try", pages.try_account, name="text_account_try"),
]
