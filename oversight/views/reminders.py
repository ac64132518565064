"""The reminder plan of a cohort, the letters that wait to be sent, and the addresses that cannot be reached."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from accounts.models import AddressTrouble
from documents.downloads import pdf_response
from municipalities.contacts import addresses_of
from municipalities.mixins import OversightMixin
from municipalities.models import Activity, ActivityKind, Cohort, Letter, ReminderRule
from municipalities.permissions import UnitPerm
from oversight.chasing_forms import RuleForm, SentForm, SetAsideForm
from oversight.forecast import forecast
from oversight.letters import LANGUAGES, ReminderLetter
from oversight.views.municipalities import FileMixin

PAGE_SIZE = 20


class PlanMixin(OversightMixin):
    permission = UnitPerm.MANAGE

    @cached_property
    def cohort(self) -> Cohort:
        return get_object_or_404(Cohort, slug=self.kwargs["slug"])

    def refuge(self) -> str:
        return reverse("oversight:cohort_reminders", args=[self.cohort.slug])

    def log(self, subject: str) -> None:
        Activity.objects.record(
            ActivityKind.COHORT_CHANGED, by=self.user, subject=f"{self.cohort.slug}: reminders {subject}"
        )


class PlanView(PlanMixin, FormView):  # type: ignore[type-arg]
    """The rules, what they would send in the next thirty days, and a form for one more."""

    form_class = RuleForm
    template_name = "oversight/reminder_plan.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cohort": self.cohort}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cohort=self.cohort,
            rules=self.cohort.reminder_rules.all(),
            days=forecast(self.cohort, timezone.localdate()),
            **kwargs,
        )

    def form_invalid(self, form: RuleForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: RuleForm) -> HttpResponse:
        try:
            with transaction.atomic():
                form.rule.save()
                self.log(f"+ {form.rule.days:+d} {form.rule.rung}")
        except IntegrityError:  # a colleague added the same meanwhile: it stands
            pass
        messages.success(self.request, _("The reminder is in the plan."))
        return redirect(self.refuge())


class UsualPlanView(PlanMixin, View):
    http_method_names = ["post"]

    @transaction.atomic
    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        ReminderRule.objects.give_defaults(self.cohort)
        self.log("usual plan")
        messages.success(request, _("The usual plan is set. Change it line by line."))
        return redirect(self.refuge())


class RemoveRuleView(PlanMixin, View):
    http_method_names = ["post"]

    @transaction.atomic
    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        rule = get_object_or_404(self.cohort.reminder_rules, pk=pk)
        rule.delete()
        self.log(f"- {rule.days:+d} {rule.rung}")
        messages.success(request, _("The reminder is out of the plan. What was sent stays in the log."))
        return redirect(self.refuge())


class LettersView(OversightMixin, TemplateView):
    """The letters to send, the longest late first, and those that were sent."""

    permission = UnitPerm.REMIND
    template_name = "oversight/reminders.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letters = Letter.objects.select_related("participation__municipality__governorate", "closed_by")
        closed = letters.filter(closed_on__isnull=False).order_by("-closed_on", "-pk")
        waiting = letters.filter(pk__in=Letter.objects.all().to_send())  # type: ignore[attr-defined]
        page = Paginator(waiting, PAGE_SIZE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page_obj=page,
            letters=[
                (about.letter, about, [(language, about.text(language)) for language in LANGUAGES])
                for about in ReminderLetter.of_all(page)
            ],
            closed=closed[:PAGE_SIZE],
            cohorts=Cohort.objects.all(),
            may_manage=UnitPerm.MANAGE in self.unit_permissions,
            **kwargs,
        )


class LetterMixin(OversightMixin):
    permission = UnitPerm.REMIND

    @cached_property
    def letter(self) -> Letter:
        letters = Letter.objects.select_related("participation__municipality__governorate")
        return get_object_or_404(letters, pk=self.kwargs["pk"])

    def refuge(self) -> str:
        return reverse("oversight:reminders")


class LetterPdfView(LetterMixin, View):
    """`?in=fr` gives it in French, else it is in Arabic. Of a letter that is no longer to be sent there is none: its
    facts would be those of another day."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        language = "fr" if request.GET.get("in") == "fr" else "ar"
        [letter] = ReminderLetter.of_all([self.letter])
        if self.letter.closed_on or not letter.steps:
            raise Http404
        name = f"{letter.municipality.slug}-{self.letter.rung}-{language}.pdf"
        return pdf_response(letter.render(language).pdf, name)


class LetterSentView(LetterMixin, FormView):  # type: ignore[type-arg]
    form_class = SentForm
    template_name = "oversight/letter_close.html"

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            letter=self.letter, municipality=self.letter.participation.municipality, **kwargs
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: SentForm) -> HttpResponse:
        data = form.cleaned_data
        self.letter.close(on=data["on"], by=self.user, means=data["means"], note=data["note"])
        messages.success(self.request, _("Noted. When the step stays late, the next rung follows by the plan."))
        return redirect(self.refuge())


class SetAsideView(LetterSentView):
    form_class = SetAsideForm  # type: ignore[assignment]
    extra_context = {"is_set_aside": True}

    def form_valid(self, form: Any) -> HttpResponse:
        self.letter.close(on=timezone.localdate(), by=self.user, means="", note=form.cleaned_data["note"])
        messages.success(self.request, _("The letter is set aside, with your reason in the log."))
        return redirect(self.refuge())


class AddressesView(FileMixin, TemplateView):
    """Every address of a municipality; one that bounces is noted by hand, and cleared by hand."""

    permission = UnitPerm.REMIND
    template_name = "oversight/addresses.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(addresses=addresses_of(self.municipality), **kwargs)

    @transaction.atomic
    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        email = request.POST.get("email", "").lower()
        if email not in [address.email for address in addresses_of(self.municipality)]:
            messages.error(request, _("This address is not one of this municipality. Nothing was changed."))
            return redirect("oversight:addresses", slug)
        if request.POST.get("works"):
            AddressTrouble.objects.filter(email=email).delete()
            messages.success(request, _("The address is taken for good again."))
        else:
            AddressTrouble.objects.note(email, AddressTrouble.Reason.BOUNCED, by=self.user)
            messages.success(request, _("Noted. The municipality sees it where the contact is edited."))
        Activity.objects.record(
            ActivityKind.MUNICIPALITY_CHANGED,
            by=self.user,
            municipality=self.municipality,
            subject=f"{'+' if request.POST.get('works') else '-'} {email}",
        )
        return redirect("oversight:addresses", slug)
