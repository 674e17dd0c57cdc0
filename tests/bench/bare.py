"""The product's models for the floor, without what the product does when it starts."""

from django.apps import AppConfig


class BareConfig(AppConfig):
    """No mails, no sign-in: tables and queries alone."""

    name = "advocacy"
