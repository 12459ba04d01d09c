"""Addresses of the log-in, below /admin/; their names are those that allauth and Django's admin look for.

The pages are loaded when one is first asked for: what they need (cryptography, FIDO2) takes a third of a
second and 20 MB, which a process that serves readers can do without.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.module_loading import import_string

from config.log_in import log_in

OIDC = {"provider_id": "oidc"}


class Later:
    """A view that is imported by its name when it is first asked for."""

    def __init__(self, name: str) -> None:
        self.name = f"config.sign_in.{name}"

    def __call__(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = import_string(self.name)(request, **kwargs)
        return response


urlpatterns = [
    path(
        "login/", log_in, name="account_login"
    ),  # before the admin's own, whose name `admin:login` leads here
    path("login/second/", Later("views.second_factor"), name="mfa_authenticate"),
    path("login/passkey/", Later("views.passkey"), name="mfa_login_webauthn"),
    path("login/oidc/", Later("oidc.log_in"), OIDC, name="openid_connect_login"),
    path("login/oidc/callback/", Later("oidc.callback"), OIDC, name="openid_connect_callback"),
    path("login/closed/", Later("views.inactive"), name="account_inactive"),
    path("password_reset/", Later("views.reset"), name="admin_password_reset"),
    path("password_reset/done/", Later("views.reset_done"), name="password_reset_done"),
    path("reset/<uidb64>/<token>/", Later("views.reset_confirm"), name="password_reset_confirm"),
    path("reset/done/", Later("views.reset_complete"), name="password_reset_complete"),
    path("account/", Later("own_pages.index"), name="mfa_index"),
    path("account/confirm/", Later("own_pages.confirm"), name="account_reauthenticate"),
    path("account/confirm/code/", Later("own_pages.confirm_code"), name="mfa_reauthenticate"),
    path("account/confirm/key/", Later("own_pages.confirm_key"), name="mfa_reauthenticate_webauthn"),
    path("account/codes/add/", Later("own_pages.add_codes"), name="mfa_activate_totp"),
    path("account/codes/remove/", Later("own_pages.remove_codes"), name="mfa_deactivate_totp"),
    path("account/recovery/", Later("own_pages.recovery_codes"), name="mfa_view_recovery_codes"),
    path("account/recovery/new/", Later("own_pages.new_recovery_codes"), name="mfa_generate_recovery_codes"),
    path(
        "account/recovery/download/",
        Later("own_pages.download_recovery_codes"),
        name="mfa_download_recovery_codes",
    ),
    path("account/keys/", Later("own_pages.keys"), name="mfa_list_webauthn"),
    path("account/keys/add/", Later("own_pages.add_key"), name="mfa_add_webauthn"),
    path("account/keys/<int:pk>/edit/", Later("own_pages.rename_key"), name="mfa_edit_webauthn"),
    path("account/keys/<int:pk>/remove/", Later("own_pages.remove_key"), name="mfa_remove_webauthn"),
]
