"""From the rows of a draft, or from the frozen text of a version, to the values that papers and pages are made of."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from committees.minutes.content import Approved, Decided, Item, MinutesContent, Present
from committees.minutes.people import PeopleOf, present_of
from committees.minutes.phrases import PHRASES
from committees.models import Decision, MinutesItem, MinutesVersion, PartKind, Presence


def content_of(version: MinutesVersion) -> MinutesContent:
    """What the version says: as it was frozen, with the approvals given since; a draft as its rows stand."""
    if version.is_draft or version.content is None:
        return from_rows(version)
    content = thawed(version.content)
    approvals = version.approvals.given().order_by("closed_at")
    return replace(
        content,
        draft=version.document is None,
        approvals=tuple(
            Approved(
                civility=approval.civility,
                name=name_in(approval, content.language),
                role=approval.role,
                at=approval.closed_at or approval.created_at,
                member=approval.member_id,
            )
            for approval in approvals
        ),
        number=version.register_number,
        code=version.document.code if version.document else "",
    )


def name_in(member: Any, language: str) -> str:
    """The name of somebody with names in both scripts, in the language of the paper."""
    name: str = member.name_ar if language == "ar" else member.name_latin or member.name_ar
    return name


def from_rows(version: MinutesVersion) -> MinutesContent:
    meeting, language = version.meeting, version.minutes.language
    committee, phrases = meeting.committee, PHRASES[language]
    people = PeopleOf(meeting, language)
    parts = list(version.items.select_related("speaker", "commitment").prefetch_related("raised__owner"))
    words = {part.kind: part.text.strip() for part in parts if part.kind != PartKind.ITEM}
    municipality = committee.municipality
    return MinutesContent(
        language=language,
        committee=phrases.national_committee if municipality is None else phrases.municipal_committee,
        place_name="" if municipality is None else getattr(municipality, f"name_{language}"),
        meeting_number=meeting.number,
        version=version.number,
        draft=True,
        subject=meeting.subject,
        starts_at=meeting.starts_at,
        venue=meeting.venue,
        present=people.with_presence(Presence.PRESENT),
        excused=people.with_presence(Presence.EXCUSED),
        absent=people.with_presence(Presence.ABSENT),
        opening=words.get(PartKind.OPENING, ""),
        agenda=tuple(meeting.agenda.values_list("title", flat=True)),
        recalled=words.get(PartKind.RECALLED, ""),
        link=words.get(PartKind.LINK, ""),
        items=_items(version, parts, language),
        closing=words.get(PartKind.CLOSING, ""),
        next_meeting=version.next_meeting,
        drafter=version.drafter,
        correction_reason=version.correction_reason,
    )


def decisions_by_part(
    version: MinutesVersion, parts: list[MinutesItem]
) -> tuple[dict[int, list[Decision]], list[Decision]]:
    """The decisions of each paragraph by its key, and those of the meeting that stand in none."""
    decisions = list(version.meeting.decisions.select_related("owner"))
    by_part: dict[int, list[Decision]] = {}
    placed: set[int] = set()
    for part in parts:
        if part.kind != PartKind.ITEM:
            continue
        raised = {decision.pk for decision in part.raised.all()}
        own = [
            decision
            for decision in decisions
            if decision.pk not in placed
            and (decision.pk in raised or (decision.item_id and decision.item_id == part.agenda_item_id))
        ]
        by_part[part.pk] = own
        placed.update(decision.pk for decision in own)
    return by_part, [decision for decision in decisions if decision.pk not in placed]


def _items(version: MinutesVersion, parts: list[MinutesItem], language: str) -> tuple[Item, ...]:
    by_part, others = decisions_by_part(version, parts)
    items = [
        Item(
            title=part.title,
            text=part.text.strip(),
            speaker=present_of(part.speaker, language) if part.speaker else None,
            commitment=part.commitment.number if part.commitment else None,
            steps=tuple(line.strip() for line in part.steps.splitlines() if line.strip()),
            decisions=tuple(_decided(decision, language) for decision in by_part[part.pk]),
        )
        for part in parts
        if part.kind == PartKind.ITEM
    ]
    if others:
        decisions = tuple(_decided(decision, language) for decision in others)
        items.append(Item(title=PHRASES[language].other_decisions, text="", decisions=decisions))
    return tuple(items)


def _decided(decision: Decision, language: str) -> Decided:
    owner = decision.owner
    return Decided(
        number=decision.number,
        text=decision.text.strip(),
        owner=name_in(owner, language) if owner else decision.owner_words,
        due_on=decision.due_on,
        owner_member=owner.pk if owner else None,
        owner_body=owner.body if owner else "",
    )


# Frozen ---------------------------------------------------------------------------------------------------


def frozen(content: MinutesContent) -> dict[str, Any]:
    """As JSON keeps it; `thawed` gives it back."""
    values = asdict(content)
    values["starts_at"] = content.starts_at.isoformat()
    values["next_meeting"] = content.next_meeting.isoformat() if content.next_meeting else None
    for item in values["items"]:
        for decision in item["decisions"]:
            decision["due_on"] = decision["due_on"].isoformat() if decision["due_on"] else None
    del values["approvals"]  # they are rows, and come after the text
    return values


def thawed(values: dict[str, Any]) -> MinutesContent:
    groups = {name: tuple(Present(**one) for one in values[name]) for name in ("present", "excused", "absent")}
    following = values["next_meeting"]
    return MinutesContent(
        **{
            **values,
            **groups,
            "agenda": tuple(values["agenda"]),
            "starts_at": datetime.fromisoformat(values["starts_at"]),
            "next_meeting": datetime.fromisoformat(following) if following else None,
            "items": tuple(_thawed_item(item) for item in values["items"]),
        }
    )


def _thawed_item(values: dict[str, Any]) -> Item:
    decisions = tuple(
        Decided(**{**one, "due_on": date.fromisoformat(one["due_on"]) if one["due_on"] else None})
        for one in values["decisions"]
    )
    speaker = Present(**values["speaker"]) if values["speaker"] else None
    return Item(**{**values, "speaker": speaker, "steps": tuple(values["steps"]), "decisions": decisions})
