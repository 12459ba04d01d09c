"""Forms of the log-in."""

import struct
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import PasswordResetForm
from django.core.exceptions import ValidationError

from config.sign_in import rules
from tracker.clock import utc_now
from tracker.services import login_attempts

SPOILT = (KeyError, IndexError, TypeError, ValueError, AttributeError, struct.error, InvalidSignature)
"""What fido2 raises of what a browser sends that is no answer to its question."""
WRONG_KEY = "That passkey or key is not known here, or did not answer what was asked."
WRONG_CODE = (
    "That code is not right, or was used already. Give the newest one of your app, or a recovery code."
)


class LogInForm(AdminAuthenticationForm):
    """Name and password; also of whoever has to come by the provider, who is told so."""

    def confirm_login_allowed(self, user: Any) -> None:
        """Staff alone, and not where passwords are closed."""
        super().confirm_login_allowed(user)
        if words := rules.refusal(user):
            raise ValidationError(words, code="closed")


class _OnceOnly:
    """A code is good once, in whichever process it comes; allauth remembers them in each by itself."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autofocus": True, "maxlength": 64}

    def clean_code(self: Any) -> str:
        """The code; raises `ValidationError` with one line."""
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # allauth has no types
        except ValidationError:
            raise ValidationError(WRONG_CODE) from None
        digits = "".join(each for each in code if each.isdigit())
        is_code = self.authenticator.type == Authenticator.Type.TOTP
        if is_code and not login_attempts.is_first_use(self.user.pk, digits, now=utc_now()):
            raise ValidationError(WRONG_CODE)
        return code


class CodeForm(_OnceOnly, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second step of a log-in."""


class CodeAgainForm(_OnceOnly, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The same before one changes one's own log-in."""


class _OneLine:
    """Whatever is wrong with what a key sent is one line."""

    def clean_credential(self: Any) -> Any:
        """What allauth makes of it; raises `ValidationError`."""
        try:
            return super().clean_credential()  # type: ignore[misc]  # allauth has no types
        except (ValidationError, *SPOILT):
            raise ValidationError(WRONG_KEY) from None


class KeyForm(_OneLine, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A key in place of a code."""


class PasskeyForm(_OneLine, LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey in place of all else."""


class KeyAgainForm(_OneLine, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A key before one changes one's own log-in."""


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A new passkey or key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        passkey = self.fields["passwordless"]
        passkey.label, passkey.initial = "Passkey", True
        passkey.help_text = "Lets you in by itself, and asks for your fingerprint, face or PIN."

    def clean(self) -> Any:
        """What allauth makes of it; raises `ValidationError`."""
        try:
            return super().clean()
        except (ValidationError, *SPOILT):
            raise ValidationError("The browser sent no key that can be used. Try again.") from None


class ResetForm(PasswordResetForm):
    """Where to mail a link to; nobody gets one who has to come by the provider."""

    def get_users(self, email: str) -> Any:
        """Those that may come in with a password."""
        return (user for user in super().get_users(email) if not rules.refusal(user))
