"""Everything the rules may know, `now` included; made by workflow/gather.py and by nobody else."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from advocacy.policy.calendars import BusinessCalendar
from advocacy.policy.text import Money


class Act(StrEnum):
    """What is about to happen, as far as the rules tell it apart."""

    CONSIDER = "consider"  # would this group come into question for this study?
    CONTACT = "contact"  # an attempt: unsolicited, outbound
    THANK = "thank"  # the one thank-you after a decline or hesitation
    ANSWER = "answer"  # one answer, without an ask, to a hesitant group's question
    REPLY = "reply"  # in a live conversation
    AGREE_TERMS = "agree_terms"
    EXECUTE = "execute"
    PLACE = "place"  # schedule a placement
    GO_LIVE = "go_live"
    PAY = "pay"


class Purpose(StrEnum):
    EXPLORATORY = "exploratory"  # asks how the group stands to trials; carries no ask
    ASK = "ask"
    REMINDER = "reminder"
    THANK_YOU = "thank_you"
    ANSWER = "answer"
    REPLY = "reply"


WITHOUT_ASK = frozenset({Purpose.EXPLORATORY, Purpose.THANK_YOU, Purpose.ANSWER, Purpose.REPLY})


class StanceKind(StrEnum):
    UNKNOWN = "unknown"
    OPEN = "open"
    CASE_BY_CASE = "case_by_case"
    NO_TRIALS = "no_trials"
    NO_INDUSTRY = "no_industry"


class ClearanceAnswer(StrEnum):
    NONE_KNOWN = "none_known"
    COORDINATE = "coordinate"
    SPONSOR_LEADS = "sponsor_leads"
    HOLD = "hold"
    DO_NOT_CONTACT = "do_not_contact"


class StopScope(StrEnum):
    ASK = "ask"
    GROUP_FAMILY = "group_family"
    SPONSOR_FAMILY = "sponsor_family"


class StopReason(StrEnum):
    NO_RESPONSE = "no_response"
    HESITANT = "hesitant"
    DECLINED = "declined"
    POLICY_NO = "policy_no"
    OPT_OUT = "opt_out"


class Phase(StrEnum):
    CONVERSATION = "conversation"
    REVIEW = "review"
    CONTRACT = "contract"
    MATERIALS = "materials"
    SETUP = "setup"


@dataclass(frozen=True, slots=True)
class Intent:
    """The act with what the person is about to send."""

    act: Act
    purpose: Purpose | None = None
    channel: str = ""
    person: UUID | None = None
    words: int = 0


@dataclass(frozen=True, slots=True)
class ProfileFact:
    kind: str  # mission, size, channels, submission_route, audience …
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Stance:
    kind: StanceKind
    source: str
    as_of: date
    id: UUID | None = None
    group: str = ""  # whose stance it is: the group's own, or an umbrella's that rolls down


@dataclass(frozen=True, slots=True)
class BusyPeriod:
    """A time in which the group has no ear for us; both days included."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class OptOut:
    id: UUID
    said_on: date
    group: str = ""  # which group said never, or where a person did who is at several
    person: UUID | None = None  # set where a person said it for herself
    person_name: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    id: UUID
    name: str
    calendar: BusinessCalendar
    staff_size: int | None = None
    revenue: Money | None = None
    profile: tuple[ProfileFact, ...] = ()
    stance: Stance | None = None
    busy: tuple[BusyPeriod, ...] = ()
    opt_outs: tuple[OptOut, ...] = ()
    overdue_report_backs: tuple["OverdueReportBack", ...] = ()


@dataclass(frozen=True, slots=True)
class OverdueReportBack:
    id: UUID
    study: str
    due_on: date


@dataclass(frozen=True, slots=True)
class SponsorContact:
    id: UUID
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A known relationship between any of the sponsor family and any of the group family."""

    id: UUID
    kind: str
    sponsor: str  # as it was called when the tie was made
    group: str
    since: date | None
    path: tuple[str, ...] = ()  # from the study's sponsor to the tied one, names


@dataclass(frozen=True, slots=True)
class Clearance:
    id: UUID
    asked_on: date
    asked_of: str
    answer: ClearanceAnswer | None = None
    answered_on: date | None = None
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Study:
    id: UUID
    name: str
    sponsor: str
    launch_on: date | None = None
    contacts: tuple[SponsorContact, ...] = ()
    family_changed_on: date | None = None  # newest parent edge of the sponsor family

    def __hash__(self) -> int:
        """Cheap, since one study stands in the facts of all its candidates."""
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class Touch:
    id: UUID
    occurred_at: datetime
    channel: str
    outbound: bool
    attempt: bool  # unsolicited, delivered, no genuine response before it
    genuine: bool  # a human inbound message
    purpose: str
    by: str = ""
    spaces: bool = True  # counts for spacing: an attempt, or an unanswered ring
    ends: bool = False  # a genuine word that welcomes no reply: a no, hesitation, never


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop that binds this group (its own, or one from above) and runs now."""

    id: UUID
    scope: StopScope
    reason: StopReason
    starts_on: date
    until: date | None  # first day on which it no longer binds; None = for good
    group: str = ""
    study: str = ""
    sponsor: str = ""
    reopened: bool = False  # the group itself wrote in this very thread after the stop began
    thank_you_owed: bool = False
    question_open: bool = False


