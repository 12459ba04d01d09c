"""Pages on one's own log-in: second factors, passkeys and recovery codes; allauth's, inside the admin."""

from typing import Any

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from config.sign_in.views import View, dressed, guessed


def own(view: View, title: str) -> View:
    """A page for whoever is logged in."""
    inside: Any = admin.site.admin_view(dressed(view, title))
    return inside  # type: ignore[no-any-return]  # as Django has it


def _to_index(_request: HttpRequest) -> HttpResponse:
    return redirect("mfa_index")


index = own(mfa.index, "Your log-in")
confirm = own(guessed(reauthenticate), "Is it you?")
confirm_code = own(guessed(mfa.reauthenticate), "Is it you?")
confirm_key = own(guessed(webauthn.reauthenticate_webauthn), "Is it you?")
add_codes = own(guessed(totp.activate_totp), "Codes of an app")
remove_codes = own(totp.deactivate_totp, "No more codes of the app")
recovery_codes = own(recovery.view_recovery_codes, "Recovery codes")
new_recovery_codes = own(recovery.generate_recovery_codes, "New recovery codes")
download_recovery_codes = own(recovery.download_recovery_codes, "Recovery codes")
keys = own(_to_index, "Keys")
add_key = own(webauthn.add_webauthn, "Add a passkey")
rename_key = own(webauthn.edit_webauthn, "Rename a key")
remove_key = own(webauthn.remove_webauthn, "Remove a key")
