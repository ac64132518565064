"""A cohort with a history that is known to the day, made from moves and rows: no PDF is rendered for it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from accounts.models import User
from charters.models import Charter, CharterText, SignedCopy
from documents.codes import new_code
from documents.models import IssuedDocument, StoredFile
from municipalities.models import (
    Cohort,
    CohortStep,
    Evidence,
    Participation,
    ParticipationState,
    StepProgress,
    StepTransition,
    Submission,
    SubmissionFile,
)
from municipalities.models.focal_point import FocalPoint
from municipalities.steps import Move, ReasonKind, Step
from tests import factories

PLACES = {
    "carthage": ("قرطاج", "Carthage", "TN-11", "تونس", "Tunis", "north"),
    "nefza": ("نفزة", "Nefza", "TN-31", "باجة", "Béja", "north"),
    "tinja": ("تينجة", "Tinja", "TN-23", "بنزرت", "Bizerte", "north"),
    "zriba": ("الزريبة", "Zriba", "TN-22", "زغوان", "Zaghouan", "centre"),
}
DUE = {Step.FOCAL_POINT: date(2026, 10, 13), Step.CHARTER: date(2026, 11, 10), Step.COMMITTEE: date(2026, 12, 8)}


def at(day: str, hour: int = 9) -> datetime:
    """`day` is MM-DD of 2026."""
    return datetime.fromisoformat(f"2026-{day}T{hour:02}:00:00").replace(tzinfo=UTC)


class Story:
    """Four municipalities from September to 24 November 2026.

    Carthage is complete on 10 November. The charter of Tinja went back on 6 November and is late. Zriba's committee
    waits for the Unit since 20 November, its charter was begun. Nefza withdrew on 20 October.
    """

    def __init__(self, officer: User) -> None:
        self.officer = officer
        self.cohort: Cohort = factories.CohortFactory()
        for step, due_on in DUE.items():
            CohortStep.objects.filter(cohort=self.cohort, step=step).update(due_on=due_on)
        self.text = CharterText.objects.create(cohort=self.cohort, version=1)
        self.people, self.places = {}, {}
        for slug, place in PLACES.items():
            self.places[slug] = self._place(slug, *place)
            self.people[slug] = factories.UserFactory(email=f"focal@{slug}.example")
        self._tell()

    def _place(self, slug: str, ar: str, latin: str, iso: str, governor_ar: str, governor: str, region: str) -> Any:
        governorate = factories.GovernorateFactory(iso=iso, name_ar=governor_ar, name_fr=governor, name_en=governor)
        municipality = factories.MunicipalityFactory(
            slug=slug, name_ar=ar, name_fr=latin, name_en=latin, governorate=governorate, region=region
        )
        return self.cohort.admit(municipality, at=at("09-15"))

    def _tell(self) -> None:
        for slug, day in {"carthage": "10-20", "nefza": "09-28", "tinja": "09-30", "zriba": "10-01"}.items():
            self.submit(slug, Step.FOCAL_POINT, at("09-25"), act={"act_date": ["2026-09-22"]})
            self.accept(slug, Step.FOCAL_POINT, at(day))
        self.places["nefza"].refresh_from_db()
        self.places["nefza"].change_state(
            ParticipationState.WITHDRAWN, by=self.officer, at=at("10-20"), reason="No means."
        )
        self.submit("carthage", Step.CHARTER, at("10-27"))
        self.sign("carthage", number=7, on=date(2026, 10, 25))
        self.accept("carthage", Step.CHARTER, at("10-30"))
        sides = ["administration", "administration", "civil_society", "civil_society"]
        members = [{"side": side} for side in sides]
        self.submit("carthage", Step.COMMITTEE, at("11-05"), act={"act_date": ["2026-11-02"]}, members=members)
        self.accept("carthage", Step.COMMITTEE, at("11-10"))
        self.submit("tinja", Step.CHARTER, at("11-03"))
        self.send_back("tinja", Step.CHARTER, at("11-06"))
        self.step("zriba", Step.CHARTER).start(by=self.people["zriba"], at=at("11-13"))
        self.step("zriba", Step.CHARTER).extend(date(2026, 12, 4), by=self.officer, reason="Holiday.", at=at("11-09"))
        self.submit("zriba", Step.COMMITTEE, at("11-20"))

    # What may happen --------------------------------------------------------------------------------------

    def step(self, slug: str, step: Step) -> StepProgress:
        return Participation.objects.get(municipality__slug=slug).progress_of(step)

    def submit(self, slug: str, step: Step, when: datetime, **answers: Any) -> Submission:
        """Through the compare-and-set of a real submit, without a draft that would have to be complete."""
        progress, by = self.step(slug, step), self.people[slug]
        if progress.state == "not_started":
            progress.start(by=by, at=when)
        number = progress.submissions_count + 1
        move = progress._move(Move.SUBMIT, by=by, at=when, submissions_count=number)
        submission = Submission.objects.create(
            progress=progress, number=number, reference=new_code(), answers=answers, submitted_at=when, submitted_by=by
        )
        StepTransition.objects.filter(pk=move.pk).update(submission=submission)
        return submission

    def accept(self, slug: str, step: Step, when: datetime) -> None:
        progress = self.step(slug, step)
        progress._move(Move.ACCEPT, by=self.officer, at=when, submission=progress.current_submission)
        progress.participation.settle(by=self.officer, at=when)
        if step == Step.FOCAL_POINT:
            FocalPoint.objects.create(
                participation=progress.participation,
                submission=progress.current_submission,
                kind="permanent",
                civility="ms",
                name_ar="سعاد المثلوثي",
                name_latin="Souad Methlouthi",
                function="Head of citizen relations",
                email=f"focal@{slug}.example",
                act_kind="decision",
                act_date=date(2026, 9, 22),
                from_on=date(2026, 9, 22),
            )

    def send_back(self, slug: str, step: Step, when: datetime) -> None:
        progress, by = self.step(slug, step), self.officer
        scan, submission = ReasonKind.SCAN, progress.current_submission
        progress._move(Move.RETURN, by=by, at=when, submission=submission, reason_kind=scan, comment="Cut.")

    def sign(self, slug: str, *, number: int, on: date) -> SignedCopy:
        """The charter that the last submission brought signed."""
        progress = self.step(slug, Step.CHARTER)
        issued = IssuedDocument.objects.create(
            kind="charter",
            year=2026,
            number=number,
            code=new_code(),
            file=self._file(b"issued %d" % number),
            issued_at=at("10-20"),
            issued_by=self.people[slug],
        )
        charter = Charter.objects.create(
            participation=progress.participation,
            text=self.text,
            document=issued,
            civility="mr",
            name_ar="منصف العياري",
            name_latin="Moncef Ayari",
            capacity="mayor",
            signature_page=1,
        )
        return SignedCopy.objects.create(
            submission=progress.current_submission, charter=charter, signed_on=on, file=self._file(b"signed")
        )

    def paper(self, slug: str, step: Step, data: bytes, *, kind: str, name: str, on: date | None = None) -> Evidence:
        """A paper of the last submission."""
        progress = self.step(slug, step)
        submission = progress.current_submission
        evidence = Evidence.objects.create(
            municipality=progress.municipality,
            file=self._file(data),
            kind=kind,
            original_name=name,
            paper_date=on,
            uploaded_at=submission.submitted_at,
            uploaded_by=self.people[slug],
        )
        SubmissionFile.objects.create(submission=submission, page="act", field="scan", evidence=evidence)
        return evidence

    def _file(self, data: bytes) -> StoredFile:
        return StoredFile.objects.store(data, media_type="application/pdf", pages=1, by=self.officer)
