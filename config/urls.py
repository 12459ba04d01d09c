"""Which address belongs to which room."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("", include("tracker.web.urls")),
]
if settings.MAILBOX:
    urlpatterns.append(path("mailbox/", include("config.mailbox.urls")))

handler400 = "tracker.web.refusals.bad_request"
handler403 = "tracker.web.refusals.forbidden"
handler404 = "tracker.web.refusals.not_found"
handler500 = "tracker.web.refusals.failed"
