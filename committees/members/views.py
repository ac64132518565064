"""The members of a committee at work: its home page, and what happens to one seat after the other."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from committees.bodies import twins
from committees.forms import MemberForm
from committees.members.forms import CorrectForm, EndForm, ReplaceForm, SeatForm
from committees.members.history import history_of, holders_of
from committees.members.judging import Judged, judged, rules_of
from committees.models import Committee, CommitteeMember, Side
from committees.places import PlaceMixin
from committees.rules import Rules, judge, missed
from municipalities.exceptions import StaleDraft, StateConflict
from municipalities.mixins import refusal_response
from municipalities.permissions import Perm
from municipalities.steps import Step, Text


class MembersMixin(PlaceMixin):
    """A page about the members of the place. It makes no committee: that is done by the first change."""

    permission = Perm.VIEW
    member: CommitteeMember | None = None

    @cached_property
    def committee(self) -> Committee | None:
        return self.place.known_committee

    @property
    def is_set_up(self) -> bool:
        if self.committee is not None:
            return self.committee.is_set_up
        return self.place.municipality is None

    @property
    def is_at_work(self) -> bool:
        if self.committee is not None:
            return self.committee.is_at_work
        return self.place.municipality is None

    @cached_property
    def everybody(self) -> list[CommitteeMember]:
        """Who is or was on the list, those taken off a draft apart."""
        if self.committee is None:
            return []
        return list(CommitteeMember.objects.filter(committee=self.committee).listed())

    @cached_property
    def in_office(self) -> list[CommitteeMember]:
        if self.committee is None:
            return []
        return list(CommitteeMember.objects.sitting_on(self.committee))

    @property
    def rules(self) -> Rules:
        return rules_of(self.committee)


class MemberMixin(MembersMixin):
    """One member of the committee of the path: another's is not found."""

    member: CommitteeMember

    def guard(self) -> None:
        super().guard()
        committee = self.committee_or_404()
        members = CommitteeMember.objects.filter(committee=committee).listed()
        self.member = get_object_or_404(members, pk=self.kwargs["pk"])
        self.member.committee = committee


class MembersView(MembersMixin, TemplateView):
    """The home of the committee at work."""

    template_name = "members/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        sitting = {member.pk for member in self.in_office}
        others = [member for member in self.everybody if member.pk not in sitting]
        verdicts = judge(self.in_office, self.rules) if self.is_set_up else []
        return super().get_context_data(
            is_set_up=self.is_set_up,
            may_change=self.can_edit and self.is_at_work,
            verdicts=verdicts,
            missed=missed(verdicts),
            twins=twins(member.body for member in self.in_office),
            groups=[
                {"side": side, "label": side.label, "members": on_side}
                for side in Side
                if (on_side := [member for member in self.in_office if member.side == side])
            ],
            coming=[member for member in others if member.from_on and member.from_on > today],
            former=[member for member in others if member.until_on and member.until_on < today],
            **kwargs,
        )


class SeatView(MemberMixin, TemplateView):
    """Everybody who held the seat, and what was done to each row."""

    template_name = "members/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        holders = holders_of(self.member, self.everybody)
        return super().get_context_data(
            member=self.member,
            holders=holders,
            history=history_of(holders),
            may_change=self.can_edit and self.is_at_work,
            **kwargs,
        )


