"""The routes of the sponsor's window."""

from django.urls import URLPattern, path

from advocacy.portal import acts, reports, views

routes: list[URLPattern] = [
    path("portal/", views.overview, name="portal-home"),
    path("portal/studies/<uuid:pk>/", views.study, name="portal-study"),
    path("portal/studies/<uuid:pk>/report/", reports.study_report, name="portal-report"),
    path("portal/partnerships/<uuid:pk>/", views.partnership, name="portal-partnership"),
    path("portal/placements/", views.placements, name="portal-placements"),
    path("portal/questions/<uuid:pk>/", acts.question, name="portal-question"),
    path("portal/relationships/", acts.declare, name="portal-declare"),
    path("portal/budgets/<uuid:pk>/", acts.budget, name="portal-budget"),
    path("portal/you/", acts.me, name="portal-me"),
    path("portal/you/second-step/", acts.account("mfa_index"), name="portal-second-step"),
    path("portal/you/password/", acts.account("account_change_password"), name="portal-password"),
    path("portal/sign-out/", acts.account("account_logout"), name="portal-sign-out"),
]
