"""What is known of a case, an entry of the stream, an actor or a dossier, as the plain data the API sends."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from tracker.domain.aliases import found_by
from tracker.domain.case import (
    Criteria,
    Deadline,
    Demand,
    Event,
    Field,
    Outcome,
    Party,
    Sentence,
    Source,
    Threat,
    Value,
    fields_of,
)
from tracker.domain.codes import TIES_THREATS, cameo_code
from tracker.domain.dates.moments import When, utc_text
from tracker.domain.statistics.track_record import Statistics, TrackRecordLine
from tracker.domain.vocabulary import Kind
from tracker.queries.case import CasePage, DeadlineLine, Named, OutcomeLine, ThreatLine
from tracker.queries.changes import ChangeLine
from tracker.queries.cited_pages import ListedSource
from tracker.queries.index import ActorLine, DossierLine
from tracker.web.api.rows import Plain, case_url, clock, due_date
from tracker.web.api.schemas import (
    BackgroundEntry,
    CaseSource,
    CriteriaEntry,
    DeadlineEntry,
    DemandEntry,
    EventEntry,
    OutcomeEntry,
    PartyEntry,
    Shape,
    ThreatEntry,
)
from tracker.web.decorators import AsOf

ARCHIVED = next(each for each in fields_of(Source) if each.value is Value.COPY)


def about(asked: AsOf) -> Plain:
    """The instant an answer is about."""
    return {"at": utc_text(asked.at), "as_of": asked.as_of}


def case_payload(case: CasePage) -> Plain:
    """Everything the page of the case knows."""
    return {
        "slug": case.slug,
        "url": case_url(case.slug),
        "title": case.title,
        "titles": dict(case.titles),
        "summary": case.summary or None,
        "summaries": dict(case.summaries),
        "background": [_entry(BackgroundEntry, Sentence, line) for line in case.background],
        "kind": case.kind,
        "cameo_code": cameo_code(case.kind),
        "dossier": {"slug": case.dossier, "title": case.dossier_title},
        "tags": case.tags,
        "review": case.review,
        "criteria": _entry(CriteriaEntry, Criteria, case.criteria) if case.criteria else None,
        "complete": case.complete,
        "status": case.status,
        "moves": case.moves,
        "due": due_date(case.due),
        "countdown": clock(case.countdown),
        "headlines": case.headlines,
        "resolved_on": _day(case.resolved_on),
        "parties": [_entry(PartyEntry, Party, line) for line in case.parties],
        "demands": [_entry(DemandEntry, Demand, line) for line in case.demands],
        "threats": [_threat(line) for line in case.threats],
        "deadlines": [_deadline(line) for line in case.deadlines],
        "events": [_entry(EventEntry, Event, line) for line in case.events],
        "outcomes": [_outcome(line) for line in case.outcomes],
        "sources": [_source(line) for line in case.listed_sources],
        "notes": case.notes,
        "related": [
            {"slug": row.slug, "url": case_url(row.slug), "title": row.title, "status": row.status}
            for row in case.related
        ],
        "corrections": [
            {
                "made_at": utc_text(item.made_at),
                "reason": item.reason,
                "path": item.path,
                "before": item.before,
                "after": item.after,
            }
            for item in case.corrections
        ],
        "published_at": utc_text(case.published_at) if case.published_at <= case.at else None,
        "updated_at": utc_text(case.updated_at) if case.updated_at <= case.at else None,
    }


def event_payload(line: ChangeLine) -> Plain:
    """An event with its case."""
    fact = line.row["fact"]
    return {
        "id": _entry_id(line),
        "on": fact["on"],
        "kind": fact["kind"],
        "text": fact["text"],
        "scheduled": fact.get("scheduled"),
        "follows": fact.get("follows"),
        "case": _case_of(line),
        "sources": [_stored_source(source) for source in line.row["sources"]],
    }


def change_payload(line: ChangeLine, asked: AsOf) -> Plain:
    """An entry of the stream."""
    row = line.row
    return {
        "id": line.id,
        "entry": _entry_id(line),
        "kind": line.kind,
        "at": utc_text(line.at),
        "recorded_at": utc_text(line.recorded_at) if line.recorded_at <= asked.at else None,
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
        "names": dict(line.names),
        "aliases": found_by(line.aliases),
        "other_names": [
            {"name": each.name, "kind": each.kind, "since": each.since or None, "until": each.until or None}
            for each in line.aliases
        ],
    }


def dossier_payload(line: DossierLine) -> Plain:
    """A crisis."""
    return {
        "slug": line.slug,
        "title": line.title,
        "summary": line.summary or None,
        "started": _day(line.started),
        "ended": _day(line.ended),
        "names": dict(line.names),
    }


def _day(when: When | None) -> str | None:
    return when.text if when else None


def _named(actor: Named | None) -> Plain | None:
    return {"slug": actor.slug, "name": actor.name, "type": actor.type} if actor else None


def _entry(shape: type[Shape], part: type, line: Any, **more: Any) -> Plain:
    """A part of a case in the fields of its shape; `more` is what the case format does not have."""
    sent = {each.name: _sent(each, getattr(line, each.name)) for each in fields_of(part)} | more
    return {name: sent[name] for name in shape.model_fields}


def _sent(field: Field, value: Any) -> Any:  # noqa: PLR0911 -- one line for each kind of value
    match field.value:
        case Value.ACTOR:
            return _named(value)
        case Value.ACTORS:
            return [_named(actor) for actor in value]
        case Value.DATE:
            return _day(value)
        case Value.DUE:
            return due_date(value)
        case Value.COPY:
            return value.as_document() if value else None
        case Value.SOURCES:
            return [source.key for source in value]
        case Value.QUOTES:
            return dict(value)
        case _:
            return None if field.is_optional and value == "" else value


def _threat(line: ThreatLine) -> Plain:
    return _entry(ThreatEntry, Threat, line, ties_code=TIES_THREATS.get(line.type))


def _deadline(line: DeadlineLine) -> Plain:
    return _entry(
        DeadlineEntry,
        Deadline,
        line,
        step=line.step,
        is_focus=line.is_focus,
        force=line.force,
        replaces=line.before.id if line.before else None,
        drift_seconds=int(line.drift.span.total_seconds()) if line.drift is not None else None,
    )


def _outcome(line: OutcomeLine) -> Plain:
    return _entry(OutcomeEntry, Outcome, line, headline=line.headline, ties_code=line.ties_code)


def _source(line: ListedSource) -> Plain:
    return _entry(
        CaseSource,
        Source,
        line.source,
        key=line.source.key,
        title=line.source.title or None,
        archived=_sent(ARCHIVED, line.copy),
        dead_since=utc_text(line.dead_since) if line.dead_since else None,
    )


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


def _entry_id(line: ChangeLine) -> str:
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


def _groups(lines: Iterable[TrackRecordLine]) -> list[dict[str, Any]]:
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
