"""Why an action did not take place, in words for the person who asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from advocacy.policy.text import Text
from advocacy.policy.text import gettext as _
from advocacy.policy.verdict import Decision


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a stage needs; `code` names the place where it is mended."""

    code: str
    text: Text
    met: bool


class WorkflowError(Exception):
    """An action was not carried out; nothing was changed."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class PolicyBlocked(WorkflowError):
    """The rules refuse; the decision says which, why and until when."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(_("The rules do not allow this yet. Each reason says what mends it."))
        self.decision = decision


class NotAllowed(WorkflowError):
    """The person's role does not carry this."""


class StageRefused(WorkflowError):
    """The partnership is not where this can happen; `missing` says what comes first."""

    def __init__(self, text: Text, missing: tuple[Requirement, ...] = ()) -> None:
        super().__init__(text)
        self.missing = missing


class InvalidData(WorkflowError):
    """A value cannot be right; `errors` names the fields."""

    def __init__(self, errors: Mapping[str, Text]) -> None:
        super().__init__(next(iter(errors.values())))
        self.errors = dict(errors)


class NotFound(WorkflowError):
    """The record is gone, merged or was never there."""


class Stale(WorkflowError):
    """Somebody saved these fields since the form was opened; nothing was written over."""

    def __init__(self, text: Text, fields: tuple[str, ...]) -> None:
        super().__init__(text)
        self.fields = fields
