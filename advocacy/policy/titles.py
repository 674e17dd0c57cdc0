"""What people call the acts and the limits."""

from advocacy.policy.facts import Act, StopReason
from advocacy.policy.text import Text
from advocacy.policy.text import gettext as _

ACT_TITLES: dict[str, Text] = {
    Act.CONSIDER: _("Consider the group for a study"),
    Act.CONTACT: _("Write to the group"),
    Act.THANK: _("Send the thank-you"),
    Act.ANSWER: _("Answer the group’s question"),
    Act.REPLY: _("Reply in the conversation"),
    Act.AGREE_TERMS: _("Agree on the terms"),
    Act.EXECUTE: _("Execute the agreement"),
    Act.PLACE: _("Schedule a placement"),
    Act.GO_LIVE: _("Go live"),
    Act.PAY: _("Record a payment"),
}

LIMIT_TITLES: dict[str, Text] = {
    "profile_facts": _("Facts that make a profile"),
    "profile_fact_months": _("A fact stays fresh for"),
    "copy_paste_share": _("Two texts are too alike from"),
    "report_back_days": _("Report-back is due after"),
    "clearance_days": _("A sponsor’s answer holds for"),
    "clearance_chase_business_days": _("Call the sponsor after"),
    "conversation_weeks": _("Conversation"),
    "conversation_weeks_short": _("Conversation, small ask"),
    "review_weeks": _("The group’s review"),
    "review_weeks_short": _("The group’s review, small ask"),
    "contract_weeks": _("Contract"),
    "contract_weeks_short": _("Contract, small ask"),
    "contract_weeks_master": _("Contract under a master agreement"),
    "materials_weeks": _("Materials and ethics committee"),
    "materials_weeks_short": _("Materials and ethics committee, small ask"),
    "setup_weeks": _("Set-up"),
    "setup_weeks_short": _("Set-up, small ask"),
    "learned_partnerships": _("Real durations are used from"),
    "lead_time_override_share": _("A manager may except a shortfall of"),
    "contingency_share": _("Contingency on what is committed and offered"),
    "budget_override_share": _("A manager may go over by"),
    "fee_deviation_share": _("A fee goes to compliance when it is off by more than"),
    "revenue_warn_share": _("Warn from this part of the group’s revenue"),
    "revenue_compliance_share": _("Compliance decides from this part of the revenue"),
    "stance_months": _("A stance holds for"),
    "optional_activities": _("Optional activities beside the primary one"),
    "ask_words": _("Words in an ask, at most"),
    "attachments": _("Attachments, at most"),
    "small_staff": _("A small group has up to"),
    "small_group_hours": _("A small group’s work, at most"),
    "light_ask_hours": _("A small ask takes at most"),
    "attempts_per_ask": _("Attempts for one ask, at most"),
    "spacing_business_days": _("Wait before the second attempt"),
    "spacing_business_days_last": _("Wait before the third attempt"),
    "opens_hour": _("No contact before"),
    "closes_hour": _("No contact after"),
    "silence_business_days": _("Silence closes the ask after"),
    "thank_you_business_days": _("The thank-you is due within"),
    "out_of_office_business_days": _("After an absence, wait"),
    "touches_per_90_days": _("Unsolicited touches in the window, at most"),
    "load_window_days": _("The window for touches"),
    "new_asks_per_12_months": _("New asks in 12 months, at most"),
    "quiet_no_response_days": _("After no response, every study waits"),
    "quiet_no_response_sponsor_days": _("After no response, the sponsor family waits"),
    "quiet_hesitant_days": _("After hesitation, every study waits"),
    "quiet_hesitant_sponsor_days": _("After hesitation, the sponsor family waits"),
    "quiet_declined_days": _("After a no, every study waits"),
    "quiet_declined_sponsor_days": _("After a no, the sponsor family waits"),
    "reservation_minutes": _("A reserved touch is held for"),
    "override_days": _("An override lasts at most"),
    "agreement_alert_days": _("First alert before an agreement ends"),
}

#: What ends an ask, and the limits that say how long every study and the sponsor family wait.
STOPS: tuple[tuple[StopReason, Text, str, str], ...] = (
    (
        StopReason.NO_RESPONSE, _("No response"),
        "quiet_no_response_days", "quiet_no_response_sponsor_days",
    ),
    (StopReason.HESITANT, _("Hesitant"), "quiet_hesitant_days", "quiet_hesitant_sponsor_days"),
    (StopReason.DECLINED, _("Declined"), "quiet_declined_days", "quiet_declined_sponsor_days"),
    (StopReason.POLICY_NO, _("Against their policy"), "", ""),
    (StopReason.OPT_OUT, _("Opt-out"), "", ""),
)  # fmt: skip
