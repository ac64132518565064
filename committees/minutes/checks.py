"""What is looked at before minutes go for approval. Pure functions over MinutesContent; nothing is changed.

A fault that cannot be right must be mended. What the machine can be mistaken about may be confirmed, with a reason.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committees.bodies import two_names
from committees.minutes.content import MinutesContent
from committees.minutes.dates import YEARS, Found, dates_in, ranges_in
from committees.minutes.folding import FoldedText

LONG = timedelta(days=365)


class FindingKind(models.TextChoices):
    NO_SUCH_DAY = "no_such_day", _("A day that no calendar has")
    FUTURE_IN_PAST = "future_in_past", _("Something to come, dated before the meeting")
    PAST_IN_FUTURE = "past_in_future", _("Something done, dated after the meeting")
    LONG_PERIOD = "long_period", _("A period longer than a year")
    TURNED_YEARS = "turned_years", _("A range of years turned around")
    DUE_IN_PAST = "due_in_past", _("A decision due before the meeting")
    NEXT_IN_PAST = "next_in_past", _("The next meeting comes before this one")
    NOTHING_SAID = "nothing_said", _("A part without text")
    NO_DECISION = "no_decision", _("A paragraph without a decision")
    NO_OWNER = "no_owner", _("A decision that nobody is in charge of")
    NO_DUE_DATE = "no_due_date", _("A decision without a date")
    TWO_NAMES = "two_names", _("One body under two names")
    LEFT_OVER = "left_over", _("A mark left by the word processor")
    EMPTY_LINES = "empty_lines", _("Many empty lines")
    NOBODY_PRESENT = "nobody_present", _("Nobody is recorded as present")
    NAMED = "named", _("A person who did not agree to be named")


# What to do about each.
ADVICE = {
    FindingKind.NO_SUCH_DAY: _("Correct the day or the month."),
    FindingKind.FUTURE_IN_PAST: _("Check the year: the text speaks of something that is still to come."),
    FindingKind.PAST_IN_FUTURE: _("Check the year: the text speaks of something that is over."),
    FindingKind.LONG_PERIOD: _("Check the year at its end, or confirm that it lasts so long."),
    FindingKind.TURNED_YEARS: _("Write the earlier year first."),
    FindingKind.DUE_IN_PAST: _("Correct the date: it comes before the meeting that decided it."),
    FindingKind.NEXT_IN_PAST: _("Correct the day of the next meeting."),
    FindingKind.NOTHING_SAID: _("Write what was said, or remove the paragraph."),
    FindingKind.NO_DECISION: _("Add what was decided, or confirm that nothing was."),
    FindingKind.NO_OWNER: _("Say who does it, or confirm that it is everybody's."),
    FindingKind.NO_DUE_DATE: _("Say until when, or confirm that no date was set."),
    FindingKind.TWO_NAMES: _("Use one name everywhere, or confirm that they are two bodies."),
    FindingKind.LEFT_OVER: _("Delete it: readers of the paper would see it."),
    FindingKind.EMPTY_LINES: _("Delete the empty lines."),
    FindingKind.NOBODY_PRESENT: _("Record at the meeting who was present."),
    FindingKind.NAMED: _(
        "The edition for the public replaces this name. Check that nothing else in the text gives the person away."
    ),
}
CONFIRMABLE = frozenset(
    {
        FindingKind.FUTURE_IN_PAST,
        FindingKind.PAST_IN_FUTURE,
        FindingKind.LONG_PERIOD,
        FindingKind.NO_DECISION,
        FindingKind.NO_OWNER,
        FindingKind.NO_DUE_DATE,
        FindingKind.TWO_NAMES,
        FindingKind.NAMED,
    }
)


@dataclass(frozen=True)
class Finding:
    """`where` is a kind of part ("opening", "recalled", "link", "item", "closing") or "present"; `item` counts the
    paragraphs from 0. `words` are those of the text; `more` is what they are compared with."""

    kind: FindingKind
    where: str
    words: str
    item: int | None = None
    more: str = ""

    @property
    def key(self) -> str:
        """The same for the same words in the same place: a confirmation holds until they change."""
        told = "\n".join([self.kind, self.where, str(self.item), self.words, self.more])
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def advice(self) -> str:
        return str(ADVICE[self.kind])

    @property
    def must_be_mended(self) -> bool:
        return self.kind not in CONFIRMABLE


@dataclass(frozen=True)
class _Passage:
    where: str
    text: str
    item: int | None = None

    def finding(self, kind: FindingKind, words: str, more: str = "") -> Finding:
        return Finding(kind, self.where, " ".join(words.split()), self.item, more)


def check(content: MinutesContent, *, withheld: Iterable[str] = ()) -> list[Finding]:
    """Everything that is found, in the order of the paper. `withheld` are names of people who did not agree to be
    named in public."""
    passages = list(_passages(content))
    met_on = timezone.localtime(content.starts_at).date()
    found = [
        *_of_people(content),
        *(finding for passage in passages for finding in _of_dates(passage, met_on)),
        *(finding for passage in passages for finding in _of_years(passage)),
        *(finding for passage in passages for finding in _of_leftovers(passage)),
        *_of_items(content, met_on),
        *_of_bodies(content, passages),
        *(finding for passage in passages for finding in _of_names(passage, withheld)),
        *_of_end(content),
    ]
    order = {"present": 0, "opening": 1, "recalled": 2, "link": 3, "item": 4, "closing": 5}
    unique = dict.fromkeys(found)
    return sorted(unique, key=lambda finding: (order[finding.where], finding.item or 0))


def _passages(content: MinutesContent) -> Iterator[_Passage]:
    yield _Passage("opening", content.opening)
    yield _Passage("recalled", content.recalled)
    yield _Passage("link", content.link)
    for number, item in enumerate(content.items):
        for text in (item.title, item.text, *item.steps, *(decision.text for decision in item.decisions)):
            yield _Passage("item", text, number)
    yield _Passage("closing", content.closing)


def _of_people(content: MinutesContent) -> Iterator[Finding]:
    if not content.present:
        yield Finding(FindingKind.NOBODY_PRESENT, "present", "")


# Dates ----------------------------------------------------------------------------------------------------

_TO_COME = re.compile(
    r"(?<!\w)(?:[وف]?س(?:ي|ت|ن)(?!د|ة|ون|ين|ار|ما|اس)\w{2,}|[وف]?سوف|(?:و|ل|ب)?ال[إا]عداد|(?:و|ل|ب)?التحضير|بصدد|المزمع|"
    r"\w+(?:era|eront|ira|iront|dra|dront|ura|uront)|prépar\w+|prévue?s?|prochaine?s?|"
    r"will|shall|preparing|being prepared|planned|upcoming|going to)(?!\w)",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"(?<!\w)(?:[وف]?تمت?|[وف]?انعقدت?|[وف]?عقدت?|[وف]?كانت?|سبق|المنعقدة?|المؤرخة?|مؤرخة?|"
    r"a été|ont été|s'est|s’est|se sont|avait|avaient|était|étaient|eu lieu|"
    r"was|were|has been|have been|took place|had)(?!\w)",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"[.!?؟](?=\s)|\n")


def _of_dates(passage: _Passage, met_on: date) -> Iterator[Finding]:
    before = 0
    for found in dates_in(passage.text):
        if found.first is None or found.last is None:
            yield passage.finding(FindingKind.NO_SUCH_DAY, found.words)
        else:
            tense = _tense(passage.text, before, found)
            if tense == "to come" and found.last < met_on:
                yield passage.finding(FindingKind.FUTURE_IN_PAST, found.words)
            if tense == "over" and found.first > met_on:
                yield passage.finding(FindingKind.PAST_IN_FUTURE, found.words)
        before = found.end
    for period in ranges_in(passage.text):
        if period.last - period.first > LONG:
            yield passage.finding(FindingKind.LONG_PERIOD, period.words)


def _tense(text: str, before: int, found: Found) -> str:
    """What the nearest word before the date says, in its sentence and after the date before: "to come", "over", ""."""
    window = text[before : found.start]
    ends = [match.end() for match in _SENTENCE_ENDS.finditer(window)]
    window = window[ends[-1] :] if ends else window
    last_over = max((match.start() for match in _OVER.finditer(window)), default=-1)
    last_to_come = max((match.start() for match in _TO_COME.finditer(window)), default=-1)
    if last_over == last_to_come:
        return ""
    return "to come" if last_to_come > last_over else "over"


def _of_years(passage: _Passage) -> Iterator[Finding]:
    for match in YEARS.finditer(passage.text):
        if int(match["first"]) > int(match["last"]):
            yield passage.finding(FindingKind.TURNED_YEARS, match[0])


# The text as it was typed -----------------------------------------------------------------------------------

_LEFT_OVER = re.compile(
    r"\[\s*bookmark\b[^\]]*\]|_GoBack\b|_Toc\d+|\bMERGEFIELD\b[^\n]*|\bHYPERLINK\s+\"|"
    r"Error! [^\n.]+\.|Erreur ! [^\n.]+\.|خطأ! [^\n.]+\.",
    re.IGNORECASE,
)
_EMPTY_LINES = re.compile(r"\n(?:[ \t\r]*\n){2,}")


def _of_leftovers(passage: _Passage) -> Iterator[Finding]:
    for match in _LEFT_OVER.finditer(passage.text):
        yield passage.finding(FindingKind.LEFT_OVER, match[0])
    if empty := _EMPTY_LINES.search(passage.text):
        yield passage.finding(FindingKind.EMPTY_LINES, passage.text[max(0, empty.start() - 40) : empty.start()])


# Paragraphs and decisions ---------------------------------------------------------------------------------


def _of_items(content: MinutesContent, met_on: date) -> Iterator[Finding]:
    for number, item in enumerate(content.items):
        passage = _Passage("item", "", number)
        if not item.text and not item.decisions:
            yield passage.finding(FindingKind.NOTHING_SAID, item.title)
        if not item.decisions:
            yield passage.finding(FindingKind.NO_DECISION, item.title)
        for decision in item.decisions:
            if not decision.owner:
                yield passage.finding(FindingKind.NO_OWNER, decision.text)
            if decision.due_on is None:
                yield passage.finding(FindingKind.NO_DUE_DATE, decision.text)
            elif decision.due_on < met_on:
                yield passage.finding(FindingKind.DUE_IN_PAST, decision.text, decision.due_on.isoformat())
    for where, text in (("opening", content.opening), ("closing", content.closing)):
        if not text:
            yield Finding(FindingKind.NOTHING_SAID, where, "")


def _of_end(content: MinutesContent) -> Iterator[Finding]:
    if content.next_meeting and content.next_meeting <= content.starts_at:
        day = timezone.localtime(content.next_meeting).date()
        yield Finding(FindingKind.NEXT_IN_PAST, "closing", day.isoformat())


# Bodies and people ----------------------------------------------------------------------------------------


def _of_bodies(content: MinutesContent, passages: list[_Passage]) -> Iterator[Finding]:
    bodies = [person.body for person in (*content.present, *content.excused, *content.absent)]
    for named, other in two_names([passage.text for passage in passages], bodies):
        passage = passages[named.text] if named.text >= 0 else _Passage("present", "")
        yield passage.finding(FindingKind.TWO_NAMES, named.words, other)


def _of_names(passage: _Passage, withheld: Iterable[str]) -> Iterator[Finding]:
    folded = FoldedText(passage.text)
    for name in withheld:
        for start, end in folded.spans_of(name):
            yield passage.finding(FindingKind.NAMED, passage.text[start:end])
