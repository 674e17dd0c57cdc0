"""Ask for little, in few words."""

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from advocacy.policy.burden import burden
from advocacy.policy.facts import Ask
from advocacy.policy.registry import (
    Act,
    Facts,
    Finding,
    Limits,
    Principle,
    Remedy,
    allow,
    block,
    rule,
    unknown,
)
from advocacy.policy.remedies import Mend
from advocacy.policy.text import Text, joined, ngettext
from advocacy.policy.text import gettext as _

CODE = "keep-it-simple"


@rule(
    CODE,
    title=_("Keep it simple"),
    principle=Principle.DONT_OVERCOMPLICATE,
    why=_(
        "Most groups are a handful of people with other work to do. One clear thing to do, told "
        "on one screen, gets done; a bundle gets put off."
    ),
    acts=(Act.CONTACT,),
    override_role="manager",
    limits=("optional_activities", "ask_words", "attachments", "small_staff", "small_group_hours"),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Weigh words, activities, attachments and the group's hours, and say what to cut."""
    if not facts.carries_ask:
        return _words_alone(facts.intent.words, limits)
    if facts.ask is None:
        return unknown(
            CODE,
            _("There is no ask yet, so nobody can say how much work it is."),
            threshold=_threshold(limits),
            remedy=Remedy(Mend.WRITE_ASK, _("Write the ask")),
        )
    ask = replace(facts.ask, words=max(facts.ask.words, facts.intent.words))
    staff = facts.group.staff_size
    weight = burden(ask=ask, staff_size=staff, limits=limits)
    because = _sum(ask, staff, limits)
    if not weight.cuts:
        return allow(CODE, because, threshold=_threshold(limits))
    return block(
        CODE,
        because,
        threshold=_threshold(limits),
        remedy=Remedy(Mend.SIMPLIFY, joined(weight.cuts, separator=", ")),
    )


def _words_alone(words: int, limits: Limits) -> Finding:
    because = _words(words, limits)
    if words <= limits.ask_words:
        return allow(CODE, because, threshold=_threshold(limits))
    cut = ngettext("cut {count} word", "cut {count} words", words - limits.ask_words)
    return block(CODE, because, threshold=_threshold(limits), remedy=Remedy(Mend.SIMPLIFY, cut))


def _words(words: int, limits: Limits) -> Text:
    return ngettext(
        "{count} of {most} words.", "{count} of {most} words.", words, most=limits.ask_words
    )


def _sum(ask: Ask, staff: int | None, limits: Limits) -> Text:
    activities = 1 + len(ask.optional)
    parts = (
        _words(ask.words, limits),
        ngettext(
            "{count} activity of {most}.",
            "{count} activities of {most}.",
            activities,
            most=1 + limits.optional_activities,
        ),
        ngettext(
            "{count} attachment of {most}.",
            "{count} attachments of {most}.",
            ask.attachments,
            most=limits.attachments,
        ),
        _hours(ask.effort_hours, staff, limits),
    )
    return joined(parts)


def _hours(hours: Decimal, staff: int | None, limits: Limits) -> Text:
    if staff is None:
        return _(
            "{hours} of {most} h of work for a group of unknown size.",
            hours=hours,
            most=limits.small_group_hours,
        )
    if staff <= limits.small_staff:
        return ngettext(
            "{hours} of {most} h of work for a group of {count} person.",
            "{hours} of {most} h of work for a group of {count} people.",
            staff,
            hours=hours,
            most=limits.small_group_hours,
        )
    return _("{hours} h of work for a group of {staff} people.", hours=hours, staff=staff)


@lru_cache(maxsize=8)
def _threshold(limits: Limits) -> Text:
    return _(
        "one activity and {optional} optional, {words} words, {attachments} attachments, "
        "{hours} h for up to {staff} people",
        optional=limits.optional_activities,
        words=limits.ask_words,
        attachments=limits.attachments,
        hours=limits.small_group_hours,
        staff=limits.small_staff,
    )
