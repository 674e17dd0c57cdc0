"""How heavy an ask is for the people who would do the work."""

from dataclasses import dataclass
from decimal import Decimal

from advocacy.policy.facts import Ask
from advocacy.policy.limits import Limits
from advocacy.policy.text import Text, ngettext
from advocacy.policy.text import gettext as _


@dataclass(frozen=True, slots=True)
class Burden:
    """0 is nothing, 100 is exactly what the limits allow; `cuts` says what to leave out."""

    score: int
    cuts: tuple[Text, ...]

    @property
    def level(self) -> str:
        if self.score <= 50:
            return "light"
        return "medium" if self.score <= 100 else "heavy"


def burden(*, ask: Ask, staff_size: int | None, limits: Limits) -> Burden:
    """Weigh words, activities, attachments and hours against their limits, the worst counts."""
    optional = len(ask.optional)
    shares = [
        Decimal(ask.words) / limits.ask_words,
        Decimal(1 + optional) / (1 + limits.optional_activities),
        Decimal(ask.attachments) / max(limits.attachments, 1),
    ]
    small = staff_size is None or staff_size <= limits.small_staff
    if small:
        shares.append(ask.effort_hours / limits.small_group_hours)
    worst, mean = max(shares), sum(shares, Decimal(0)) / len(shares)
    score = worst if worst > 1 else (worst + mean) / 2
    return Burden(int(score * 100), _cuts(ask, small=small, limits=limits))


def _cuts(ask: Ask, *, small: bool, limits: Limits) -> tuple[Text, ...]:
    cuts: list[Text] = []
    if (over := ask.words - limits.ask_words) > 0:
        cuts.append(ngettext("cut {count} word", "cut {count} words", over))
    if (over := len(ask.optional) - limits.optional_activities) > 0:
        cuts.append(ngettext("drop {count} activity", "drop {count} activities", over))
    if (over := ask.attachments - limits.attachments) > 0:
        cuts.append(ngettext("drop {count} attachment", "drop {count} attachments", over))
    if small and ask.effort_hours > limits.small_group_hours:
        spare = ask.effort_hours - limits.small_group_hours
        cuts.append(_("take {hours} h of work off the group", hours=spare))
    return tuple(cuts)