@dataclass(frozen=True, slots=True)
class Partnership:
    id: UUID
    stage: str
    why_this_group: str = ""
    not_before: date | None = None  # out of office, or paused at the group's wish
    in_conversation: bool = False  # a genuine inbound came and nothing closed the thread
    side_state: str = ""
    first_touch_done: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Benefit:
    text: str
    goal: str = ""  # the group's own words it is tied to; empty = tied to none
    goal_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SimilarAsk:
    id: UUID
    group: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Ask:
    id: UUID
    version: int
    primary: str
    optional: tuple[str, ...]
    words: int
    attachments: int
    effort_hours: Decimal
    fee: Money | None = None
    benefits: tuple[Benefit, ...] = ()
    similar: SimilarAsk | None = None
    sent: bool = False  # this version or one before it


@dataclass(frozen=True, slots=True)
class Terms:
    """What the ask or the draft agreement says on independence."""

    exclusivity: bool = False
    sole_funder: bool = False
    pay_per_referral: bool = False
    uses_logo: bool = False
    logo_permission: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """What reached the whole group family from all studies; dates in the group's zone."""

    unsolicited: tuple[date, ...] = ()  # of the last year, oldest first
    new_asks: tuple[date, ...] = ()  # first attempts of other partnerships in 12 months
    open_asks: tuple[tuple[UUID, str], ...] = ()  # other partnerships awaiting an answer
    invited: bool = False


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """How long a phase takes here and why; `n` finished partnerships stand behind it."""

    phase: Phase
    weeks: Decimal
    basis: str = "default"  # default, short, group, kind, master
    n: int = 0
    done: bool = False
    evidence: UUID | None = None

    def __hash__(self) -> int:
        """Cheap, since the sum of one plan serves all candidates that share it."""
        return hash((self.phase, self.weeks, self.done))


@dataclass(frozen=True, slots=True)
class Budget:
    """The study's line in one currency, without this partnership's own share."""

    line: UUID
    currency: str
    approved: Decimal
    cap: Decimal
    committed: Decimal
    offered: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    id: UUID
    basis: str  # rate_card, comparables, none
    comparables: int
    fair_value: Money | None


@dataclass(frozen=True, slots=True)
class Agreement:
    id: UUID | None  # None for a verbal yes without any paper
    verbal_yes_on: date | None = None
    executed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None  # the last day of its term
    missing: tuple[str, ...] = ()  # required fields that are empty, by field name (words.py)


@dataclass(frozen=True, slots=True)
class Approval:
    file_hash: str
    language: str
    country: str
    channel: str
    body: str
    approved_on: date
    expires_on: date  # the first day on which it no longer holds
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Placement:
    id: UUID
    material: str
    version: int
    file_hash: str
    language: str
    country: str
    channel: str
    planned_on: date
    approvals: tuple[Approval, ...] = ()


@dataclass(frozen=True, slots=True)
class Override:
    id: UUID
    rule: str
    act: str
    expires_at: datetime
    used: bool = False

    def covers(self, *, rule: str, act: Act, now: datetime) -> bool:
        return (
            self.rule == rule and self.act == act.value and not self.used and now < self.expires_at
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """One partnership, or one study and one group that have none yet, at one moment."""

    now: datetime
    intent: Intent
    group: Group
    study: Study
    partnership: Partnership | None = None
    ask: Ask | None = None
    terms: Terms = field(default_factory=Terms)
    touches: tuple[Touch, ...] = ()  # of this partnership, oldest first
    stops: tuple[Stop, ...] = ()
    #: Ran out by now and would still run, had stops been longer; None where nobody looked.
    ended_stops: tuple[Stop, ...] | None = None
    ties: tuple[Tie, ...] = ()
    clearance: Clearance | None = None  # the newest that is answered, else the newest asked
    clearance_pending: Clearance | None = None  # asked again since, not answered yet
    load: Load = field(default_factory=Load)
    phases: tuple[PhasePlan, ...] = ()
    short_phases: tuple[PhasePlan, ...] = ()  # the same for a small ask
    budget: Budget | None = None
    quote: Quote | None = None
    paid_by_family: Money | None = None  # to this group by the sponsor family in 12 months
    agreement: Agreement | None = None
    placements: tuple[Placement, ...] = ()
    overrides: tuple[Override, ...] = ()

    @property
    def today(self) -> date:
        """The date in the group's own time zone."""
        return self.group.calendar.local_date(self.now)

    @property
    def attempts(self) -> tuple[Touch, ...]:
        """The unsolicited touches of this partnership that count, oldest first."""
        return tuple(t for t in self.touches if t.attempt)

    @property
    def carries_ask(self) -> bool:
        """What is sent asks the group for something; a touch of unstated purpose is taken to."""
        return self.intent.purpose not in WITHOUT_ASK
