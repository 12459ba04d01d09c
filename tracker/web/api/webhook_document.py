"""What webhooks send, for the OpenAPI document: one body for all types of events."""

from typing import Any

from tracker.domain.webhooks import EventType

Schema = dict[str, Any]
WORDS = "x-extensible-enum"


def _text(words: str, **more: Any) -> Schema:
    return {"type": "string", "description": words, **more}


def _instant(words: str, *, or_null: bool = False) -> Schema:
    return {"type": ["string", "null"] if or_null else "string", "format": "date-time", "description": words}


def _names(words: str) -> Schema:
    return {"type": "array", "items": {"type": "string"}, "description": words}


DATA: Schema = {
    "type": "object",
    "properties": {
        "kind": _text("The end of the type."),
        "text": _text("What happened, in one sentence in English that names the case and its parties."),
        "at": _instant("When it came to be known, or the date that is due or has passed."),
        "recorded_at": _instant("When we took it in; not of due and expired."),
        "seconds_before": {"type": "integer", "description": "How long before the date; of due alone."},
        "earliest_at": _instant("When the date it is about begins; null where there is none.", or_null=True),
        "latest_at": _instant("When it ends; null where there is none, or its end is open.", or_null=True),
        "place": {"type": "integer", "description": "The id of the entry in /api/v1/changes."},
        "entry": _text("Its permanent name."),
        "version": _text("Changes whenever anything else of the entry does."),
        "slug": _text("The case."),
        "title": _text("Its title."),
        "case_kind": _text("What sort of deadline it is."),
        "dossier": _text("The slug of the crisis."),
        "senders": _names("Who demands, by name."),
        "targets": _names("Of whom, by name."),
        "fact": {"type": "object", "description": "The entry of the case, as /api/v1/changes has it."},
        "was": {"type": ["object", "null"], "description": "The time limit it replaced."},
        "names": {"type": "object", "description": "The names of actors in the fact, by slug."},
        "sources": {"type": "array", "items": {"type": "object"}, "description": "Those of the fact."},
        "links": {
            "type": "object",
            "properties": {"case": _text("The page of the case.", format="uri")},
            "description": "Addresses.",
        },
        "challenge": _text("Of endpoint.challenge alone: the word that the answer must be."),
    },
}
"""Of the test and the challenge `kind` and `text`, or `challenge`, alone."""
BODY: Schema = {
    "type": "object",
    "required": ["type", "timestamp", "data"],
    "properties": {
        "type": _text("What happened.", **{WORDS: [kind.value for kind in EventType]}),
        "timestamp": _instant("When."),
        "data": DATA,
    },
}
HEADERS = {
    "webhook-id": "The name of the call, the same at every try.",
    "webhook-timestamp": "When it was sent, in seconds since 1970.",
    "webhook-signature": "The signatures, as Standard Webhooks has them.",
}
WEBHOOKS: Schema = {
    "event": {
        "post": {
            "operationId": "event",
            "summary": "What a webhook is called with",
            "description": (
                "Signed as Standard Webhooks has it. Chat and push services, known by their addresses, "
                "get a message of their own instead."
            ),
            "parameters": [
                {
                    "in": "header",
                    "name": name,
                    "required": True,
                    "description": text,
                    "schema": {"type": "string"},
                }
                for name, text in HEADERS.items()
            ],
            "requestBody": {"required": True, "content": {"application/json": {"schema": BODY}}},
            "responses": {
                "2XX": {"description": "It was taken; of a challenge, with its word as the answer."},
                "410": {"description": "Call no more."},
                "default": {"description": "Call again later; Retry-After is heeded."},
            },
        }
    }
}
