"""Rows for tests, written directly: what a page or rule needs to be there, and nothing more."""

from tests.factories.clock import (
    TODAY,
    days_ago,
    moment,
)
from tests.factories.contracts import (
    AgreementFactory,
    ApprovalFactory,
    MaterialFactory,
    PlacementFactory,
    QuoteFactory,
)
from tests.factories.decisions import (
    BreachFactory,
    EventFactory,
    OverrideFactory,
)
from tests.factories.groups import (
    BusyPeriodFactory,
    ChannelFactory,
    ConditionFactory,
    GoalFactory,
    GroupFactory,
    OptOutFactory,
    PersonFactory,
    ProfileFactFactory,
    StanceFactory,
)
from tests.factories.partnerships import (
    AskFactory,
    ClearanceFactory,
    FollowUpFactory,
    NotificationFactory,
    PartnershipFactory,
    StopFactory,
    TouchFactory,
)
from tests.factories.people import (
    UserFactory,
)
from tests.factories.studies import (
    BudgetHoldFactory,
    BudgetLineFactory,
    ContactFactory,
    ParentEdgeFactory,
    PhaseDurationFactory,
    RelationshipFactory,
    ShareFactory,
    SponsorFactory,
    StudyFactory,
)

__all__ = [
    "TODAY",
    "AgreementFactory",
    "ApprovalFactory",
    "AskFactory",
    "BreachFactory",
    "BudgetHoldFactory",
    "BudgetLineFactory",
    "BusyPeriodFactory",
    "ChannelFactory",
    "ClearanceFactory",
    "ConditionFactory",
    "ContactFactory",
    "EventFactory",
    "FollowUpFactory",
    "GoalFactory",
    "GroupFactory",
    "MaterialFactory",
    "NotificationFactory",
    "OptOutFactory",
    "OverrideFactory",
    "ParentEdgeFactory",
    "PartnershipFactory",
    "PersonFactory",
    "PhaseDurationFactory",
    "PlacementFactory",
    "ProfileFactFactory",
    "QuoteFactory",
    "RelationshipFactory",
    "ShareFactory",
    "SponsorFactory",
    "StanceFactory",
    "StopFactory",
    "StudyFactory",
    "TouchFactory",
    "UserFactory",
    "days_ago",
    "moment",
]
