"""How a step whose answers are draft pages describes itself, and the focal point step that does just that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from municipalities.steps import AnswerPage, Frozen, MissingItem, Step

if TYPE_CHECKING:
    from accounts.models import User
    from documents.models import StoredFile
    from municipalities.drafts import Draft
    from municipalities.forms.pages import PageForm
    from municipalities.models import FocalPoint, Participation, StepProgress, Submission


class DraftedStep:
    """The draft pages of a wizard as the whole of a step. Subclasses add rows of their own by calling super()."""

    step: Step
    url_name: str
    overview_url_name: str

    @property
    def pages(self) -> dict[str, type[PageForm]]:
        """The pages in order, without the check page."""
        raise NotImplementedError

    def overview_url(self, progress: StepProgress) -> str:
        return reverse(self.overview_url_name, args=[progress.municipality.slug])

    def page_url(self, progress: StepProgress, page: str) -> str:
        return reverse(self.url_name, kwargs={"slug": progress.municipality.slug, "page": page})

    def missing_items(self, progress: StepProgress) -> list[MissingItem]:
        from municipalities.drafts import Draft

        draft = Draft(progress)
        return [
            MissingItem(
                _("the page “%(page)s” is not complete") % {"page": form_class.title}, self.page_url(progress, page)
            )
            for page, form_class in self.pages.items()
            if draft.cleaned(page, form_class) is None
        ]

    def freeze(self, progress: StepProgress) -> Frozen:
        from municipalities.drafts import Draft

        draft = Draft(progress)
        answers: dict[str, Any] = {}
        evidence = []
        for page in self.pages:
            saved = draft.page(page)
            answers[page] = saved.answers if saved else {}
            evidence += [(page, field, kept.evidence) for field, kept in sorted(draft.files(page).items())]
        return Frozen(answers, evidence)

    def draft_answers(self, draft: Draft) -> list[AnswerPage]:
        """The draft in the reader's language, each page with the address where it is changed."""
        pages = []
        for page, form_class in self.pages.items():
            form, url = draft.form(page, form_class), self.page_url(draft.progress, page)
            pages.append(AnswerPage(page, form_class.title, form.describe(), url, form.papers()))
        return pages

    def describe(self, submission: Submission) -> list[AnswerPage]:
        pages = []
        for page, form_class in self.pages.items():
            form = self.submitted_form(submission, page)
            pages.append(AnswerPage(page, form_class.title, form.describe(), papers=form.papers()))
        return pages

    def submitted_form(self, submission: Submission, page: str) -> PageForm:
        """The page bound to what was submitted."""
        from municipalities.drafts import KeptFile, prefixed

        files = {f"{page}-{row.field}": KeptFile(row.evidence) for row in submission.papers if row.page == page}
        return self.pages[page](
            data=prefixed(page, submission.answers.get(page, {})),
            files=files,
            prefix=page,
            progress=submission.progress,
        )

    def attachment(self, submission: Submission) -> tuple[StoredFile, str] | None:
        return None

    def submitted(self, submission: Submission, *, by: User, at: datetime) -> None:
        """Nothing beyond the submission itself."""

    def accepted(self, submission: Submission, *, by: User, at: datetime) -> None:
        """Nothing beyond the state."""

    def returned(self, submission: Submission, *, by: User, at: datetime) -> None:
        """Nothing beyond the state."""

    def reopened(self, submission: Submission, *, by: User, at: datetime) -> None:
        """Nothing beyond the state."""


class FocalPointDefinition(DraftedStep):
    """Step 1: accepting it records the focal point, and the deputy, in office from the date of the act."""

    step = Step.FOCAL_POINT
    url_name = "focal_point:page"
    overview_url_name = "focal_point:overview"

    @property
    def pages(self) -> dict[str, type[PageForm]]:
        from municipalities.forms.focal_point import PAGES

        return PAGES

    def accepted(self, submission: Submission, *, by: User, at: datetime) -> None:
        from municipalities.models import FocalPoint

        for record in self._named(submission):
            record.confirmed_at, record.confirmed_by = at, submission.submitted_by
            in_office = FocalPoint.objects.filter(
                participation=record.participation, kind=record.kind, until_on__isnull=True
            ).first()
            if in_office is not None and in_office.email == record.email:
                record.pk, record.from_on = in_office.pk, in_office.from_on
                record.save(force_update=True)
                continue
            if in_office is not None:
                in_office.until_on = max(in_office.from_on, record.from_on - timedelta(days=1))
                in_office.save(update_fields=["until_on"])
            record.save()

    def _named(self, submission: Submission) -> Iterator[FocalPoint]:
        """The people the submission names, as unsaved records."""
        from municipalities.models import FocalPoint, FocalPointKind

        forms = {page: self.submitted_form(submission, page) for page in self.pages}
        if not all(form.is_valid() for form in forms.values()):
            raise ValueError("an accepted submission no longer validates")
        person, deputy = forms["person"].cleaned_data, forms["deputy"].cleaned_data
        act, publication = forms["act"].cleaned_data, forms["publication"].cleaned_data
        common = {
            "participation": submission.progress.participation,
            "submission": submission,
            "act_kind": act["act_kind"],
            "act_number": act["act_number"],
            "act_date": act["act_date"],
            "from_on": act["act_date"],
        }
        yield FocalPoint(
            kind=FocalPointKind.PERMANENT,
            **{field: person[field] for field in PERSON_FIELDS},
            department=person["department"],
            mobile=person["mobile"],
            publish_name=publication["publish_name"],
            publish_phone=publication["publish_phone"],
            **common,
        )
        if deputy["has_deputy"] == "yes":
            yield FocalPoint(kind=FocalPointKind.DEPUTY, **{field: deputy[field] for field in PERSON_FIELDS}, **common)

    def named_person(self, participation: Participation) -> dict[str, Any] | None:
        """The focal point in office, else the one of the last submission, else of the draft; None when nobody is.

        Keys: civility, name_ar, name_latin, function, email, phone.
        """
        from municipalities.drafts import Draft
        from municipalities.models import FocalPoint, FocalPointKind

        in_office = FocalPoint.objects.filter(
            participation=participation, kind=FocalPointKind.PERMANENT, until_on__isnull=True
        ).first()
        if in_office is not None:
            return {field: getattr(in_office, field) for field in PERSON_FIELDS}
        progress = participation.progress_of(Step.FOCAL_POINT)
        submission = progress.current_submission
        form = (
            self.submitted_form(submission, "person")
            if submission
            else Draft(progress).form("person", self.pages["person"])
        )
        return {field: form.cleaned_data[field] for field in PERSON_FIELDS} if form.is_valid() else None


PERSON_FIELDS = ("civility", "name_ar", "name_latin", "function", "email", "phone")
