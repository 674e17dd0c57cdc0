"""The product's own routes, one block an area; add yours in its block."""

from django.urls import URLPattern, path

from advocacy.views import groups as group_views
from advocacy.views import people, profiles, stances, ties
from advocacy.views import sponsors as sponsor_views

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

studies: list[URLPattern] = []

partnerships: list[URLPattern] = []

handbook: list[URLPattern] = []

urlpatterns = [*groups, *sponsors, *studies, *partnerships, *handbook]
