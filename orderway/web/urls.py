"""The addresses of what every page shares: language, palette, the page of all parts."""

from django.urls import include, path

from orderway.web import look, palette_view

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("go", palette_view.go, name="go"),
    path("look", look.look, name="look"),
    path("look/<slug:page>", look.look, name="look_page"),
]
