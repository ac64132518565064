"""What the papers of minutes say, heading by heading, in the official order and in their own language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from committees.minutes.content import Approved, Item, MinutesContent, Present
from committees.minutes.phrases import PHRASES
from committees.minutes.words import day_in_words, moment_in_words
from committees.models import CommitteeRole
from documents.isolates import isolated
from documents.text import fold
from municipalities.models import Civility


@dataclass(frozen=True)
class Paper:
    """What both papers say, in the language that is active when it is read. Texts may hold isolates."""

    content: MinutesContent

    @property
    def title(self) -> str:
        return pgettext("title of a paper", "Minutes")

    @property
    def file_title(self) -> str:
        return f"{self.title} · {self.content.committee} · {self._day(self.starts_on)}"

    @property
    def dated(self) -> datetime:
        """What the file says of its age: when it was last approved; a draft, when the meeting began."""
        return max((approved.at for approved in self.content.approvals), default=self.content.starts_at)

    @property
    def starts_on(self) -> date:
        return timezone.localdate(self.content.starts_at)

    # The head -------------------------------------------------------------------------------------------------

    @property
    def subtitle(self) -> str:
        return _("%(committee)s, meeting no. %(number)s") % {
            "committee": self.content.committee,
            "number": self.content.meeting_number,
        }

    @property
    def standing_mark(self) -> str:
        """What every page says of the paper: that it is a draft, or not the whole. "" for the paper itself."""
        if self.content.draft:
            return _("Draft: these minutes are not approved yet.")
        if self.content.for_public:
            return _("Edition for the public: only those who agreed to it are named.")
        return ""

    @property
    def marks(self) -> list[str]:
        """What a reader must know first: that it is a draft or not the whole, that it replaces an earlier version and
        why."""
        marks = [self.standing_mark] if self.standing_mark else []
        if self.content.version > 1:
            marks.append(_("Version %(version)s, in the place of the earlier one.") % {"version": self.content.version})
        if self.content.correction_reason:
            marks.append(_("Reason for the correction: %(reason)s") % {"reason": self.content.correction_reason})
        return marks

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The three lines under the title, each with its label."""
        return [
            (pgettext("label in minutes", "Subject:"), self.content.subject),
            (pgettext("label in minutes", "Date:"), moment_in_words(self.content.starts_at, self.content.language)),
            (pgettext("label in minutes", "Place:"), self.content.venue),
        ]

    @property
    def people(self) -> list[tuple[str, list[str]]]:
        """Who was there, who sent apologies, who was missing: a heading and a line for each person."""
        groups = [
            (pgettext("heading in minutes", "Present"), self.content.present),
            (pgettext("heading in minutes", "Apologies"), self.content.excused),
            (pgettext("heading in minutes", "Absent"), self.content.absent),
        ]
        return [(heading, [_line(person) for person in people]) for heading, people in groups if people]

    # The sitting ----------------------------------------------------------------------------------------------

    @property
    def opening_heading(self) -> str:
        return pgettext("heading in minutes", "Opening")

    @property
    def agenda_heading(self) -> str:
        return pgettext("heading in minutes", "Agenda")

    @property
    def sitting_heading(self) -> str:
        return pgettext("heading in minutes", "Proceedings")

    @property
    def opening(self) -> list[str]:
        return paragraphs(self.content.opening)

    @property
    def recalled(self) -> list[str]:
        return paragraphs(self.content.recalled)

    @property
    def link(self) -> list[str]:
        """What leads to the interventions; nothing where there are none."""
        return paragraphs(self.content.link or PHRASES[self.content.language].link) if self.items else []

    @cached_property
    def items(self) -> list[ItemPaper]:
        return [ItemPaper(item) for item in self.content.items]

    # The end --------------------------------------------------------------------------------------------------

    @property
    def decisions_heading(self) -> str:
        return pgettext("heading in minutes", "Decisions")

    @property
    def decision_headers(self) -> list[str]:
        return [
            pgettext("column of decisions", "No."),
            pgettext("column of decisions", "Decision"),
            pgettext("column of decisions", "Who"),
            pgettext("column of decisions", "By when"),
        ]

    @property
    def decisions(self) -> list[tuple[str, str, str, str]]:
        """In the order of their numbers; a dash where nobody or no day was named."""
        decided = sorted((each for item in self.content.items for each in item.decisions), key=lambda each: each.number)
        return [
            (
                str(each.number),
                each.text,
                isolated(each.owner) if each.owner else "–",
                self._day(each.due_on) if each.due_on else "–",
            )
            for each in decided
        ]

    @property
    def next_meeting(self) -> tuple[str, str] | None:
        if self.content.next_meeting is None:
            return None
        return pgettext("label in minutes", "Next meeting:"), moment_in_words(
            self.content.next_meeting, self.content.language
        )

    @property
    def closing(self) -> list[str]:
        return paragraphs(self.content.closing)

    @property
    def drafter(self) -> tuple[str, str] | None:
        if not self.content.drafter:
            return None
        return pgettext("label in minutes", "Drafted by:"), isolated(self.content.drafter)

    @property
    def approval_heading(self) -> str:
        return pgettext("heading in minutes", "Approval")

    @property
    def approval_headers(self) -> list[str]:
        return [
            pgettext("column of approvals", "Approved by"),
            pgettext("column of approvals", "As"),
            pgettext("column of approvals", "On"),
        ]

    @property
    def approvals(self) -> list[tuple[str, str, str]]:
        return [
            (
                named(approved),
                role_in_words(approved.role, approved.civility),
                self._day(timezone.localdate(approved.at)),
            )
            for approved in self.content.approvals
        ]

    def _day(self, day: date) -> str:
        return day_in_words(day, self.content.language)


