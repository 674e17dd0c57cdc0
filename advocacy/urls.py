"""The product's own routes, one block an area; add yours in its block."""

from django.urls import URLPattern

groups: list[URLPattern] = []

sponsors: list[URLPattern] = []

studies: list[URLPattern] = []

partnerships: list[URLPattern] = []

handbook: list[URLPattern] = []

urlpatterns = [*groups, *sponsors, *studies, *partnerships, *handbook]
