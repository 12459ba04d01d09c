"""Public addresses."""

from django.urls import path

from tracker.web import board, case, status

urlpatterns = [
    path("", board.board, name="dashboard"),
    path("ultimatums/<str:slug>/", case.case, name="case"),
    path("status/", status.status, name="status"),
    path("healthz", status.healthz, name="healthz"),
    path("readyz", status.readyz, name="readyz"),
]
