"""What a webhook tells, as a message for people."""

import json

from django.conf import settings

from tracker.domain.webhooks import EventType, parts_of
from tracker.transports.chats import Message

CHALLENGE_TEXT = (
    "Messages about ultimatums and deadlines will come here, as was asked for. "
    "If nobody here asked for them, remove this webhook."
)
PRESSING = (EventType.DUE, EventType.EXPIRED, EventType.MOVED)


def message_of(body: str, *, name: str) -> Message:
    """The message of a stored body; `name` is the name of the call, the same at every try.

    A body from before bodies had sentences gives its title alone.
    """
    event = json.loads(body)
    kind, data = EventType(event["type"]), event["data"]
    text = CHALLENGE_TEXT if kind is EventType.CHALLENGE else data.get("text", kind.value)
    title, what = parts_of(text, data.get("title", ""))
    return Message(
        title=title or data.get("title", "Ultimata"),
        text=what,
        url=data["links"]["case"] if "links" in data else f"{settings.SITE_URL}/",
        name=name,
        is_pressing=kind in PRESSING,
    )
