"""What is there all day: palette, keys, drafts, filters under a name, many rows at once."""

from functools import cache
from typing import Any
from uuid import UUID

from django import template
from django.db.models import QuerySet
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advocacy.forms.saved_views import kept_part
from advocacy.models.together import together
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
    rows = kept(person=request.user.pk, page=page)["rows"]
    return {
        "rows": rows,
        "query": query,
        "page_name": page,
        "path": request.path,
        "here": request.get_full_path(),
        "current": next((row for row in rows if row["query"] == query), None),
        "csrf_token": context.get("csrf_token"),
    }


@together
def kept(*, person: UUID, page: str) -> dict[str, QuerySet[Any]]:
    """The filters of a list that a person may use."""
    rows = SavedView.objects.visible_to(person).of_page(page)
    return {"rows": rows.values("id", "name", "query", "shared")}


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


@register.simple_tag(takes_context=True)
def desk_dialogs(context: Context) -> SafeString:
    """The command palette, the sheet of keys and the note of a draft, for our own people."""
    user = context.get("user")
    if not getattr(user, "is_insider", False):
        return SafeString("")
    return dialogs(get_language() or "", decides=bool(getattr(user, "decides", False)))


@cache
def dialogs(language: str, *, decides: bool) -> SafeString:
    """The markup, drawn once for each language and kind of role: nothing else changes in it."""
    parts = ("palette/dialog.html", "keys/sheet.html", "keys/draft.html")
    drawn = [render_to_string(f"advocacy/{part}", {"decides": decides}) for part in parts]
    return SafeString("".join(drawn))
