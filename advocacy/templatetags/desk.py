"""What lists offer all day: filters under a name."""

from typing import Any

from django import template
from django.template import Context

from advocacy.forms.saved_views import kept_part
from advocacy.models.workspace import SavedView

register = template.Library()


@register.inclusion_tag("advocacy/saved_views/bar.html", takes_context=True)
def saved_views(context: Context, page: str) -> dict[str, Any]:
    """The filters that this person may use on a list, and a way to keep the present one."""
    request = context["request"]
    try:
        query = kept_part(request.META.get("QUERY_STRING", ""))
    except ValueError:
        query = ""
    rows = list(SavedView.objects.visible_to(request.user).of_page(page))
    return {
        "rows": rows,
        "query": query,
        "page_name": page,
        "path": request.path,
        "here": request.get_full_path(),
        "current": next((row for row in rows if row.query == query), None),
        "csrf_token": context.get("csrf_token"),
    }
