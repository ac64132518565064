"""What minutes begin with: the parts of a first draft, from the meeting and from where the commitments stand."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from committees.minutes.people import PeopleOf
from committees.minutes.phrases import PHRASES
from committees.minutes.words import day_in_words
from committees.models import (
    ActionPlan,
    AgendaItem,
    Commitment,
    Decision,
    Meeting,
    MeetingState,
    MinutesVersion,
    PartKind,
)

LAST = 30000


def fill(version: MinutesVersion, *, by: User, at: datetime) -> None:
    """Writes the parts of the first version, in its transaction."""
    language = version.minutes.language
    meeting = version.meeting
    entries = meeting.agenda.select_related("commitment__plan", "speaker")
    agenda = list(entries.prefetch_related("commitment__milestones", "commitment__notes"))
    saved = {"saved_at": at, "saved_by": by}
    version.items.create(kind=PartKind.OPENING, position=0, text=opening_of(meeting, agenda, language), **saved)
    version.items.create(kind=PartKind.RECALLED, position=0, text=recalled_of(meeting, language), **saved)
    about_commitments = any(entry.commitment_id for entry in agenda)
    link = PHRASES[language].link_commitments if about_commitments else PHRASES[language].link
    version.items.create(kind=PartKind.LINK, position=0, text=link, **saved)
    speakers = {attendance.member_id: attendance for attendance in meeting.attendances.filter(presence="present")}
    for position, entry in enumerate(agenda, 1):
        version.items.create(
            position=position,
            title=entry.title,
            agenda_item=entry,
            commitment=entry.commitment,
            speaker=speakers.get(entry.speaker_id) if entry.speaker_id else None,
            text=commitment_text(entry.commitment, language) if entry.commitment else "",
            steps=open_milestones(entry.commitment, language) if entry.commitment else "",
            **saved,
        )
    version.items.create(kind=PartKind.CLOSING, position=LAST, text=PHRASES[language].closing, **saved)
    following = meeting.committee.meetings.filter(state=MeetingState.PLANNED, starts_at__gt=meeting.starts_at)
    version.next_meeting = following.order_by("starts_at").values_list("starts_at", flat=True).first()
    version.drafter = by.name_ar if language == "ar" else by.name_latin or by.name_ar
    version.save(update_fields=["next_meeting", "drafter"])


def opening_of(meeting: Meeting, agenda: list[AgendaItem], language: str) -> str:
    """Who opened the meeting, and of what its agenda is part when it is about commitments of a plan."""
    phrases = PHRASES[language]
    chair = PeopleOf(meeting, language).chair
    plans: list[ActionPlan] = [entry.commitment.plan for entry in agenda if entry.commitment]
    title = (plans[0].title_ar if language == "ar" else plans[0].title_latin or plans[0].title_ar) if plans else ""
    frame = phrases.frame.format(plan=title) if title else ""
    if chair is None:
        return phrases.opened[""].format(frame=frame)
    person = f"{phrases.civilities.get(chair.civility, '')} {chair.name}".strip()
    return phrases.opened.get(chair.civility, phrases.opened["mr"]).format(person=person, frame=frame)


def recalled_of(meeting: Meeting, language: str) -> str:
    """The decisions of the meeting before and where they stand; "" where there were none."""
    phrases = PHRASES[language]
    before = (
        meeting.committee.meetings.filter(state=MeetingState.HELD, starts_at__lt=meeting.starts_at)
        .order_by("-starts_at")
        .first()
    )
    decisions = list(before.decisions.all()) if before else []
    if before is None or not decisions:
        return ""
    day = day_in_words(timezone.localtime(before.starts_at).date(), language)
    lines = [phrases.recalled.format(number=before.number, day=day)]
    for decision in decisions:
        text, state = decision.text.rstrip(". "), standing(decision, language)
        lines.append(phrases.decision.format(number=decision.number, text=text, state=state))
    return "\n".join(lines)


def standing(decision: Decision, language: str) -> str:
    phrases = PHRASES[language]
    if decision.done_on:
        return phrases.done.format(day=day_in_words(decision.done_on, language))
    if decision.due_on:
        return phrases.open_until.format(day=day_in_words(decision.due_on, language))
    return phrases.open


def commitment_text(commitment: Commitment, language: str) -> str:
    """The frame of the paragraph, how far the commitment has come, and what was last said of it."""
    title = commitment.title_ar if language == "ar" else commitment.title_latin or commitment.title_ar
    frame = PHRASES[language].commitment
    text = frame.format(number=commitment.number, title=title, percent=commitment.percent)
    note = commitment.latest_note
    return f"{text} {note.text}" if note else text


def open_milestones(commitment: Commitment, language: str) -> str:
    """What is left to do, a milestone on each line."""
    phrases = PHRASES[language]
    lines = []
    for milestone in commitment.milestones.all():
        if milestone.is_done:
            continue
        values = {"title": milestone.title, "percent": milestone.percent}
        if milestone.ends_on:
            day = day_in_words(milestone.ends_on, language)
            lines.append(phrases.milestone_until.format(day=day, **values))
        else:
            lines.append(phrases.milestone.format(**values))
    return "\n".join(lines)
