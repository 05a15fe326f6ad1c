"""What a WSGI server runs."""

from django.core.wsgi import get_wsgi_application

from orderway.project import setup

setup()
application = get_wsgi_application()
