"""Who is let in, whichever way they come."""

from typing import Any

from django.conf import settings

NOT_STAFF = "This account may not come in here. Ask an administrator of this site."


def refusal(user: Any, *, by_provider: bool = False) -> str:
    """Why an account that has proved who it is may not come in; empty where it may."""
    if not (user.is_active and user.is_staff):
        return NOT_STAFF
    if is_closed(user) and not by_provider:
        return f"Passwords and passkeys are closed here. Log in with {settings.OIDC_NAME}."
    return ""


def is_closed(user: Any) -> bool:
    """Whether an account has to come by the provider: all but one do, where that one is named."""
    return bool(settings.LOCAL_ACCOUNT) and user.get_username() != settings.LOCAL_ACCOUNT
