"""All addresses: those of the packages that have a module `urls`, and the two health probes."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, converters, path

from orderway.kernel.digits import DIGITS_MAX
from orderway.project import discovery, health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
# No table holds an id with more digits, and PostgreSQL would choke on it: nothing is at such an address.
converters.IntConverter.regex = rf"[0-9]{{1,{DIGITS_MAX}}}"
for _name in discovery.modules("urls"):
    if _name != __name__:
        urlpatterns += import_module(_name).urlpatterns
