"""What a WSGI server runs."""

import os

from django.core.wsgi import get_wsgi_application

from orderway.project import rush, setup
from orderway.web import middleware_api

setup()
application = get_wsgi_application()
if address := rush.reached(os.environ.get(rush.ADDRESS_VARIABLE, "")):
    watch = rush.Rush(*address, middleware_api.PROBE)
    middleware_api.provide(watch.waited)
    watch.start()
