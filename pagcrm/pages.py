"""Django's templates, with nothing of a page left over once it is drawn.

Django's context of a request refers to itself, so that ten thousand rows would stay in memory
until the collector comes by; several such pages at once make a process grow for good.
"""

from typing import Any

from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.backends.django import DjangoTemplates, Template, reraise
from django.template.context import make_context
from django.utils.safestring import SafeString


class Pages(DjangoTemplates):
    """The backend of Django, with pages that let go."""

    def get_template(self, template_name: str) -> "Page":
        return Page(super().get_template(template_name).template, self)

    def from_string(self, template_code: str) -> "Page":
        return Page(super().from_string(template_code).template, self)


class Page(Template):
    """A template that empties its context at the end."""

    def render(
        self, context: dict[str, Any] | None = None, request: HttpRequest | None = None
    ) -> SafeString:
        made = make_context(context, request, autoescape=self.backend.engine.autoescape)
        try:
            return SafeString(self.template.render(made))
        except TemplateDoesNotExist as missing:
            reraise(missing, self.backend)
            raise
        finally:
            made.dicts.clear()
