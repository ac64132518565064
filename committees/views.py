"""Step 3: its page, its wizard, its members one by one, its receipt."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from accounts.models import User
from committees.bodies import twins
from committees.definition import MEMBERS
from committees.forms import PAGES, MemberForm
from committees.models import CommitteeMember, Side
from committees.rules import Rules, judge
from municipalities.exceptions import DraftClosed, StaleDraft
from municipalities.forms.pages import CheckForm
from municipalities.models import Participation
from municipalities.permissions import Perm
from municipalities.steps import Step, StepState, definition_of
from municipalities.views.steps import ReceiptView, StartStepView, StepMixin, StepOverviewView, WithdrawStepView
from municipalities.wizards import CHECK, StepWizardView


def named_focal_point(participation: Participation) -> dict[str, Any] | None:
    """The person that step 1 names, as initial values of a member; None when nobody is named."""
    named = definition_of(Step.FOCAL_POINT).named_person(participation)  # type: ignore[attr-defined]
    if named is None:
        return None
    kept = {field: named[field] for field in ("civility", "name_ar", "name_latin", "function", "email", "phone")}
    body = _("Municipality of %(name)s") % {"name": participation.municipality}
    return {**kept, "side": Side.ADMINISTRATION, "body": body, "is_focal_point": True}


class CommitteeStep(StepMixin):
    step = Step.COMMITTEE
    namespace = "committees"


class OverviewView(CommitteeStep, StepOverviewView):
    template_name = "committees/overview.html"
    pages = PAGES


class StartView(CommitteeStep, StartStepView):
    first_page = "act"


class WithdrawView(CommitteeStep, WithdrawStepView):
    pass


class CommitteeReceiptView(CommitteeStep, ReceiptView):
    pass


class CommitteeWizard(StepWizardView):
    step = Step.COMMITTEE
    form_list = [*PAGES.items(), (CHECK, CheckForm)]
    url_name = "committees:page"
    overview_url_name = "committees:overview"
    templates = {"act": "committees/wizard_act.html", MEMBERS: "committees/wizard_members.html"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.kwargs["page"] == MEMBERS:
            members = CommitteeMember.objects.of(self.participation)
            listed = list(members.listed())
            sitting = members.sitting(self.participation)
            context["groups"] = [
                {"side": side, "label": side.label, "members": on_side}
                for side in Side
                if (on_side := [member for member in listed if member.side == side])
            ]
            context["removed"] = list(members.removed())
            context["twins"] = twins(member.body for member in listed)
            context["verdicts"] = judge(sitting, Rules.of(self.participation.cohort))
            if not any(member.is_focal_point for member in listed):
                named = named_focal_point(self.participation)
                context["focal_point"] = CommitteeMember(**named) if named else None
        return context


class MemberView(CommitteeStep):
    """Something about one member of the draft. On a closed draft a GET leads to the step, a POST answers 409."""

    permission = Perm.EDIT

    @property
    def user(self) -> User:
        return cast(User, self.request.user)

    def closed(self) -> HttpResponse | None:
        if self.progress.is_open:
            return None
        if self.request.method == "POST" and self.progress.state != StepState.NOT_STARTED:
            raise DraftClosed
        return redirect(self.refuge())

    @cached_property
    def member(self) -> CommitteeMember:
        """Through the participation of the path: the key of another municipality's member is not found."""
        members = CommitteeMember.objects.of(self.participation)
        return get_object_or_404(members, pk=self.kwargs["pk"])

    def members_url(self) -> str:
        return self.url("page", MEMBERS)


class MemberFormView(MemberView, TemplateView):
    template_name = "committees/member.html"
    http_method_names = ["get", "head", "post"]

    def initial(self) -> dict[str, Any]:
        raise NotImplementedError

    def save(self, values: dict[str, Any]) -> str:
        """Writes the row; what to tell the person."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.closed() or self.show(MemberForm(initial=self.initial()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        elsewhere = self.closed()
        if elsewhere is not None:
            return elsewhere
        form = MemberForm(data=request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            told = self.save(form.cleaned_data)
        except ValidationError as refusal:
            form.refuse(refusal)
            return self.show(form, status=422)
        messages.success(request, told)
        return redirect(self.url("member_add") if request.POST.get("go") == "another" else self.members_url())

    def show(self, form: MemberForm, *, status: int = 200, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(form=form, members_url=self.members_url(), **kwargs)
        return self.render_to_response(context, status=status)


class MemberAddView(MemberFormView):
    """`?focal_point` opens the form filled in with the person that step 1 names."""

    def initial(self) -> dict[str, Any]:
        if "focal_point" in self.request.GET:
            return named_focal_point(self.participation) or {}
        return {}

    def save(self, values: dict[str, Any]) -> str:
        member = CommitteeMember.objects.add(self.progress, values, by=self.user)
        return _("%(name)s is on the list.") % {"name": member.name}


class MemberEditView(MemberFormView):
    """A stale save answers 409 with both texts: mine in the fields, theirs beside; saving again is then a choice."""

    def initial(self) -> dict[str, Any]:
        if self.member.removed_at is not None:
            return {}
        return {name: getattr(self.member, name) for name in CommitteeMember.VALUES}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.progress.is_open and self.member.removed_at is not None:
            messages.info(
                request, _("%(name)s was taken off the list. You can put the name back.") % {"name": self.member}
            )
            return redirect(self.members_url())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except StaleDraft as stale:
            return self.stale(stale.current)

    def save(self, values: dict[str, Any]) -> str:
        version = self.request.POST.get("version", "")
        self.member.change(self.progress, values, version=int(version) if version.isdecimal() else 0, by=self.user)
        return _("The changes to %(name)s are saved.") % {"name": self.member.name}

    def stale(self, current: Any) -> HttpResponse:
        form = MemberForm(data=self.request.POST)
        theirs = MemberForm(data=MemberForm.typed(current))
        differences = [
            {"label": mine.label, "mine": mine.value, "theirs": other.value}
            for mine, other in zip(form.describe(), theirs.describe(), strict=True)
            if mine.value != other.value
        ]
        self.member = current
        return self.show(form, status=409, stale=current.last_change, differences=differences)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(member=self.member, version=self.member.version, **kwargs)


class MemberRemoveView(MemberView, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        elsewhere = self.closed()
        if elsewhere is not None:
            return elsewhere
        self.member.remove(self.progress, by=self.user)
        told = _("%(name)s was taken off the list. You can put the name back at the end of this page.")
        messages.success(request, told % {"name": self.member.name})
        return redirect(self.members_url())


class MemberRestoreView(MemberView, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        elsewhere = self.closed()
        if elsewhere is not None:
            return elsewhere
        try:
            self.member.restore(self.progress, by=self.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("%(name)s is on the list again.") % {"name": self.member.name})
        return redirect(self.members_url())
