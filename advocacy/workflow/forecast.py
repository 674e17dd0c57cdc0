"""What open partnerships are likely to cost, as far as their groups are known to be willing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from advocacy.models import Ask, Partnership, Quote, Sponsor, Study
from advocacy.models.base import now as present
from advocacy.policy import facts
from advocacy.policy.facts import Act, Intent
from advocacy.policy.rules import willingness
from advocacy.policy.text import Text
from advocacy.policy.verdict import Outcome
from advocacy.workflow.gather import groups
from advocacy.workflow.gather.assemble import LIMITS, limits_of
from advocacy.workflow.gather.batch import Batch, Pair
from advocacy.workflow.gather.questions import Answers

QUESTIONS = (LIMITS, groups.STANCES)


@dataclass(frozen=True, slots=True)
class Expected:
    """One open partnership that holds nothing of the budget yet, and what it would cost.

    The price is the group's newest quote, or else the fee of the newest ask. It counts where the
    rule on willingness finds a stance that is known and fresh, and 0 elsewhere.
    """

    own: Partnership
    price: Decimal
    currency: str
    quoted: bool
    because: Text
    willing: bool

    @property
    def counted(self) -> Decimal:
        return self.price if self.willing else Decimal(0)


def expected(studies: Collection[UUID], *, now: datetime | None = None) -> list[Expected]:
    """The open partnerships of these studies that hold nothing yet but have a price."""
    priced = _priced(studies)
    if not priced:
        return []
    pairs = tuple(Pair(own.group, own) for own, *_price in priced)
    # The stance belongs to the group alone, so partnerships of many studies are asked at once.
    batch = Batch(Study(sponsor=Sponsor()), pairs, now or present())
    said = Answers(batch, QUESTIONS, acts=(Act.AGREE_TERMS,))
    limits, stances = limits_of(said), groups.stances(said, batch)
    found = []
    for pair, (own, price, currency, quoted) in zip(pairs, priced, strict=True):
        group = facts.Group(
            pair.group.id, pair.group.name, batch.calendars[pair.key],
            stance=groups.stance_fact(stances.get(pair.key)),
        )  # fmt: skip
        study = facts.Study(own.study_id, "", "")
        one = facts.Facts(now=batch.now, intent=Intent(Act.AGREE_TERMS), group=group, study=study)
        finding = willingness.check(one, limits)
        willing = finding.outcome is Outcome.ALLOW
        found.append(Expected(own, price, currency, quoted, finding.because, willing))
    return found


def _priced(studies: Collection[UUID]) -> list[tuple[Partnership, Decimal, str, bool]]:
    quotes = {q.partnership_id: q for q in Quote.objects.newest_of_unheld(studies)}
    asks = {a.partnership_id: a for a in Ask.objects.priced_of_unheld(studies)}
    found: list[tuple[Partnership, Decimal, str, bool]] = []
    for key in quotes.keys() | asks.keys():
        if key in quotes:
            quote = quotes[key]
            found.append((quote.partnership, quote.amount, quote.currency, True))
        else:
            ask = asks[key]
            found.append((ask.partnership, ask.fee or Decimal(0), ask.fee_currency, False))
    return sorted(found, key=lambda one: (one[0].group.name, one[0].pk))
