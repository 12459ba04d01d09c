"""Public addresses."""

from django.urls import include, path

from tracker.web import about, board, case, dossiers, metrics, provider_hooks, report, status, style_guide

urlpatterns = [
    path("", board.board, name="dashboard"),
    path("ultimatums/<str:slug>/", case.case, name="case"),
    path("ultimatums/<str:slug>/report/", report.report, name="report"),
    path("ultimatums/<str:slug>/report/thanks/", report.thanks, name="report-thanks"),
    path("dossiers/", dossiers.dossiers, name="dossiers"),
    path("dossiers/<str:slug>/", dossiers.dossier, name="dossier"),
    path("about/", about.about, name="about"),
    path("style-guide/", style_guide.style_guide, name="style-guide"),
    path("subscriptions/", include("tracker.web.subscriptions.urls")),
    path("status/", status.status, name="status"),
    path("metrics", metrics.metrics, name="metrics"),
    path("webhooks/mail/<str:provider>/", provider_hooks.provider_hook, name="provider-hook"),
    path("healthz", status.healthz, name="healthz"),
    path("readyz", status.readyz, name="readyz"),
]
