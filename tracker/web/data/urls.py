"""Addresses of the data."""

from django.urls import path

from tracker.web.data import views

urlpatterns = [
    path("ultimatums.csv", views.as_csv, name="data-csv"),
    path("ultimatums.jsonl", views.as_json_lines, name="data-jsonl"),
    path("ultimatums.yaml", views.as_case_files, name="data-yaml"),
    path("ultimata.zip", views.as_dump, name="data-dump"),
    path("ultimata.sha256", views.checksums, name="data-sums"),
    path("datapackage.json", views.package, name="data-package"),
    path("CITATION.cff", views.citation, name="data-citation"),
]
