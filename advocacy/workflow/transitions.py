"""The table of actions: who may do what, from which stage to which, under which rules."""

from advocacy.models import (
    Agreement,
    Approval,
    Ask,
    Breach,
    Direction,
    FollowUp,
    Group,
    InboundMail,
    LimitVersion,
    Material,
    Message,
    OneTimeLink,
    OptOut,
    Override,
    Partnership,
    Person,
    Placement,
    Replay,
    ReportBack,
    Role,
    Share,
    Sponsor,
    Stage,
    Study,
    Touch,
    TouchState,
    User,
    ViewerSession,
)  # fmt: skip
from advocacy.policy.facts import Act, Intent
from advocacy.policy.facts import Purpose as PolicyPurpose
from advocacy.workflow.effects import (
    asks,
    by_sponsor,
    campaigns,
    clearances,
    closing,
    contact,
    contracts,
    exceptions,
    filing,
    follow_ups,
    groups,
    hand_over,
    imports,
    limits,
    log,
    mails,
    materials,
    merge,
    messages,
    partnerships,
    people,
    promises,
    recount,
    sharing,
    sponsors,
    stances,
    studies,
    suspensions,
    viewers,
)  # fmt: skip
from advocacy.workflow.step import DECIDERS, INSIDERS, MANAGERS, SYSTEM, IntentOf, Move, Step

BEFORE_TERMS = (Stage.CONVERSATION, Stage.REVIEW)
BEFORE_REVIEW = (
    Stage.IDENTIFIED, Stage.PROFILED, Stage.CLEARED, Stage.OUTREACH, Stage.CONVERSATION,
    Stage.REVIEW,
)  # fmt: skip
#: What a sponsor’s own people may do; of other sponsors they reach nothing (see bounds.py).
VIEWERS = (Role.SPONSOR_VIEWER,)
ATTEMPTS = (Stage.IDENTIFIED, Stage.PROFILED, Stage.CLEARED, Stage.OUTREACH)
PLACING = (Stage.MATERIALS, Stage.SCHEDULED, Stage.LIVE)


def _act(act: Act) -> IntentOf:
    return lambda _step: Intent(act)


def intent_of_log(step: Step) -> Intent | None:
    """What a logged touch would have had to ask; nothing for what came in or did not arrive."""
    data = step.data
    if data["direction"] != Direction.OUT or data.get("state") not in (
        None, "", TouchState.DELIVERED,
    ):  # fmt: skip
        return None
    person = data.get("person")
    purpose = PolicyPurpose(log.purpose_of(step))
    before = [t for t in step.said if t.occurred_at <= data["occurred_at"]]
    act = recount.act_of(before, purpose)
    return Intent(act, purpose, data["channel"], person.id if person else None)


