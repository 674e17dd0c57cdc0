"""The application under measurement; DJANGO_SETTINGS_MODULE says whether product or floor."""

from pagcrm.wsgi import application

__all__ = ["application"]
