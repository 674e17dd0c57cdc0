"""Draws inputs and lists of choices without a template for each of them."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString

SELECT = "django/forms/widgets/select.html"


#: Those that are one <input>, as Django draws them.
INPUTS = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in ("text", "number", "email", "url", "hidden", "checkbox", "date", "input")
)


class Renderer(TemplatesSetting):
    """Django's own renderer, but the widgets that every form has cost no template."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in INPUTS:
            return input_(context["widget"])
        if template_name == SELECT:
            return select(context["widget"])
        return super().render(template_name, context, request)


def input_(widget: dict[str, Any]) -> SafeString:
    """An <input> from the same context that Django's template gets."""
    own = {"type": widget["type"], "name": widget["name"]}
    value = widget["value"]
    given = own if value is None else {**own, "value": str(value)}
    return format_html("<input{}>", flatatt({**given, **widget["attrs"]}))


def select(widget: dict[str, Any]) -> SafeString:
    """A <select> from the same context that Django's template gets."""
    parts = []
    for name, options, _index in widget["optgroups"]:
        drawn = SafeString("\n".join(map(_option, options)))
        parts.append(
            format_html('<optgroup label="{}">{}</optgroup>', name, drawn) if name else drawn
        )
    given = flatatt({"name": widget["name"], **widget["attrs"]})
    return format_html("<select{}>{}</select>", given, SafeString("".join(parts)))


def _option(option: dict[str, Any]) -> str:
    """Lists are long, and few lines of them have attributes."""
    given = flatatt(option["attrs"]) if option["attrs"] else ""
    label = conditional_escape(option["label"])
    return f'<option value="{escape(option["value"])}"{given}>{label}</option>'