class ChangeView(MembersMixin, TemplateView):
    """One thing that happens to the members. A page leads back to the list while the committee is not at work; a
    POST is refused then."""

    permission = Perm.EDIT
    heading: ClassVar[Text]
    lead: ClassVar[Text] = ""
    button: ClassVar[Text] = gettext_lazy("See what it does to the rules")
    template_name = "members/form.html"
    http_method_names = ["get", "head", "post"]

    def form(self, data: Any = None) -> Any:
        raise NotImplementedError

    def preview(self, form: Any) -> Judged | None:
        """What the change does to the rules; None where it is saved at once."""
        raise NotImplementedError

    def save(self, form: Any, committee: Committee) -> str:
        """What to tell the person."""
        raise NotImplementedError

    @property
    def version(self) -> int:
        typed = self.request.POST.get("version", "")
        return int(typed) if typed.isdecimal() else 0

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_at_work:
            return self.redirect_to("members:list")
        return self.show(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.committee is not None:
            self.committee.check_at_work()
        elif not self.is_at_work:
            raise StateConflict(self.progress_of(Step.COMMITTEE))
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        go = request.POST.get("go", "")
        if go == "edit":
            return self.show(form)
        outcome = self.preview(form)
        if outcome is not None and go != "save":
            self.template_name = "members/preview.html"
            return self.show(form, outcome=outcome)
        try:
            told = self.save(form, self.place.committee)
        except ValidationError as refusal:
            form.refuse(refusal)
            return self.show(form, status=422)
        except StaleDraft as stale:
            return self.stale(stale.current)
        messages.success(request, told)
        self.tell_what_is_broken()
        return self.redirect_to("members:list")

    def tell_what_is_broken(self) -> None:
        """Saved all the same: but nobody should believe that all is well."""
        sitting = CommitteeMember.objects.sitting_on(self.place.committee)
        rules = missed(judge(sitting, rules_of(self.place.committee)))
        if rules:
            words = _("The committee does not meet its rules now: %(rules)s. It is saved; the Unit sees it too.")
            if self.place.municipality is None:
                words = _("The committee does not meet its rules now: %(rules)s. It is saved all the same.")
            messages.warning(self.request, words % {"rules": rules})

    def stale(self, current: Any) -> HttpResponse:
        """Somebody changed the row meanwhile: what was typed stands in the form, nothing is saved."""
        self.member = current
        return self.show(self.form(self.request.POST), status=409, stale=current.last_change)

    def show(self, form: Any, *, status: int = 200, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(
            form=form,
            heading=self.heading,
            lead=self.lead,
            button=self.button,
            member=self.member,
            **kwargs,
        )
        return self.render_to_response(context, status=status)


class AddView(ChangeView):
    heading = gettext_lazy("Add a member")
    lead = gettext_lazy("The committee grows by one. To follow somebody who leaves, use “Replace” beside that name.")

    def form(self, data: Any = None) -> SeatForm:
        return SeatForm(data, national=self.place.municipality is None)

    def preview(self, form: SeatForm) -> Judged:
        return judged(self.in_office, self.rules, coming=CommitteeMember(**form.values))

    def save(self, form: SeatForm, committee: Committee) -> str:
        member = CommitteeMember.objects.seat(committee, form.values, by=self.user)
        return _("%(name)s is a member of the committee.") % {"name": member.name}


class OneMemberView(MemberMixin, ChangeView):
    """About one member: a change of what somebody else changed meanwhile is not saved."""

    def version_shown(self) -> int:
        """What was read: of the row as it stands, but for a form that comes back."""
        return self.version or self.member.version

    def show(self, form: Any, *, status: int = 200, **kwargs: Any) -> HttpResponse:
        version = self.member.version if status == 409 else self.version_shown()
        return super().show(form, status=status, version=version, **kwargs)


class TermView(OneMemberView):
    """Something that ends a term: of one that is ended already nothing is asked."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_at_work and self.member.ended_at is not None:
            messages.info(request, _("The end of this term is recorded already."))
            return self.redirect_to("members:detail", self.member.pk)
        return super().get(request, *args, **kwargs)

    def stale(self, current: Any) -> HttpResponse:
        if current.ended_at is None:
            return super().stale(current)
        last = current.last_change
        message = _("%(name)s recorded the end of this term before you. Nothing of yours was saved.")
        return refusal_response(
            self.request,
            status=409,
            title=_("Somebody was faster"),
            message=message % {"name": last.by.display_name},
            url=self.place.url("members:detail", current.pk),
            url_label=_("See where it stands"),
        )


class EndView(TermView):
    heading = gettext_lazy("End a term")
    lead = gettext_lazy("The seat stays empty. If somebody follows, go back and use “Replace”.")

    def form(self, data: Any = None) -> EndForm:
        return EndForm(data, member=self.member)

    def preview(self, form: EndForm) -> Judged:
        return judged(self.in_office, self.rules, leaving=self.member)

    def save(self, form: EndForm, committee: Committee) -> str:
        day, reason = form.cleaned_data["last_day"], form.cleaned_data["reason"]
        self.member.end(day, reason=reason, version=self.version, by=self.user)
        return _("The end of the term of %(name)s is recorded.") % {"name": self.member.name}


class ReplaceView(TermView):
    heading = gettext_lazy("Replace a member")
    lead = gettext_lazy("One term ends and another begins; both are saved together, and the seat keeps its history.")

    def form(self, data: Any = None) -> ReplaceForm:
        return ReplaceForm(data, member=self.member, national=self.place.municipality is None)

    def preview(self, form: ReplaceForm) -> Judged:
        return judged(self.in_office, self.rules, leaving=self.member, coming=CommitteeMember(**form.values))

    def save(self, form: ReplaceForm, committee: Committee) -> str:
        successor = self.member.replace(
            form.values,
            on=form.cleaned_data["last_day"],
            reason=form.cleaned_data["reason"],
            version=self.version,
            by=self.user,
        )
        return _("%(new)s follows %(old)s.") % {"new": successor.name, "old": self.member.name}


class CorrectView(OneMemberView):
    """A stale save shows both texts, as in the draft of the list."""

    heading = gettext_lazy("Correct what is written")
    lead = gettext_lazy("For typing errors and new contact details. If another person takes the seat, use “Replace”.")
    button = gettext_lazy("Save the correction")

    def form(self, data: Any = None) -> CorrectForm:
        initial = {name: getattr(self.member, name) for name in CommitteeMember.VALUES}
        return CorrectForm(data, initial=initial, national=self.place.municipality is None)

    def preview(self, form: CorrectForm) -> None:
        return None

    def save(self, form: CorrectForm, committee: Committee) -> str:
        member = self.member.correct(form.values, version=self.version, by=self.user)
        return _("The changes to %(name)s are saved.") % {"name": member.name}

    def stale(self, current: Any) -> HttpResponse:
        self.member = current
        form = self.form(self.request.POST)
        theirs = self.form(MemberForm.typed(current))
        differences = [
            {"label": mine.label, "mine": mine.value, "theirs": other.value}
            for mine, other in zip(form.describe(), theirs.describe(), strict=True)
            if mine.value != other.value
        ]
        return self.show(form, status=409, stale=current.last_change, differences=differences)
