"""Addresses below /mailbox/; a name is digits, a T, a dash and hex digits, so it cannot leave the folder."""

from django.urls import path, re_path

from config.mailbox import views

app_name = "mailbox"
NAME = r"(?P<name>[0-9T]{1,32}-[0-9a-f]{8})"
urlpatterns = [
    path("", views.listing, name="list"),
    re_path(rf"^{NAME}/$", views.detail, name="detail"),
    re_path(rf"^{NAME}/html$", views.html, name="html"),
]
