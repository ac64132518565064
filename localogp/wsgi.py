"""The WSGI entry point: ``gunicorn localogp.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "localogp.settings")

application = get_wsgi_application()
