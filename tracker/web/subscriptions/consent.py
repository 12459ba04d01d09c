"""What a subscriber agrees to. Its version is kept with every subscription as proof of consent."""

from django.utils.translation import gettext_lazy as _

CONSENT_VERSION = "2026-11-27-notes"
"""Change it with the text; a test remembers which text belongs to which version."""
CONSENT = (
    _("We send you mail about what you follow here, and about nothing else."),
    _(
        "We keep your address, your choices and notes, when and from which page you asked, the first part "
        "of your network address, and which mails we sent. Nobody else gets any of it; the mails hold "
        "nothing that watches you."
    ),
    _(
        "Every mail has a link to stop or pause it. Whenever you ask, we mail you a link to your own page, "
        "where you can change everything, download all we keep, and erase it. What you do not confirm is "
        "erased after seven days."
    ),
)
PUSH_CONSENT_VERSION = "2026-11-27-push"
"""Of what stands below the button and on `/subscriptions/browser/`."""
