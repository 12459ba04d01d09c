"""Secrets of second factors as they lie in the database: a copy of it alone makes no code."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def encrypt(text: str) -> str:
    """The text, readable with SECRET_KEY alone."""
    return _keys().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """What was encrypted with SECRET_KEY or one of its fallbacks; empty, which no code fits, with another."""
    try:
        return _keys().decrypt(text.encode()).decode()
    except InvalidToken:
        return ""


def _keys() -> MultiFernet:
    return MultiFernet([_key(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(f"ultimata.second-factor:{secret}".encode()).digest()))
