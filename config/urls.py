"""Which address belongs to which room."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from tracker.web.urls import for_people, for_programs, for_taking

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include("config.sign_in.urls")),  # before the admin's own
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
