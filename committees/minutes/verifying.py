"""What anyone may learn of approved minutes by their code or by their file: nothing personal, and no free text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from committees.minutes.emails import public_url
from committees.models import MinutesState, MinutesVersion
from documents.models import IssuedDocument
from municipalities.models import Municipality
from municipalities.public_papers import PublicPaper


@dataclass(frozen=True)
class DescribedMinutes:
    """`url` is where the published edition is read, "" before it is; `corrected_by` the next version approved."""

    municipality: Municipality | None
    meeting_number: int
    held_at: datetime
    approved_at: datetime
    is_published: bool
    corrected_by: IssuedDocument | None
    url: str


def describe_minutes(document: IssuedDocument) -> DescribedMinutes | None:
    """None when `document` is no minutes."""
    version: MinutesVersion | None = getattr(document, "minutes_version", None)
    if version is None or version.approved_at is None:
        return None
    later = version.minutes.versions.filter(number__gt=version.number, document__isnull=False)
    following = later.select_related("document").order_by("number").first()
    published = version.state == MinutesState.PUBLISHED
    meeting = version.meeting
    return DescribedMinutes(
        municipality=meeting.committee.municipality,
        meeting_number=meeting.number,
        held_at=meeting.starts_at,
        approved_at=version.approved_at,
        is_published=published,
        corrected_by=following.document if following else None,
        url=public_url(version) if published else "",
    )


class MinutesPapers:
    """Minutes for the page of the codes: nobody signs them, so none comes back accepted."""

    def by_code(self, code: str) -> PublicPaper | None:
        return _told(_issued().filter(code=code).first())

    def issued_as(self, sha256: str) -> PublicPaper | None:
        either = Q(file__sha256=sha256) | Q(minutes_version__docx__sha256=sha256)
        return _told(_issued().filter(either).first())

    def accepted_as(self, sha256: str) -> PublicPaper | None:
        return None


def _issued() -> QuerySet[IssuedDocument]:
    place = "minutes_version__minutes__meeting__committee__participation__municipality__governorate"
    return IssuedDocument.objects.filter(minutes_version__isnull=False).select_related("file", place)


def _told(document: IssuedDocument | None) -> PublicPaper | None:
    described = describe_minutes(document) if document else None
    if document is None or described is None:
        return None
    following = described.corrected_by
    what = _("Minutes of a joint steering committee")
    if described.municipality is None:
        what = _("Minutes of the national consultative committee")
    day = date_format(_day(described.held_at), "DATE_FORMAT")
    return PublicPaper(
        what=what,
        about=_("Meeting no. %(number)s, %(day)s") % {"number": described.meeting_number, "day": day},
        municipality=described.municipality,
        register_number=document.register_number,
        code=document.code,
        issued_on=_day(document.issued_at),
        pages=document.file.pages or 0,
        standing=_standing(described),
        url=_page_of(document),
        approved_on=_day(described.approved_at),
        public_url=described.url,
        replaced_by=following.register_number if following else "",
        replaced_by_url=_page_of(following) if following else "",
    )


def _standing(described: DescribedMinutes) -> str:
    if described.corrected_by:
        return _("They were approved, and a corrected version has replaced them.")
    if described.is_published:
        return _("They are approved and published.")
    return _("They are approved. They are not published yet.")


def _page_of(document: IssuedDocument) -> str:
    return reverse("verify:detail", args=[document.code])


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
