"""All addresses: those of the packages that have a module `urls`, and the two health probes."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, path

from orderway.project import discovery, health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
for _name in discovery.modules("urls"):
    if _name != __name__:
        urlpatterns += import_module(_name).urlpatterns