MOVES: dict[str, Move] = {
    move.action: move
    for move in (
        # groups
        Move("create_group", groups.create_group, None),
        Move("edit_group", groups.edit_group, Group),
        Move("record_fact", groups.record_fact, Group),
        Move("record_goal", groups.record_goal, Group),
        Move("record_channel", groups.record_channel, Group),
        Move("record_busy_period", groups.record_busy_period, Group),
        Move("add_person", people.add_person, Group),
        Move("edit_person", people.edit_person, Person),
        Move("person_left", people.person_left, Person),
        Move("record_stance", stances.record_stance, Group),
        Move("record_opt_out", stances.record_opt_out, Group, by_clock=True),
        Move("lift_opt_out", stances.lift_opt_out, OptOut, roles=DECIDERS),
        Move("merge_groups", merge.merge_groups, Group, roles=MANAGERS),
        Move("record_master_agreement", materials.record_master_agreement, Group),
        # sponsors
        Move("create_sponsor", sponsors.create_sponsor, None),
        Move("edit_sponsor", sponsors.edit_sponsor, Sponsor),
        Move("add_sponsor_contact", sponsors.add_sponsor_contact, Sponsor),
        Move("record_parent", sponsors.record_parent, Sponsor),
        Move("record_relationship", sponsors.record_relationship, Sponsor),
        # who of a sponsor looks in, and what they do
        Move("invite_viewer", viewers.invite_viewer, Sponsor, roles=MANAGERS),
        Move("resend_invitation", viewers.resend_invitation, User, roles=MANAGERS),
        Move("accept_invitation", viewers.accept_invitation, OneTimeLink, roles=SYSTEM,
             by_clock=True),
        Move("end_viewer_access", viewers.end_viewer_access, User, roles=MANAGERS),
        Move("end_viewer_session", viewers.end_viewer_session, ViewerSession, roles=MANAGERS),
        Move("set_viewer_terms", viewers.set_viewer_terms, Sponsor, roles=MANAGERS),
        Move("declare_relationship", by_sponsor.declare_relationship, Sponsor, roles=VIEWERS),
        Move("raise_budget", by_sponsor.raise_budget, Study, roles=VIEWERS),
        # studies
        Move("create_study", studies.create_study, None),
        Move("edit_study", studies.edit_study, Study),
        Move("set_budget", studies.set_budget, Study, roles=MANAGERS),
        Move("add_material", materials.add_material, Study),
        Move("approve_material", materials.approve_material, Material, roles=DECIDERS),
        Move("withdraw_approval", materials.withdraw_approval, Approval, roles=DECIDERS),
        # what sponsors see
        Move("set_share", sharing.set_share, Study, roles=DECIDERS),
        Move("hide_partnership", sharing.hide_partnership, Share, roles=DECIDERS, plans=False),
        Move("show_partnership", sharing.show_partnership, Share, roles=DECIDERS, plans=False),
        # whole files at once
        Move("import_conditions", imports.import_conditions, None, roles=MANAGERS),
        Move("import_groups", imports.import_groups, None, roles=MANAGERS),
        Move("import_sponsors", imports.import_sponsors, None, roles=MANAGERS),
        Move("import_parents", imports.import_parents, None, roles=MANAGERS),
        Move("import_studies", imports.import_studies, None, roles=MANAGERS),
        Move("import_relationships", imports.import_relationships, None, roles=MANAGERS),
        # the way to the first contact
        Move("start_partnership", partnerships.start_partnership, Study),
        Move("edit_partnership", partnerships.edit_partnership, Partnership, plans=False),
        Move("mark_profiled", partnerships.mark_profiled, Partnership,
             stages=(Stage.IDENTIFIED,), to=Stage.PROFILED, needs=True),
        Move("ask_clearance", clearances.ask_clearance, Partnership),
        Move("send_clearance_question", by_sponsor.send_clearance_question, Partnership,
             plans=False),
        Move("answer_clearance", clearances.answer_clearance, Partnership,
             roles=(*INSIDERS, *VIEWERS), by_clock=True),
        Move("write_ask", asks.write_ask, Partnership, stages=BEFORE_REVIEW),
        Move("add_quote", asks.add_quote, Partnership),
        # clear to contact
        Move("reserve_touch", contact.reserve_touch, Partnership, stages=ATTEMPTS,
             intent=contact.intent, holds=True),
        Move("send_touch", contact.send_touch, Touch, stages=ATTEMPTS,
             intent=contact.intent_of_reserved, amend=contact.without_reserved),
        Move("send_mail", mails.send_mail, Touch, stages=ATTEMPTS,
             intent=contact.intent_of_reserved, amend=contact.without_reserved, holds=True),
        Move("deliver_mail", mails.deliver_mail, Touch, roles=SYSTEM, by_clock=True,
             closed_too=True, intent=contact.intent_of_reserved, logs=True,
             amend=contact.without_reserved),
        Move("fail_mail", mails.fail_mail, Touch, roles=SYSTEM, by_clock=True, closed_too=True),
        Move("doubt_mail", mails.doubt_mail, Touch, roles=SYSTEM, by_clock=True, closed_too=True),
        Move("release_touch", contact.release_touch, Touch, closed_too=True),
        Move("contact", contact.contact, Partnership, stages=ATTEMPTS, intent=contact.intent),
        Move("send_thank_you", contact.send_thank_you, Partnership, closed_too=True,
             intent=contact.thank),
        Move("send_answer", contact.send_answer, Partnership, closed_too=True,
             intent=contact.answer),
        Move("send_reply", contact.send_reply, Partnership, closed_too=True,
             intent=contact.reply),
        # log what happened
        Move("log_touch", log.log_touch, (Partnership, Group), closed_too=True,
             intent=intent_of_log, logs=True, amend=log.without_unsent),
        Move("file_mail", filing.file_mail, Partnership, by_clock=True, closed_too=True,
             intent=intent_of_log, logs=True, amend=log.without_unsent),
        Move("read_reply", filing.read_reply, Touch, closed_too=True),
        Move("dismiss_mail", filing.dismiss_mail, InboundMail, closed_too=True, plans=False),
        # side states
        Move("pause", partnerships.pause, Partnership),
        Move("resume", partnerships.resume, Partnership),
        Move("irb_hold", partnerships.irb_hold, Partnership),
        Move("lift_irb_hold", partnerships.lift_irb_hold, Partnership, roles=DECIDERS),
        # terms and contract
        Move("group_review", contracts.group_review, Partnership,
             stages=(Stage.CONVERSATION,), to=Stage.REVIEW, needs=True),
        Move("verbal_yes", contracts.verbal_yes, Partnership,
             stages=(*BEFORE_TERMS, Stage.TERMS, Stage.CONTRACTING)),
        Move("agree_terms", contracts.agree_terms, Partnership, stages=BEFORE_TERMS,
             to=Stage.TERMS, intent=_act(Act.AGREE_TERMS), needs=True),
        Move("draft_agreement", contracts.draft_agreement, Partnership, stages=(Stage.TERMS,),
             to=Stage.CONTRACTING),
        Move("edit_agreement", contracts.edit_agreement, Agreement, stages=(Stage.CONTRACTING,)),
        Move("execute", contracts.execute, Partnership,
             stages=(*BEFORE_TERMS, Stage.TERMS, Stage.CONTRACTING), to=Stage.EXECUTED,
             intent=_act(Act.EXECUTE), needs=True),
        # campaign
        Move("ready_materials", campaigns.ready_materials, Partnership, stages=(Stage.EXECUTED,),
             to=Stage.MATERIALS, needs=True),
        Move("schedule_placement", campaigns.schedule_placement, Partnership, stages=PLACING,
             intent=_act(Act.PLACE), amend=campaigns.with_planned),
        Move("suspend_placement", suspensions.suspend_placement, Placement),
        Move("resume_placement", suspensions.resume_placement, Placement, stages=PLACING,
             intent=_act(Act.PLACE), amend=suspensions.with_suspended),
        Move("go_live", campaigns.go_live, Partnership,
             stages=(Stage.CONTRACTING, Stage.EXECUTED, Stage.MATERIALS, Stage.SCHEDULED,
                     Stage.LIVE),
             to=Stage.LIVE, intent=_act(Act.GO_LIVE), needs=True),
        Move("report", campaigns.report, Partnership, stages=(Stage.LIVE,), to=Stage.REPORTED,
             needs=True),
        Move("send_report_back", campaigns.send_report_back, ReportBack, closed_too=True),
        Move("record_delivery", promises.record_delivery, Ask, closed_too=True, plans=False),
        Move("withdraw_delivery", promises.withdraw_delivery, Ask, closed_too=True, plans=False),
        Move("record_transfer", campaigns.record_transfer, Partnership,
             stages=(Stage.EXECUTED, *PLACING, Stage.REPORTED), intent=_act(Act.PAY)),
        # back, out, again
        Move("go_back", partnerships.go_back, Partnership),
        Move("close", closing.close, Partnership),
        Move("close_silent", closing.close_silent, Partnership, roles=SYSTEM, by_clock=True,
             stages=(Stage.OUTREACH,)),
        Move("expire_reservation", contact.expire_reservation, Touch, roles=SYSTEM, by_clock=True,
             closed_too=True),
        Move("renew", partnerships.renew, Partnership, stages=(Stage.CLOSED,)),
        Move("reopen", partnerships.reopen, Partnership, stages=(Stage.CLOSED,)),
        Move("add_note", partnerships.add_note, Partnership, closed_too=True, plans=False),
        # exceptions
        Move("ask_override", exceptions.ask_override, Partnership),
        Move("decide_override", exceptions.decide_override, Override, roles=DECIDERS,
             closed_too=True),
        Move("see_breach", exceptions.see_breach, Breach, roles=DECIDERS, closed_too=True,
             plans=False),
        # follow-ups
        Move("add_follow_up", follow_ups.add_follow_up, Partnership, closed_too=True, plans=False),
        Move("plan_steps", follow_ups.plan_steps, Partnership, roles=SYSTEM, by_clock=True),
        Move("hand_over", hand_over.hand_over, User, roles=MANAGERS),
        Move("complete_follow_up", follow_ups.complete_follow_up, FollowUp, closed_too=True),
        Move("snooze_follow_up", follow_ups.snooze_follow_up, FollowUp, closed_too=True,
             plans=False),
        Move("reopen_follow_up", follow_ups.reopen_follow_up, FollowUp, closed_too=True,
             plans=False),
        Move("reassign_follow_up", follow_ups.reassign_follow_up, FollowUp, closed_too=True,
             plans=False),
        # limits
        Move("draft_limits", limits.draft_limits, None, roles=DECIDERS),
        Move("edit_limits", limits.edit_limits, LimitVersion, roles=DECIDERS),
        Move("discard_limits", limits.discard_limits, LimitVersion, roles=DECIDERS),
        Move("replay_limits", limits.replay_limits, LimitVersion, roles=DECIDERS),
        Move("cancel_replay", limits.cancel_replay, Replay, roles=DECIDERS),
        Move("activate_limits", limits.activate_limits, LimitVersion, roles=DECIDERS),
        # mails
        Move("retry_message", messages.retry_message, Message, roles=(Role.ADMIN,)),
        Move("mark_message_sent", messages.mark_message_sent, Message, roles=(Role.ADMIN,)),
        Move("cancel_message", messages.cancel_message, Message, roles=(Role.ADMIN,)),
    )
}  # fmt: skip
