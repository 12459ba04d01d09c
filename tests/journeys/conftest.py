"""The running site of the journeys."""

from tests.public_site import public_site

__all__ = ["public_site"]
