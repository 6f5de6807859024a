"""What tests of articles share with those of records."""

from tests.load.conftest import library

__all__ = ["library"]