@dataclass(frozen=True)
class ItemPaper:
    """One paragraph of the sitting with what hangs on it."""

    item: Item

    @property
    def heading(self) -> str:
        if self.item.commitment is None:
            return self.item.title
        return _("Commitment no. %(number)s: %(title)s") % {"number": self.item.commitment, "title": self.item.title}

    @property
    def paragraphs(self) -> list[str]:
        """The text; before it the speaker, unless the text names them, as official minutes do («أفاد السيد … أنه»)."""
        told = paragraphs(self.item.text)
        speaker = self.item.speaker
        if speaker is None or fold(speaker.name) in fold(self.item.text):
            return told
        return [f"{spoke(speaker)} {told[0]}", *told[1:]] if told else []

    @property
    def decided(self) -> str:
        """Which decisions of the table below were taken here."""
        numbers = [_("Decision no. %(number)s") % {"number": each.number} for each in self.item.decisions]
        return pgettext("between names", ", ").join(numbers)


# Words of both -------------------------------------------------------------------------------------------------


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def named(person: Present | Approved) -> str:
    """ "Ms Rim Ben Salem"."""
    civility = str(Civility(person.civility).label) if person.civility else ""
    return f"{civility} {isolated(person.name)}".strip()


_OF_A_WOMAN: dict[str, Promise] = {
    CommitteeRole.CHAIR: pgettext_lazy("of a woman", "Chair"),
    CommitteeRole.CO_CHAIR: pgettext_lazy("of a woman", "Co-chair"),
    CommitteeRole.SECRETARY: pgettext_lazy("of a woman", "Secretary"),
}


def role_in_words(role: str, civility: str = "") -> str:
    """The word for a role of the committee; another role is in words already."""
    if civility == Civility.MS and role in _OF_A_WOMAN:
        return str(_OF_A_WOMAN[role])
    return str(dict(CommitteeRole.choices).get(role, role))


def spoke(speaker: Present) -> str:
    """The sentence that gives somebody the word."""
    if speaker.civility == Civility.MS:
        text = pgettext("a woman speaks", "Ms %(name)s said the following:")
    elif speaker.civility == Civility.MR:
        text = pgettext("a man speaks", "Mr %(name)s said the following:")
    else:
        text = _("%(name)s said the following:")
    return text % {"name": isolated(speaker.name)}


def _line(person: Present) -> str:
    """ "Mr Khaled Sellami: director general, Ministry of the Civil Service"."""
    details = pgettext("between names", ", ").join(
        isolated(detail) for detail in (person.function, person.body) if detail
    )
    if not details:
        return named(person)
    return _("%(person)s: %(details)s") % {"person": named(person), "details": details}
