"""The environment of templates/rows: rows of long lists, drawn fifty at a time."""

from typing import Any

from django.templatetags.static import static
from django.utils.text import capfirst
from django.utils.timezone import localtime
from jinja2 import Environment, StrictUndefined

from advocacy.addresses import address, address_of
from advocacy.speech import gettext, marked, ngettext
from advocacy.templatetags import figures, partnerships, timeline, ui, verdicts
from advocacy.templatetags.icons import icon


def environment(**options: Any) -> Environment:
    """Give Jinja what rows need: translation, addresses, icons, and days as people say them."""
    given = options | {"undefined": StrictUndefined, "extensions": ["jinja2.ext.i18n"]}
    made = Environment(**given)  # noqa: S701 # Django sets autoescape
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    made.globals["_"] = made.globals["gettext"] = marked
    made.globals |= {
        "icon": icon, "address": address, "address_of": address_of, "static": static
    }  # fmt: skip
    made.filters |= {
        "initials": ui.initials,
        "is_past": partnerships.is_past,
        "ago": ui.ago,
        "capfirst": capfirst,
        "day": ui.day,
        "day_of": timeline.day_of,
        "iso": lambda at: localtime(at).isoformat(),
        "kind_of": timeline.kind_of,
        "marks": figures.marks,
        "moment": ui.moment,
        "money": ui.money,
        "quoted": timeline.quoted,
        "refused_action": timeline.refused_action,
        "refusing_rules": timeline.refusing_rules,
        "shown": figures.shown,
        "rule_of": verdicts.rule_of,
        "short_day": ui.short_day,
        "rule_title": timeline.rule_title,
        "stage_label": timeline.stage_label,
        "stops_of": timeline.stops_of,
        "there": ui.there,
        "told": timeline.told,
        "told_by": timeline.told_by,
        "tone": ui.tone,
        "words": ui.words,
    }
    made.trim_blocks = made.lstrip_blocks = True
    return made
