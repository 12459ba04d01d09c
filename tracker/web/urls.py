"""Public addresses."""

from django.urls import include, path

from tracker.web import board, case, metrics, provider_hooks, status, style_guide, track_record

urlpatterns = [
    path("", board.board, name="dashboard"),
    path("ultimatums/<str:slug>/", case.case, name="case"),
    path("record/", track_record.record, name="record"),
    path("record/cases/", track_record.cases, name="record-cases"),
    path("actors/", track_record.actors, name="actors"),
    path("actors/<str:slug>/", track_record.actor, name="actor"),
    path("style-guide/", style_guide.style_guide, name="style-guide"),
    path("subscriptions/", include("tracker.web.subscriptions.urls")),
    path("status/", status.status, name="status"),
    path("metrics", metrics.metrics, name="metrics"),
    path("webhooks/mail/<str:provider>/", provider_hooks.provider_hook, name="provider-hook"),
    path("healthz", status.healthz, name="healthz"),
    path("readyz", status.readyz, name="readyz"),
]
