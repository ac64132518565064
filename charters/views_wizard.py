"""The wizard of step 2, up to the issue of the charter, and the specimen that it shows."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from charters.forms import PAGES, PreviewForm
from charters.models import (
    BegunText,
    Charter,
)
from charters.models.charters import AlreadyIssued
from charters.report import CharterReport, NoPublishedText, specimen_for_reading
from charters.views import PREVIEW, CharterStep
from documents.downloads import pdf_response
from documents.gate import NotFit
from municipalities.drafts import Draft
from municipalities.forms.pages import PageForm
from municipalities.mixins import refusal_response
from municipalities.permissions import Perm
from municipalities.steps import Step
from municipalities.wizards import StepWizardView

logger = logging.getLogger(__name__)


class CharterWizard(StepWizardView):
    """Ends in the issue of the charter, not in a submit: signing and submitting are actions on the charter's page."""

    step = Step.CHARTER
    form_list = [*PAGES.items(), (PREVIEW, PreviewForm)]
    url_name = "charters:page"
    overview_url_name = "charters:detail"
    templates = {"signatory": "charters/wizard_signatory.html", PREVIEW: "charters/wizard_preview.html"}

    def _open_page(self) -> HttpResponse | None:
        """An issued charter closes the wizard until it is set aside."""
        if self.progress.is_open and Charter.objects.being_signed(self.participation):
            return redirect(self.refuge())
        return super()._open_page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # A draft that was begun before the Unit published a text takes the first one that there is.
        if self.progress.is_open:
            BegunText.objects.begin(self.progress, by=self.user)
        return super().post(request, *args, **kwargs)

    def get_form_initial(self, step: str) -> dict[str, Any]:
        # Reading is confirmed anew for each charter.
        return {} if step == PREVIEW else super().get_form_initial(step)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.kwargs["page"] == PREVIEW:
            report = drafted_report(self.draft)
            context["specimen_pages"] = range(1, specimen_for_reading(report).pages + 1) if report else []
            context["answer_pages"] = self.answer_pages()
        return context

    def done(self, form_list: Any, **kwargs: Any) -> HttpResponse:
        form_dict: dict[str, PageForm] = kwargs["form_dict"]
        try:
            charter = Charter.issue(
                self.progress,
                signatory=form_dict["signatory"].cleaned_data,
                council=form_dict["council"].cleaned_data,
                languages=tuple(form_dict["languages"].cleaned_data["languages"].split(",")),
                by=self.user,
            )
        except AlreadyIssued:
            return redirect(self.refuge())
        except NotFit:
            logger.exception("No charter could be issued to %s", self.municipality.slug)
            return render(self.request, "charters/not_issued.html", {"url": self.refuge()}, status=503)
        except NoPublishedText:
            return refusal_response(
                self.request,
                status=409,
                title=_("There is no text to sign yet"),
                message=_("The Unit has not published the text of the charter. Your answers are kept."),
                url=self.refuge(),
                url_label=_("Back"),
            )
        messages.success(
            self.request,
            _("The charter is issued under number %(number)s. Print it and have it signed.")
            % {"number": charter.register_number},
        )
        return redirect(self.refuge())


def drafted_report(draft: Draft) -> CharterReport | None:
    """The charter as it would be issued today; None while a page is not complete or no text is published."""
    answers = {key: draft.cleaned(key, form_class) for key, form_class in PAGES.items()}
    signatory, council, languages = answers["signatory"], answers["council"], answers["languages"]
    if signatory is None or council is None or languages is None:
        return None
    try:
        return CharterReport.for_draft(
            draft.progress.participation,
            signatory=signatory,
            council=council,
            languages=tuple(languages["languages"].split(",")),
            on=timezone.localdate(),
        )
    except NoPublishedText:
        return None


class SpecimenMixin(CharterStep):
    """The charter as the draft stands, marked as a specimen. Nothing is registered; to the wizard when incomplete."""

    permission = Perm.VIEW

    def report(self) -> CharterReport:
        report = drafted_report(Draft(self.progress))
        if report is None:
            raise Http404
        return report


class SpecimenView(SpecimenMixin, View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = _("Charter of %(name)s, specimen") % {"name": self.municipality.name}
        return pdf_response(specimen_for_reading(self.report()).pdf, f"{name}.pdf")


class SpecimenPageView(SpecimenMixin, View):
    """One page of the specimen as a picture, for reading on the page and on a phone."""

    def get(self, request: HttpRequest, number: int, *args: Any, **kwargs: Any) -> HttpResponse:
        pictures = specimen_for_reading(self.report()).pictures
        if not 1 <= number <= len(pictures):
            raise Http404
        return HttpResponse(
            pictures[number - 1], content_type="image/png", headers={"Cache-Control": "private, no-store"}
        )
