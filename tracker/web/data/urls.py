"""Addresses of the data."""

from django.urls import path

from tracker.web.data import views

urlpatterns = [
    path("ultimatums.csv", views.as_csv, name="data-csv"),
    path("ultimatums.jsonl", views.as_json_lines, name="data-jsonl"),
    path("ultimatums.yaml", views.as_case_files, name="data-yaml"),
    path("ultimata.zip", views.as_dump, name="data-dump"),
]
