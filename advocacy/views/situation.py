"""Where a partnership stands: one gathering of facts, and every decision that follows from it."""

from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_noop

from advocacy.models import ExitReason, Partnership, Stage, Touch
from advocacy.policy.facts import Act, Facts, Intent, Purpose
from advocacy.policy.limits import Limits
from advocacy.policy.registry import decide
from advocacy.policy.titles import ACT_TITLES
from advocacy.policy.verdict import Decision
from advocacy.views.remedies import step
from advocacy.workflow import stages
from advocacy.workflow.errors import Requirement
from advocacy.workflow.gather import gather_for
from advocacy.workflow.gather.contact import without

#: What the rules are asked first in each stage; before a conversation it is the next touch.
ACTS = {
    Stage.CONVERSATION: Act.REPLY,
    Stage.REVIEW: Act.AGREE_TERMS,
    Stage.TERMS: Act.EXECUTE,
    Stage.CONTRACTING: Act.EXECUTE,
    Stage.EXECUTED: Act.PLACE,
    Stage.MATERIALS: Act.PLACE,
    Stage.SCHEDULED: Act.GO_LIVE,
    Stage.LIVE: Act.PAY,
    Stage.REPORTED: Act.PAY,
}
#: The page on which an act is taken.
PAGES = {
    Act.CONTACT: "write",
    Act.THANK: "thank-you",
    Act.ANSWER: "answer",
    Act.REPLY: "reply",
    Act.AGREE_TERMS: "agree-terms",
    Act.EXECUTE: "execute",
    Act.PLACE: "placement",
    Act.GO_LIVE: "live",
    Act.PAY: "transfer",
}
#: The button that leads from a stage to the next one: page and words.
ONWARD = {
    Stage.IDENTIFIED: ("profiled", gettext_noop("Mark as profiled")),
    Stage.PROFILED: ("ask-clearance", gettext_noop("Ask the sponsor")),
    Stage.CLEARED: ("write", gettext_noop("Write to the group")),
    Stage.OUTREACH: ("", gettext_noop("Log their answer")),
    Stage.CONVERSATION: ("group-review", gettext_noop("The group reviews it")),
    Stage.REVIEW: ("agree-terms", gettext_noop("Terms are agreed")),
    Stage.TERMS: ("agreement", gettext_noop("Draft the agreement")),
    Stage.CONTRACTING: ("execute", gettext_noop("Execute the agreement")),
    Stage.EXECUTED: ("materials-ready", gettext_noop("Materials are ready")),
    Stage.MATERIALS: ("placement", gettext_noop("Schedule a placement")),
    Stage.SCHEDULED: ("live", gettext_noop("Go live")),
    Stage.LIVE: ("report", gettext_noop("Report the figures")),
    Stage.REPORTED: ("close", gettext_noop("Close it")),
    Stage.CLOSED: ("renew", gettext_noop("Renew")),
}


REOPEN = gettext_noop("Take the conversation up again")


@dataclass(frozen=True, slots=True)
class Situation:
    """A partnership with the facts of this moment."""

    partnership: Partnership
    facts: Facts
    limits: Limits
    decided: dict[Intent, Decision] = field(default_factory=dict, compare=False, repr=False)

    def decide(self, intent: Intent) -> Decision:
        """What all rules say to an act; neither facts nor answers are worked out again."""
        if intent not in self.decided:
            asked = replace(self.facts, intent=intent)
            self.decided[intent] = decide(facts=asked, limits=self.limits)
        return self.decided[intent]

    @property
    def fitting(self) -> Intent:
        """The act that comes next here."""
        own = Stage(self.partnership.stage)
        if own is Stage.CLOSED:
            return self._after_the_end()
        if own in ACTS:
            return Intent(ACTS[own])
        return Intent(Act.CONTACT, self.purpose)

    def _after_the_end(self) -> Intent:
        if any(stop.thank_you_owed for stop in self.facts.stops):
            return Intent(Act.THANK, Purpose.THANK_YOU)
        if any(stop.question_open for stop in self.facts.stops):
            return Intent(Act.ANSWER, Purpose.ANSWER)
        if self.facts.partnership and self.facts.partnership.in_conversation:
            return Intent(Act.REPLY, Purpose.REPLY)
        return Intent(Act.CONTACT, Purpose.ASK)

    @property
    def purpose(self) -> Purpose:
        """What the next unsolicited touch is for."""
        made = self.facts.attempts
        if made and len(made) >= self.limits.attempts_per_ask - 1:
            return Purpose.THANK_YOU
        if any(touch.purpose == Purpose.ASK for touch in made):
            return Purpose.REMINDER
        willing = self.decide(Intent(Act.CONTACT, Purpose.ASK)).of("willingness")
        if willing is not None and willing.refuses and not willing.never:
            return Purpose.EXPLORATORY
        return Purpose.ASK

    @property
    def checklist(self) -> tuple[Requirement, ...]:
        """What the next stage needs, met or not."""
        ahead = stages.next_stage(self.partnership)
        intent = stages.act_for(ahead)
        if intent.act is Act.CONTACT:
            intent = Intent(Act.CONTACT, self.purpose)
        return stages.checklist(self.partnership, self.facts, self.decide(intent))

    def asked(self, code: str) -> Intent:
        """The act that the address asks about; the fitting one where it asks for none we know."""
        if code not in PAGES:
            return self.fitting
        act = Act(code)
        return Intent(act, self.purpose) if act is Act.CONTACT else Intent(act)

    def page_of(self, intent: Intent) -> str:
        """Where an act is taken."""
        url = step(self.partnership, PAGES[intent.act])
        return f"{url}?purpose={intent.purpose}" if intent.act is Act.CONTACT else url

    def onward(self) -> tuple[str, str]:
        """Address and words of the button to the next stage."""
        slug, words = ONWARD[Stage(self.partnership.stage)]
        if self.partnership.is_closed and self.partnership.exit_reason != ExitReason.COMPLETED:
            known = self.facts.partnership
            talking = known is not None and known.in_conversation
            return (step(self.partnership, "reopen"), REOPEN) if talking else ("", "")
        if not slug:
            return f"{reverse('touch-log')}?partnership={self.partnership.pk}", words
        if slug == "ask-clearance" and self.facts.clearance and not self.facts.clearance.answer:
            return step(self.partnership, "answer-clearance"), gettext_noop("Record the answer")
        return step(self.partnership, slug), words


def situation_of(partnership: Partnership, *, reserved: Touch | None = None) -> Situation:
    """Gather the facts of a partnership once; a touch just being written is no earlier attempt."""
    facts, limits = gather_for(partnership=partnership, intent=Intent(Act.CONTACT, Purpose.ASK))
    if reserved is not None:
        facts = without(facts, reserved)
    return Situation(partnership, facts, limits)


def act_tabs(situation: Situation, current: Intent, *, asked: QueryDict) -> list[dict[str, object]]:
    """The acts that one may ask the rules about, the present one marked; the page else stays."""
    kept = asked.copy()
    for name in ("act", "after", "before"):
        kept.pop(name, None)
    rest = f"{kept.urlencode()}&" if kept else ""
    return [
        {"label": ACT_TITLES[act], "url": f"?{rest}act={act.value}", "current": act is current.act}
        for act in PAGES
    ]
