"""The environment of templates/rows: rows of long lists, drawn fifty at a time."""

from collections.abc import MutableMapping
from typing import Any

from django.template.defaultfilters import truncatechars
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils.text import capfirst
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language
from jinja2 import Environment, StrictUndefined, Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from advocacy.addresses import address, address_of
from advocacy.speech import gettext, marked, ngettext
from advocacy.templatetags import charts, figures, partnerships, timeline, ui, verdicts
from advocacy.templatetags.icons import icon

#: Functions that say the same for every person and every page of a language, given the same words.
SAME_FOR_ALL = ("_", "address", "icon", "static")


class Constants(NodeTransformer):
    """Puts what a call with nothing but words in quotes gives in the place of the call."""

    def __init__(self, said: MutableMapping[str, Any]) -> None:
        self.said = said

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 # as the visitor asks for it
        """The call, or what it gives."""
        self.generic_visit(node)
        named = [pair.value for pair in node.kwargs]
        fixed = all(isinstance(given, nodes.Const) for given in (*node.args, *named))
        known = isinstance(node.node, nodes.Name) and node.node.name in SAME_FOR_ALL
        if not (fixed and known) or node.dyn_args or node.dyn_kwargs:
            return node
        value = self.said[node.node.name](  # type: ignore[attr-defined]  # a Name
            *[given.value for given in node.args],  # type: ignore[attr-defined]  # all are Const
            **{pair.key: pair.value.value for pair in node.kwargs},  # type: ignore[attr-defined]
        )
        value = Markup(value) if hasattr(value, "__html__") else value  # noqa: S704 # safe already
        return nodes.Const(value, lineno=node.lineno, environment=node.environment)


class Rows(Environment):
    """Jinja's environment, with one for each language and place where the product is mounted.

    In each of them the constant parts of a template are drawn once, when it is loaded, as
    `pagcrm.folding` does for Django's templates.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.spoken: dict[tuple[str | None, str], Environment] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 # Jinja's name
    ) -> Template:
        """The template in the language that is active."""
        if self.overlayed:
            return super().get_template(name, parent, globals)
        here = (get_language(), get_script_prefix())
        if here not in self.spoken:
            self.spoken[here] = self.overlay()
        return self.spoken[here].get_template(name, parent, globals)

    def compile(
        self, source: Any, name: Any = None, filename: Any = None, raw: Any = False, *more: Any
    ) -> Any:
        """A template as Python, its constants drawn where the language is known."""
        if self.overlayed:
            source = Constants(self.globals).visit(self.parse(source, name, filename))
        return super().compile(source, name, filename, raw, *more)


def environment(**options: Any) -> Rows:
    """Give Jinja what rows need: translation, addresses, icons, and days as people say them."""
    given = options | {"undefined": StrictUndefined, "extensions": ["jinja2.ext.i18n"]}
    made = Rows(**given)  # Django sets autoescape
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    made.globals["_"] = made.globals["gettext"] = marked
    made.globals |= {
        "icon": icon, "address": address, "address_of": address_of, "static": static,
        "local_today": localdate,
        "budget_bars": charts.budget_bars, "lead_time_bars": charts.lead_time_bars,
        "override_link": verdicts.override_link, "waiting_override": verdicts.waiting_override,
    }  # fmt: skip
    made.filters |= {
        "initials": ui.initials,
        "because": partnerships.because,
        "channel": partnerships.channel,
        "due": ui.due,
        "evidence_url": verdicts.evidence_url,
        "field_names": partnerships.field_names,
        "in_zone": ui.in_zone,
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
        "place": ui.place,
        "principle": verdicts.principle,
        "quoted": timeline.quoted,
        "refused_action": timeline.refused_action,
        "refusing_rules": timeline.refusing_rules,
        "shown": figures.shown,
        "role_label": verdicts.role_label,
        "rule_of": verdicts.rule_of,
        "short_day": ui.short_day,
        "rule_title": timeline.rule_title,
        "stage_label": timeline.stage_label,
        "stops_of": timeline.stops_of,
        "there": ui.there,
        "told": timeline.told,
        "told_by": timeline.told_by,
        "tone": ui.tone,
        "truncatechars": truncatechars,
        "wall_time": ui.wall_time,
        "within": ui.within,
        "words": ui.words,
    }
    made.trim_blocks = made.lstrip_blocks = True
    return made
