"""Rendered pieces of feeds, kept in this process by what they show, so that a feed is mostly put together."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.conf import settings

Piece = TypeVar("Piece")


class PieceCache(Generic[Piece]):
    """At most `most` pieces; when they are too many, all are made anew. None are kept under DEBUG."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.pieces: dict[Hashable, Piece] = {}

    def get(self, key: Hashable, make: Callable[[], Piece]) -> Piece:
        """The piece of that key, which must change whenever anything it shows does."""
        if settings.DEBUG:
            return make()
        found = self.pieces.get(key)
        if found is None:
            found = make()
            if len(self.pieces) >= self.most:
                self.pieces.clear()
            self.pieces[key] = found
        return found
