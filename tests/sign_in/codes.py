"""Second factors of tests: an app that shows codes, as RFC 6238 has it, and recovery codes."""

import hmac
import struct
import time
from base64 import b32decode

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str = SECRET, *, ahead: int = 0) -> str:
    """The code that an app shows now, or `ahead` half minutes later."""
    counter = struct.pack(">Q", int(time.clock_gettime(time.CLOCK_REALTIME)) // 30 + ahead)
    digest = hmac.new(b32decode(secret), counter, "sha1").digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def give_codes(user: User) -> list[str]:
    """Let an account be asked for codes; its recovery codes."""
    TOTP.activate(user, SECRET)
    found: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return found
