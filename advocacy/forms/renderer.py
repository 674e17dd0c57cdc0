"""Draws form widgets; long lists of choices without a template for each option."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SELECT = "django/forms/widgets/select.html"


class Renderer(TemplatesSetting):
    """Django's own renderer, but a list of 250 countries costs less than the page around it."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == SELECT:
            return select(context["widget"])
        return super().render(template_name, context, request)


def select(widget: dict[str, Any]) -> SafeString:
    """A <select> from the same context that Django's template gets."""
    parts = []
    for name, options, _index in widget["optgroups"]:
        drawn = format_html_join("\n", "<option{}>{}</option>", map(_option, options))
        parts.append(
            format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn
        )
    attrs = {"name": widget["name"], **widget["attrs"]}
    return format_html(
        "<select{}>{}</select>",
        flatatt(attrs),
        mark_safe("".join(parts)),  # noqa: S308 # drawn above
    )


def _option(option: dict[str, Any]) -> tuple[SafeString, Any]:
    return flatatt({"value": str(option["value"]), **option["attrs"]}), option["label"]
