"""Public addresses."""

from django.urls import include, path

from tracker.web import board, case, status, style_guide

urlpatterns = [
    path("", board.board, name="dashboard"),
    path("ultimatums/<str:slug>/", case.case, name="case"),
    path("style-guide/", style_guide.style_guide, name="style-guide"),
    path("subscriptions/", include("tracker.web.subscriptions.urls")),
    path("status/", status.status, name="status"),
    path("healthz", status.healthz, name="healthz"),
    path("readyz", status.readyz, name="readyz"),
]
