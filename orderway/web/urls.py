"""The addresses of what every page shares: language, palette, the page of all parts."""

from django.urls import path

from orderway.web import language, look, palette_view

urlpatterns = [
    path("language", language.switch, name="set_language"),
    path("go", palette_view.go, name="go"),
    path("look", look.look, name="look"),
    path("look/<slug:page>", look.look, name="look_page"),
]
