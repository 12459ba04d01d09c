"""Four eyes: where the setting is on, nobody publishes what they wrote last.

A case that is not public yet is published by another than its writer. A change of a public case waits as a
proposal, which another publishes. What programs load, in no editor's name, is not concerned.
"""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied


class FourEyes(PermissionDenied):
    """The editor wrote last what was to be published; the message says what can be done.

    Where nobody words it, it is answered as what is not allowed, and nothing is stored.
    """

    def __init__(self, writer: User) -> None:
        super().__init__(
            f"Nobody publishes what they wrote last, and {writer.get_username()} wrote this last. "
            "Allowed: submit it for review, and another editor publishes it."
        )


def check_four_eyes(writer: User | None, editor: User | None) -> None:
    """Refuse that an editor publishes what they wrote last; raises `FourEyes`."""
    if settings.FOUR_EYES and writer is not None and editor is not None and writer.pk == editor.pk:
        raise FourEyes(writer)
