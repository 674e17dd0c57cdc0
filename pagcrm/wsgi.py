"""The WSGI entry point, for granian."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pagcrm.settings")

application = get_wsgi_application()

# What the code itself takes stays for ever: the collector need not look at it again and again,
# and a page with thousands of small objects must not make it run a hundred times.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
