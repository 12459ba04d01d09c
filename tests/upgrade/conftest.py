"""A site that was just made, as the tests of the launcher have it."""

from tests.launcher.conftest import started

__all__ = ["started"]
