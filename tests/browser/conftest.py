"""The running site that the tests of public pages share."""

from tests.public_site import public_site

__all__ = ["public_site"]
