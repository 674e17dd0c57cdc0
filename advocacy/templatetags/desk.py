"""What lists offer all day: filters under a name, one action for many rows."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _

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


@register.inclusion_tag("advocacy/bulk/bar.html", takes_context=True)
def bulk_bar(context: Context, study: Any = None) -> dict[str, Any]:
    """What can be done with the ticked partnerships, or with ticked candidates of a study."""
    if study is not None:
        url = reverse("bulk-candidates", args=[study.pk])
        deeds = [("start", _("Start partnerships"))]
    else:
        url = reverse("bulk-partnerships")
        deeds = [
            ("reassign", _("Hand over to a colleague")),
            ("clearance", _("Ask the sponsor")),
            ("close", _("Close")),
        ]
    here, token = context["request"].get_full_path(), context.get("csrf_token")
    return {"url": url, "deeds": deeds, "here": here, "csrf_token": token}
