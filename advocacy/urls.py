"""The product's own routes, one block an area; add yours in its block."""

from django.urls import URLPattern, path

from advocacy.portal.urls import routes as portal
from advocacy.views import (
    acts,
    asks,
    board,
    board_moves,
    breaches,
    bulk,
    calendar,
    candidates,
    clearances,
    contracts,
    dashboard,
    evidence,
    follow_ups,
    home,
    inbound,
    load,
    log,
    mails,
    materials,
    my_day,
    notifications,
    operations,
    overrides,
    palette,
    people,
    placements,
    preferences,
    preview,
    profiles,
    saved_views,
    stances,
    ties,
    touches,
    undo,
)
from advocacy.views import answers as link_views
from advocacy.views import groups as group_views
from advocacy.views import handbook as handbook_views
from advocacy.views import launches as launch_views
from advocacy.views import money as money_views
from advocacy.views import partnerships as record_views
from advocacy.views import plan as plan_views
from advocacy.views import policy as policy_views
from advocacy.views import promises as promise_views
from advocacy.views import reports as report_views
from advocacy.views import sharing as sharing_views
from advocacy.views import sponsors as sponsor_views
from advocacy.views import studies as study_views
from advocacy.views import viewers as viewer_views

groups: list[URLPattern] = [
    path("groups/", group_views.group_list, name="group-list"),
    path("groups/names/", group_views.group_names, name="group-names"),
    path("groups/new/", group_views.group_create, name="group-create"),
    path("groups/<uuid:pk>/", group_views.group_detail, name="group-detail"),
    path("groups/<uuid:pk>/timeline/", group_views.group_timeline, name="group-timeline"),
    path("groups/<uuid:pk>/edit/", group_views.group_edit, name="group-edit"),
    path("groups/<uuid:pk>/merge/", group_views.group_merge, name="group-merge"),
    path("groups/<uuid:pk>/facts/new/", profiles.fact_add, name="group-fact-add"),
    path("groups/<uuid:pk>/goals/new/", profiles.goal_add, name="group-goal-add"),
    path("groups/<uuid:pk>/channels/new/", profiles.channel_add, name="group-channel-add"),
    path("groups/<uuid:pk>/busy/new/", profiles.busy_period_add, name="group-busy-add"),
    path("groups/<uuid:pk>/people/new/", people.person_add, name="group-person-add"),
    path("people/<uuid:pk>/edit/", people.person_edit, name="person-edit"),
    path("people/<uuid:pk>/left/", people.person_left, name="person-left"),
    path("groups/<uuid:pk>/stances/new/", stances.stance_add, name="group-stance-add"),
    path("groups/<uuid:pk>/opt-outs/new/", stances.opt_out_add, name="group-opt-out-add"),
    path("opt-outs/<uuid:pk>/lift/", stances.opt_out_lift, name="opt-out-lift"),
    path("groups/<uuid:pk>/relationships/new/", ties.tie_of_group, name="group-tie-add"),
    path("groups/<uuid:pk>/agreements/new/", ties.master_agreement_add, name="group-master-add"),
]

sponsors: list[URLPattern] = [
    path("sponsors/", sponsor_views.sponsor_list, name="sponsor-list"),
    path("sponsors/names/", sponsor_views.sponsor_names, name="sponsor-names"),
    path("sponsors/new/", sponsor_views.sponsor_create, name="sponsor-create"),
    path("sponsors/<uuid:pk>/", sponsor_views.sponsor_detail, name="sponsor-detail"),
    path("sponsors/<uuid:pk>/timeline/", sponsor_views.sponsor_timeline, name="sponsor-timeline"),
    path("sponsors/<uuid:pk>/edit/", sponsor_views.sponsor_edit, name="sponsor-edit"),
    path("sponsors/<uuid:pk>/contacts/new/", sponsor_views.contact_add, name="sponsor-contact-add"),
    path("sponsors/<uuid:pk>/parents/new/", sponsor_views.parent_add, name="sponsor-parent-add"),
    path("sponsors/<uuid:pk>/relationships/new/", ties.tie_of_sponsor, name="sponsor-tie-add"),
]

studies: list[URLPattern] = [
    path("studies/", study_views.study_list, name="study-list"),
    path("studies/new/", study_views.study_create, name="study-create"),
    path("studies/<uuid:pk>/", study_views.study_detail, name="study-detail"),
    path("studies/<uuid:pk>/timeline/", study_views.study_timeline, name="study-timeline"),
    path("studies/<uuid:pk>/edit/", study_views.study_edit, name="study-edit"),
    path("studies/<uuid:pk>/budget/", study_views.budget_set, name="study-budget"),
    path("studies/<uuid:pk>/materials/new/", materials.material_add, name="material-add"),
    path("materials/<uuid:pk>/approve/", materials.material_approve, name="material-approve"),
    path("approvals/<uuid:pk>/withdraw/", materials.approval_withdraw, name="approval-withdraw"),
    path("placements/<uuid:pk>/suspend/", placements.placement_suspend, name="placement-suspend"),
    path("placements/<uuid:pk>/resume/", placements.placement_resume, name="placement-resume"),
    path("materials/<uuid:pk>/file/", materials.material_file, name="material-file"),
    path("studies/<uuid:pk>/candidates/", candidates.study_candidates, name="study-candidates"),
    path(
        "studies/<uuid:pk>/candidates/<uuid:group>/start/",
        candidates.partnership_start,
        name="partnership-start",
    ),
]

