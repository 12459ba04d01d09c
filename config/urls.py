"""Which address belongs to which room."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config.log_in import log_in
from tracker.web.urls import for_people, for_programs, for_taking

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/login/", log_in),  # before the admin's own, whose name `admin:login` leads here
    path("admin/", admin.site.urls),
    path("", include(for_programs)),
    *i18n_patterns(path("", include([*for_people, *for_taking])), prefix_default_language=False),
]
if settings.MAILBOX:
    urlpatterns.append(path("mailbox/", include("config.mailbox.urls")))

handler400 = "tracker.web.problems.bad_request"
handler403 = "tracker.web.problems.forbidden"
handler404 = "tracker.web.problems.not_found"
handler500 = "tracker.web.problems.failed"
