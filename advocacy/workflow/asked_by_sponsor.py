"""What a sponsor's own people set going, each of them one action of the write path."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from advocacy.matching.groups import named_exactly
from advocacy.models import BudgetLine, OneTimeLink, Partnership, Sponsor, User
from advocacy.policy.text import gettext as _
from advocacy.workflow.errors import NotFound, StageRefused
from advocacy.workflow.locks import GONE
from advocacy.workflow.perform import perform
from advocacy.workflow.step import Done

Values = Mapping[str, Any]


def answer_by_link(link: OneTimeLink, values: Values) -> Done:
    """Answer the question that the link was made for, as the person it was sent to."""
    asked = link.clearance
    assert asked is not None
    found = Partnership.objects.open().filter(study=asked.study_id, group=asked.group_id).first()
    if found is None:
        raise StageRefused(_("This question is no longer open."))
    return perform("answer_clearance", actor=None, subject=found, data={**values, "link": link})


def answer(viewer: User, partnership: UUID, values: Values) -> Done:
    """Answer a question about one partnership, as oneself."""
    found = Partnership.objects.filter(pk=partnership).first()
    if found is None:
        raise NotFound(GONE)
    return perform("answer_clearance", actor=viewer, subject=found, data=dict(values))


def declare(viewer: User, values: Values) -> Done:
    """Declare a relationship with a group, which is looked for by its name.

    Whether it is on file is not told: that would say with whom others work.
    """
    name = str(values.get("group_name") or "")
    sponsor = Sponsor.objects.filter(viewers=viewer).first()
    return perform(
        "declare_relationship", actor=viewer, subject=sponsor,
        data={**values, "group": named_exactly(name)},
    )  # fmt: skip


def raise_budget(viewer: User, line: UUID, values: Values) -> Done:
    """Raise what is approved in one line of a study's budget."""
    found = BudgetLine.objects.select_related("study").filter(pk=line).first()
    if found is None:
        raise NotFound(GONE)
    data = {**values, "currency": found.currency}
    return perform("raise_budget", actor=viewer, subject=found.study, data=data)
