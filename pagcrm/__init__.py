"""The project: settings, routes, servers; the product itself is in `advocacy`."""

from pagcrm.celery import app as celery_app

__all__ = ["__version__", "celery_app"]
__version__ = "0.1.0"
