"""Step 1: its page, its wizard, the ready letter, its receipt."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import View

from documents.downloads import pdf_response
from municipalities.drafts import Draft
from municipalities.forms.focal_point import PAGES
from municipalities.forms.pages import CheckForm
from municipalities.handing_over import recorded_focal_point
from municipalities.letter import DesignationLetter
from municipalities.models import Invitation
from municipalities.permissions import Perm, Role
from municipalities.steps import Step
from municipalities.views.steps import ReceiptView, StartStepView, StepMixin, StepOverviewView, WithdrawStepView
from municipalities.wizards import CHECK, StepWizardView


class FocalPointStep(StepMixin):
    step = Step.FOCAL_POINT
    namespace = "focal_point"


class OverviewView(FocalPointStep, StepOverviewView):
    pages = PAGES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(recorded=recorded_focal_point(self.participation), **kwargs)


class ConfirmView(FocalPointStep, View):
    """Every six months somebody of the municipality says that the focal point on record is still right."""

    permission = Perm.EDIT
    for_members_only = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        recorded = recorded_focal_point(self.participation)
        if recorded is not None and recorded.confirm(by=self.user):
            told = _("Thank you. You are asked again on %(day)s.")
            messages.success(request, told % {"day": date_format(recorded.to_confirm_on, "DATE_FORMAT")})
        else:
            messages.warning(request, _("Nobody is recorded as focal point now; nothing was changed."))
        return redirect(self.refuge())


class StartView(FocalPointStep, StartStepView):
    first_page = "person"


class WithdrawView(FocalPointStep, WithdrawStepView):
    pass


class FocalPointWizard(StepWizardView):
    step = Step.FOCAL_POINT
    form_list = [*PAGES.items(), (CHECK, CheckForm)]
    url_name = "focal_point:page"
    overview_url_name = "focal_point:overview"
    templates = {"deputy": "municipalities/wizard_deputy.html", "act": "municipalities/wizard_act.html"}


class LetterView(FocalPointStep, View):
    """The designation letter, filled in from the draft, ready to be signed. Nothing is registered."""

    permission = Perm.EDIT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        letter = DesignationLetter.of(Draft(self.progress))
        if letter is None:
            return redirect(reverse("focal_point:page", args=[self.municipality.slug, "person"]))
        document = letter.render()
        return pdf_response(document.pdf, _("Designation letter - %(name)s.pdf") % {"name": self.municipality.name})


class FocalPointReceiptView(FocalPointStep, ReceiptView):
    """The receipt offers to invite the person named, unless the person is in already."""

    template_name = "municipalities/focal_point_receipt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        named = self.progress.definition.named_person(self.participation)  # type: ignore[attr-defined]
        if named and Perm.INVITE in self.permissions:
            email = named["email"].lower()
            known = (
                self.municipality.memberships.open().filter(user__email=email).exists()
                or Invitation.objects.all().pending().filter(municipality=self.municipality, email=email).exists()  # type: ignore[attr-defined]
            )
            if not known:
                name = named["name_ar"] if translation.get_language() == "ar" else named["name_latin"]
                query = urlencode({"email": email, "name": name, "role": Role.FOCAL_POINT.value})
                context["named"] = name
                context["invite_url"] = f"{reverse('municipalities:invite', args=[self.municipality.slug])}?{query}"
        return context
