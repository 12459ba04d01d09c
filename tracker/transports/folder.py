"""A channel that writes each message as a file into a folder: for trials, and for other programs to send."""

from pathlib import Path
from uuid import uuid4

from tracker.transports.base import ChannelError, Outgoing, Phase
from tracker.transports.testing import OneByOne


class FolderChannel(OneByOne):
    """Writes the bytes of each message to a new file `….eml`; one that has the name is there whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, outgoing: Outgoing) -> ChannelError | None:
        name = uuid4().hex
        begun = self._folder / f"{name}.part"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            begun.write_bytes(outgoing.data)
            begun.replace(self._folder / f"{name}.eml")
        except OSError as error:
            return ChannelError(f"{self._folder}: {error.strerror}", phase=Phase.CONTENT)
        return None
