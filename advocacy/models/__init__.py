"""The nouns of the domain."""

from advocacy.models.agreement import (
    Agreement,
    AgreementKind,
    Approval,
    Material,
    Placement,
    PlacementState,
)  # fmt: skip
from advocacy.models.base import Currency, Record, uuid7
from advocacy.models.breach import Breach
from advocacy.models.condition import Condition
from advocacy.models.event import Event
from advocacy.models.follow_up import FollowUp, FollowUpKind, FollowUpState, Load
from advocacy.models.group import Group, GroupKind
from advocacy.models.history import History
from advocacy.models.inbound import (
    InboundFile,
    InboundKind,
    InboundMail,
    InboundState,
    MailboxPosition,
)  # fmt: skip
from advocacy.models.limit_version import LimitVersion
from advocacy.models.message import Message, MessageState
from advocacy.models.money import (
    BudgetHold,
    FmvBasis,
    HoldState,
    Quote,
    ReportBack,
    Transfer,
    TransferKind,
)  # fmt: skip
from advocacy.models.notification import CalendarFeed, Notification, NotificationKind
from advocacy.models.override import (
    NEVER_OVERRIDABLE,
    Override,
    OverrideReason,
    OverrideState,
)  # fmt: skip
from advocacy.models.partnership import (
    Ask,
    AskChange,
    ExitReason,
    Partnership,
    PhaseDuration,
    SideState,
    Stage,
)  # fmt: skip
from advocacy.models.preferences import NotificationPreferences
from advocacy.models.profile import (
    BusyPeriod,
    Channel,
    ChannelKind,
    FactKind,
    Goal,
    Person,
    ProfileFact,
)  # fmt: skip
from advocacy.models.promise import Delivery, Promise, PromiseKind, PromiseState
from advocacy.models.replay import (
    DecisionFacts,
    Replay,
    ReplayState,
    Turn,
    TurnedDecision,
)  # fmt: skip
from advocacy.models.search import NameWord
from advocacy.models.share import HiddenPartnership, Share, ShareField, ShareLevel
from advocacy.models.sponsor import (
    ParentEdge,
    Relationship,
    RelationshipKind,
    Sponsor,
    SponsorContact,
    SponsorKind,
)  # fmt: skip
from advocacy.models.stance import OptOut, Stance, StanceKind
from advocacy.models.study import (
    BudgetLine,
    Clearance,
    ClearanceAnswer,
    Study,
    StudyStatus,
)  # fmt: skip
from advocacy.models.summary import RefusalDay, StageVisit, TouchDay
from advocacy.models.touch import (
    Direction,
    Purpose,
    ReplyOutcome,
    Stop,
    StopReason,
    StopScope,
    Touch,
    TouchChannel,
    TouchState,
    WayIn,
)  # fmt: skip
from advocacy.models.user import Role, User
from advocacy.models.viewers import OneTimeLink, ViewerSession
from advocacy.models.window import (
    EndedBecause,
    HappeningCode,
    WindowBudget,
    WindowHappening,
    WindowPartnership,
    WindowPlacement,
    WindowQuestion,
    WindowStanding,
    WindowStudy,
)  # fmt: skip
from advocacy.models.workspace import SavedView

__all__ = [
    "NEVER_OVERRIDABLE", "Agreement", "AgreementKind", "Approval", "Ask", "AskChange", "Breach",
    "BudgetHold", "BudgetLine", "BusyPeriod", "CalendarFeed", "Channel", "ChannelKind",
    "Clearance", "ClearanceAnswer", "Condition", "Currency", "DecisionFacts", "Delivery",
    "Direction", "EndedBecause", "Event", "ExitReason", "FactKind", "FmvBasis", "FollowUp",
    "FollowUpKind", "FollowUpState", "Goal", "Group", "GroupKind", "HappeningCode",
    "HiddenPartnership", "History", "HoldState", "InboundFile", "InboundKind", "InboundMail",
    "InboundState", "LimitVersion", "Load", "MailboxPosition", "Material", "Message",
    "MessageState", "NameWord", "Notification", "NotificationKind", "NotificationPreferences",
    "OneTimeLink", "OptOut", "Override", "OverrideReason", "OverrideState", "ParentEdge",
    "Partnership", "Person", "PhaseDuration", "Placement", "PlacementState", "ProfileFact",
    "Promise", "PromiseKind", "PromiseState", "Purpose", "Quote", "Record", "RefusalDay",
    "Relationship",
    "RelationshipKind", "Replay", "ReplayState", "ReplyOutcome", "ReportBack", "Role",
    "SavedView", "Share", "ShareField", "ShareLevel", "SideState", "Sponsor", "SponsorContact",
    "SponsorKind", "Stage", "StageVisit", "Stance", "StanceKind", "Stop", "StopReason",
    "StopScope", "Study",
    "StudyStatus", "Touch", "TouchChannel", "TouchDay", "TouchState", "Transfer", "TransferKind",
    "Turn",
    "TurnedDecision", "User", "ViewerSession", "WayIn", "WindowBudget", "WindowHappening",
    "WindowPartnership", "WindowPlacement", "WindowQuestion", "WindowStanding", "WindowStudy",
    "uuid7",
]  # fmt: skip
