"""What is known of a case, an entry of the stream, an actor or a dossier, as the plain data the API sends."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from tracker.domain.codes import TIES_THREATS, cameo_code
from tracker.domain.dates.moments import When
from tracker.domain.statistics.track_record import Line, Statistics
from tracker.domain.vocabulary import Kind
from tracker.queries.case import (
    CasePage,
    Cited,
    DeadlineLine,
    DemandLine,
    EventLine,
    Named,
    OutcomeLine,
    PartyLine,
    Sources,
    ThreatLine,
)
from tracker.queries.changes import ChangeLine
from tracker.queries.index import ActorLine, DossierLine
from tracker.web.api.rows import Plain, case_url, clock, due_date, utc
from tracker.web.decorators import AsOf


def about(asked: AsOf) -> Plain:
    """The instant an answer is about."""
    return {"at": utc(asked.at), "as_of": asked.as_of}


def case_payload(case: CasePage) -> Plain:
    """Everything the page of the case knows."""
    return {
        "slug": case.slug,
        "url": case_url(case.slug),
        "title": case.title,
        "summary": case.summary or None,
        "kind": case.kind,
        "cameo_code": cameo_code(case.kind),
        "dossier": {"slug": case.dossier, "title": case.dossier_title},
        "tags": case.tags,
        "review": case.review,
        "complete": case.complete,
        "status": case.status,
        "moves": case.moves,
        "due": due_date(case.due),
        "countdown": clock(case.countdown),
        "headlines": case.headlines,
        "resolved_on": _day(case.resolved_on),
        "parties": [_party(line) for line in case.parties],
        "demands": [_demand(line) for line in case.demands],
        "threats": [_threat(line) for line in case.threats],
        "deadlines": [_deadline(line) for line in case.deadlines],
        "events": [_event(line) for line in case.events],
        "outcomes": [_outcome(line) for line in case.outcomes],
        "sources": [_source(source) for source in case.sources],
        "notes": case.notes,
        "related": [
            {"slug": row.slug, "url": case_url(row.slug), "title": row.title, "status": row.status}
            for row in case.related
        ],
        "corrections": [
            {
                "made_at": utc(item.made_at),
                "reason": item.reason,
                "path": item.path,
                "before": item.before,
                "after": item.after,
            }
            for item in case.corrections
        ],
        "published_at": utc(case.published_at) if case.published_at <= case.at else None,
        "updated_at": utc(case.updated_at) if case.updated_at <= case.at else None,
    }


def event_payload(line: ChangeLine) -> Plain:
    """An event with its case."""
    fact = line.row["fact"]
    return {
        "id": _entry(line),
        "on": fact["on"],
        "kind": fact["kind"],
        "text": fact["text"],
        "case": _case_of(line),
        "sources": [_stored_source(source) for source in line.row["sources"]],
    }


def change_payload(line: ChangeLine, asked: AsOf) -> Plain:
    """An entry of the stream."""
    row = line.row
    return {
        "id": line.id,
        "entry": _entry(line),
        "kind": line.kind,
        "at": utc(line.at),
        "recorded_at": utc(line.recorded_at) if line.recorded_at <= asked.at else None,
        "case": _case_of(line),
        "fact": row["fact"],
        "was": row["was"],
        "names": row["names"],
        "sources": [_stored_source(source) for source in row["sources"]],
    }


def actor_payload(line: ActorLine) -> Plain:
    """An actor."""
    return {
        "slug": line.slug,
        "name": line.name,
        "type": line.type,
        "code": line.code or None,
        "represents": line.represents,
        "successor": line.successor,
        "timezone": line.timezone or None,
    }


def dossier_payload(line: DossierLine) -> Plain:
    """A crisis."""
    return {
        "slug": line.slug,
        "title": line.title,
        "summary": line.summary or None,
        "started": _day(line.started),
        "ended": _day(line.ended),
    }


def _day(when: When | None) -> str | None:
    return when.text if when else None


def _named(actor: Named | None) -> Plain | None:
    return {"slug": actor.slug, "name": actor.name, "type": actor.type} if actor else None


def _keys(sources: Sources) -> list[str]:
    return [source.key for source in sources]


def _party(line: PartyLine) -> Plain:
    return {
        "actor": _named(line.actor),
        "role": line.role,
        "stated_by": _named(line.stated_by),
        "label": line.label or None,
    }


def _demand(line: DemandLine) -> Plain:
    return {
        "text": line.text,
        "type": line.type,
        "target": _named(line.target),
        "since": _day(line.since),
        "sources": _keys(line.sources),
    }


def _threat(line: ThreatLine) -> Plain:
    return {
        "text": line.text,
        "type": line.type,
        "ties_code": TIES_THREATS.get(line.type),
        "explicit": line.explicit,
        "automatic": line.automatic,
        "as_stated": line.as_stated or None,
        "exposed": [_named(actor) for actor in line.exposed],
        "since": _day(line.since),
        "sources": _keys(line.sources),
    }


def _deadline(line: DeadlineLine) -> Plain:
    return {
        "id": line.id,
        "step": line.step,
        "is_focus": line.is_focus,
        "announced": line.announced.text,
        "public_since": _day(line.public_since),
        "stated_by": _named(line.stated_by),
        "as_stated": line.as_stated,
        "language": line.language,
        "due": due_date(line.due),
        "change": line.change,
        "force": line.force,
        "replaces": line.replaces.id if line.replaces else None,
        "drift_seconds": int(line.drift.span.total_seconds()) if line.drift is not None else None,
        "clock_start": line.clock_start or None,
        "condition": line.condition or None,
        "note": line.note or None,
        "sources": _keys(line.sources),
    }


def _event(line: EventLine) -> Plain:
    return {
        "id": line.id,
        "on": line.on.text,
        "kind": line.kind,
        "text": line.text,
        "sources": _keys(line.sources),
    }


def _outcome(line: OutcomeLine) -> Plain:
    return {
        "target": _named(line.target),
        "response": line.response,
        "follow_through": line.follow_through,
        "settled": line.settled,
        "on": line.on.text,
        "lifted": _day(line.lifted),
        "enforced_by": _named(line.enforced_by),
        "justification": line.justification,
        "note": line.note or None,
        "headline": line.headline,
        "ties_code": line.ties_code,
        "sources": _keys(line.sources),
    }


def _source(source: Cited) -> Plain:
    return {
        "key": source.key,
        "url": source.url,
        "publisher": source.publisher,
        "title": source.title or None,
        "published": _day(source.published),
        "language": source.language or None,
        "quality": source.quality,
        "title_is_descriptive": source.title_is_descriptive,
    }


def _stored_source(source: Mapping[str, Any]) -> Plain:
    return {
        "key": source["key"],
        "url": source["url"],
        "publisher": source["publisher"],
        "title": source.get("title") or None,
        "published": source.get("published"),
        "language": source.get("language"),
        "quality": source["quality"],
        "title_is_descriptive": source.get("title_is_descriptive", False),
    }


def _entry(line: ChangeLine) -> str:
    return f"{line.slug}/{line.key}"


def _case_of(line: ChangeLine) -> Plain:
    row = line.row
    senders: Sequence[str] = row["senders"]
    return {
        "slug": line.slug,
        "url": case_url(line.slug),
        "title": row["title"],
        "kind": Kind(row["case_kind"]),
        "dossier": row["dossier"],
        "senders": senders,
        "targets": row["targets"],
    }


def statistics_payload(found: Statistics) -> dict[str, Any]:
    """The track record in numbers; each says which cases it counts."""
    slip = found.median_slip
    return {
        "ultimatums": found.known,
        "resolved": found.resolved,
        "pending": found.pending,
        "overall": _groups(found.overall_lines),
        "by_threat": _groups(found.by_threat),
        "by_sender_type": _groups(found.by_sender),
        "by_limit": _groups(found.by_limit),
        "by_move": _groups(found.by_move),
        "enforced_within_30_days": _groups(found.in_time),
        "moves": _groups(found.moves),
        "drifts": _groups(found.drifts),
        "median_slip_days": None if slip is None else slip.span / timedelta(days=1),
        "time_to_outcome": [
            {
                "days": line.days,
                "came": line.came,
                "still_open": line.still,
                "survival": line.survival,
                "low": line.low,
                "high": line.high,
            }
            for line in (found.waiting.lines if found.waiting else ())
        ],
    }


def _groups(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [
        {
            "chosen": line.choice.words(),
            "total": line.total,
            "parts": [
                {
                    "chosen": part.choice.words(),
                    "count": part.share.count,
                    "total": part.share.total,
                    "share": part.share.share,
                    "low": part.share.low,
                    "high": part.share.high,
                }
                for part in line.parts
            ],
        }
        for line in lines
    ]
