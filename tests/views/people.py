"""Browsers in which somebody is signed in."""

from django.test import Client

from advocacy.models import User


def signed_in(user: User) -> Client:
    """Give a browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client