partnerships: list[URLPattern] = [
    path("partnerships/", record_views.partnership_list, name="partnership-list"),
    path("partnerships/<uuid:pk>/", record_views.partnership_detail, name="partnership-detail"),
    path("partnerships/<uuid:pk>/renew/", record_views.partnership_renew, name="partnership-renew"),
    path("partnerships/<uuid:pk>/ask/", asks.ask_write, name="partnership-ask"),
    path("partnerships/<uuid:pk>/asks/", asks.ask_compare, name="partnership-asks"),
    path("partnerships/<uuid:pk>/likeness/", asks.ask_likeness, name="partnership-likeness"),
    path("partnerships/<uuid:pk>/write/", touches.touch_reserve, name="partnership-write"),
    path(
        "partnerships/<uuid:pk>/agreement/", contracts.agreement_edit,
        name="partnership-agreement",
    ),
    *acts.routes(
        record_views.STEPS | clearances.STEPS | touches.STEPS | contracts.STEPS
        | placements.STEPS
    ),
    path("agreements/<uuid:pk>/file/", contracts.agreement_file, name="agreement-file"),
    path("report-backs/<uuid:pk>/sent/", contracts.report_back_sent, name="report-back-sent"),
    path("touches/log/", log.touch_log, name="touch-log"),
    path("touches/<uuid:pk>/write/", touches.touch_write, name="touch-write"),
    path("touches/<uuid:pk>/mail/", mails.touch_mail, name="touch-mail"),
    path("touches/<uuid:pk>/release/", touches.touch_release, name="touch-release"),
    *evidence.evidence_routes(),
]  # fmt: skip

board_pages: list[URLPattern] = [
    path("board/", board.board, name="board"),
    path("board/<slug:stage>/", board.board_column, name="board-column"),
    path("partnerships/<uuid:pk>/move/", board_moves.partnership_move, name="partnership-move"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/rows/<slug:what>/", dashboard.dashboard_rows, name="dashboard-rows"),
]

handbook: list[URLPattern] = [
    path("", home.home, name="home"),
    path("handbook/", handbook_views.handbook, name="handbook"),
    path("refusals/", home.refusal_list, name="refusal-list"),
    path("overrides/", overrides.override_list, name="override-list"),
    path("overrides/<uuid:pk>/", overrides.override_detail, name="override-detail"),
    path(
        "partnerships/<uuid:pk>/override/<slug:rule>/<slug:act>/",
        overrides.override_ask,
        name="override-ask",
    ),
    path("mails/", inbound.mail_list, name="mail-list"),
    path("mails/<uuid:pk>/", inbound.mail_detail, name="mail-detail"),
    path("mail-files/<uuid:pk>/", inbound.mail_file, name="mail-file"),
    path("inbound/", inbound.inbound_webhook, name="inbound-webhook"),
    path("operations/", operations.operations, name="operations"),
    path("operations/<uuid:pk>/", operations.operations_message, name="operations-message"),
    path("breaches/", breaches.breach_list, name="breach-list"),
    path("breaches/<uuid:pk>/", breaches.breach_detail, name="breach-detail"),
    path("my-day/", my_day.my_day, name="my-day"),
    path("news/", notifications.notification_list, name="notification-list"),
    path("news/read/", notifications.notifications_read, name="notifications-read"),
    path("news/<uuid:pk>/", notifications.notification_open, name="notification-open"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/calendar/", preferences.calendar_renew, name="calendar-renew"),
    path("preferences/calendar/close/", preferences.calendar_close, name="calendar-close"),
    path("calendar/<slug:token>.ics", calendar.calendar_feed, name="calendar-feed"),
    path("opt-out/<str:token>/", mails.group_opt_out, name="opt-out"),
    path("unsubscribe/<str:token>/", preferences.unsubscribe, name="unsubscribe"),
    path("load/", load.load, name="load"),
    path("load/<uuid:pk>/hand-over/", load.hand_over, name="load-hand-over"),
    path("next-steps/", follow_ups.follow_up_list, name="follow-up-list"),
    path("next-steps/<uuid:pk>/done/", follow_ups.follow_up_done, name="follow-up-done"),
    path("next-steps/<uuid:pk>/snooze/", follow_ups.follow_up_snooze, name="follow-up-snooze"),
    path(
        "next-steps/<uuid:pk>/reassign/", follow_ups.follow_up_reassign, name="follow-up-reassign"
    ),
]

desk: list[URLPattern] = [
    path("palette/", palette.palette, name="palette"),
    path("undo/", undo.undo, name="undo"),
    path("bulk/partnerships/", bulk.bulk_partnerships, name="bulk-partnerships"),
    path("bulk/candidates/<uuid:pk>/", bulk.bulk_candidates, name="bulk-candidates"),
    path("filters/<slug:page>/", saved_views.saved_view_list, name="saved-view-list"),
    path("filters/<uuid:pk>/edit/", saved_views.saved_view_edit, name="saved-view-edit"),
    path("filters/<uuid:pk>/delete/", saved_views.saved_view_delete, name="saved-view-delete"),
]

urlpatterns = [
    *groups, *sponsors, *studies, *plan_views.routes, *launch_views.routes, *money_views.routes,
    *promise_views.routes,
    *partnerships, *board_pages, *handbook, *desk,
]  # fmt: skip
urlpatterns += [*sharing_views.routes, *viewer_views.routes, *link_views.routes]
urlpatterns += [*policy_views.routes, *report_views.routes]
urlpatterns += [*preview.routes, *portal]
