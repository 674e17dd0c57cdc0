"""All limits in one form, grouped by the rule that they belong to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm
from advocacy.policy.limits import Limits, described
from advocacy.policy.registry import RULES
from advocacy.policy.text import Text, percent
from advocacy.policy.titles import LIMIT_TITLES
from advocacy.templatetags.ui import words

SHARE = "share"


@dataclass(frozen=True, slots=True)
class Line:
    """One limit as a row of the form: its field, and what a person must know to change it."""

    field: Any
    unit: str
    now: str
    default: str
    span: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """The limits of one rule."""

    code: str
    title: str
    lines: tuple[Line, ...]


class LimitsForm(ActionForm):
    """Every limit with its bounds; shares are typed in hundredths."""

    action = "draft_limits"
    submit = _("Save the draft")
    reason = forms.CharField(
        label=_("Why the limits should change"), max_length=500, widget=forms.Textarea,
        help_text=_("Whoever puts them in force reads this, and everybody afterwards."),
    )  # fmt: skip

    def __init__(self, *args: Any, limits: Limits, present: Limits, **kwargs: Any) -> None:
        self.present = present
        super().__init__(*args, **kwargs)
        for name, default, meta in described():
            self.fields[name] = _field(name, default, meta)
            self.initial[name] = _plain(getattr(limits, name), meta)

    @property
    def values(self) -> dict[str, Any]:
        """What differs is found by the workflow; shares become fractions again."""
        given = dict(self.cleaned_data)
        reason = given.pop("reason")
        metas = {name: meta for name, _default, meta in described()}
        values = {
            name: value / 100 if _is_share(metas[name]) else value for name, value in given.items()
        }
        return {"values": values, "reason": reason}

    def chapters(self) -> Iterator[Chapter]:
        """The rules with their limits, each limit once, then those of no rule."""
        left = {name: (default, meta) for name, default, meta in described()}
        for rule in RULES.values():
            own = [(name, *left.pop(name)) for name in rule.limits if name in left]
            if own:
                yield Chapter(rule.code, words(rule.title), tuple(self._lines(own)))
        rest = [(name, default, meta) for name, (default, meta) in left.items()]
        yield Chapter("others", str(_("Other numbers")), tuple(self._lines(rest)))

    def _lines(self, limits: list[tuple[str, Any, Mapping[str, Any]]]) -> Iterator[Line]:
        for name, default, meta in limits:
            yield Line(
                field=self[name],
                unit="%" if _is_share(meta) else words(meta["unit"]),
                now=amount(getattr(self.present, name), meta),
                default=amount(default, meta),
                span=f"{_plain(meta['low'], meta)} – {amount(meta['high'], meta)}",
                why=words(meta["why"]),
                source=words(meta["source"]),
            )


class ActivateForm(ActionForm):
    """Asks once more before limits are put in force."""

    action = "activate_limits"
    submit = _("Put in force")
    danger = True


def amount(value: int | Decimal, meta: Mapping[str, Any]) -> str:
    """A value with its unit, a share as people write it."""
    if _is_share(meta):
        return percent(Decimal(value))
    unit: Text = meta["unit"]
    return f"{_plain(value, meta)} {words(unit)}"


def _is_share(meta: Mapping[str, Any]) -> bool:
    return bool(meta["unit"].message == SHARE)


def _plain(value: int | Decimal, meta: Mapping[str, Any]) -> str:
    return f"{_shown(value, meta).normalize():f}"


def _shown(value: int | Decimal, meta: Mapping[str, Any]) -> Decimal:
    return Decimal(value) * 100 if _is_share(meta) else Decimal(value)


def _field(name: str, default: int | Decimal, meta: Mapping[str, Any]) -> forms.DecimalField:
    """A number between its bounds; whole where the limit counts something."""
    low, high = _shown(meta["low"], meta), _shown(meta["high"], meta)
    whole = isinstance(default, int)
    between = _("Give %(low)s to %(high)s.") % {
        "low": _plain(meta["low"], meta), "high": _plain(meta["high"], meta),
    }  # fmt: skip
    number = _("Give a whole number.") if whole else _("Give a number, such as 12.5.")
    field = forms.DecimalField(
        label=words(LIMIT_TITLES[name]), min_value=low, max_value=high,
        decimal_places=0 if whole else 2, max_digits=8,
        error_messages={
            "required": _("Fill this in."), "invalid": number, "min_value": between,
            "max_value": between, "max_decimal_places": number, "max_digits": between,
            "max_whole_digits": between,
        },
        widget=forms.TextInput(
            attrs={"inputmode": "numeric" if whole else "decimal", "class": "form-control figure",
                   "autocomplete": "off", "aria-describedby": f"about_{name}"}
        ),
    )  # fmt: skip
    field.localize = False
    return field
