"""Which address belongs to which room."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
]
if settings.MAILBOX:
    urlpatterns.append(path("mailbox/", include("config.mailbox.urls")))
