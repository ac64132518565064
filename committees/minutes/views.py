"""Writing minutes: the list, the editor in its official order, its parts and decisions one by one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committees.meetings.views import FormPage
from committees.minutes.approving import findings_of
from committees.minutes.building import content_of, decisions_by_part
from committees.minutes.checks import Finding
from committees.minutes.content import MinutesContent
from committees.minutes.forms import (
    AddForm,
    CorrectionForm,
    DecisionForm,
    PartForm,
    StartForm,
    part_form,
)
from committees.models import (
    ApprovalOutcome,
    Committee,
    Decision,
    Meeting,
    MeetingState,
    Minutes,
    MinutesItem,
    MinutesVersion,
    PartKind,
)
from committees.places import PlaceMixin
from municipalities.exceptions import StaleDraft
from municipalities.permissions import Perm


class MinutesMixin(PlaceMixin):
    """Finds the minutes through the committee of the path: those of another committee are not there."""

    permission = Perm.VIEW

    @cached_property
    def committee(self) -> Committee:
        committee = self.committee_or_404()
        if "slug" in self.kwargs:
            committee.participation = self.participation
        return committee

    @cached_property
    def minutes(self) -> Minutes:
        meetings = self.committee.meetings.select_related("minutes__created_by")
        meeting = get_object_or_404(meetings, minutes=self.kwargs["pk"])
        meeting.committee = self.committee
        minutes: Minutes = meeting.minutes
        minutes.meeting = meeting
        return minutes

    @cached_property
    def version(self) -> MinutesVersion:
        version = self.minutes.current
        version.minutes = self.minutes
        return version

    @cached_property
    def item(self) -> MinutesItem:
        items = self.version.items.select_related("speaker", "commitment", "agenda_item", "saved_by")
        item: MinutesItem = get_object_or_404(items, pk=self.kwargs["item"])
        item.version = self.version
        return item

    def find(self) -> None:
        _found = self.minutes

    def refuge(self) -> str:
        if "pk" in self.kwargs:
            return self.place.url("minutes:edit", self.kwargs["pk"])
        return self.place.url("minutes:list")

    def to_editor(self, item: MinutesItem | None = None) -> HttpResponse:
        return redirect(self.refuge() + (f"#part-{item.pk}" if item else ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "pk" in self.kwargs:
            kwargs = {
                "minutes": self.minutes,
                "meeting": self.minutes.meeting,
                "version": self.version,
                "direction": "rtl" if self.minutes.language == "ar" else "ltr",
                **kwargs,
            }
        return super().get_context_data(**kwargs)


class ListView(MinutesMixin, TemplateView):
    """The held meetings, each with its minutes or with the button that begins them."""

    template_name = "minutes/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held: list[Meeting] = []
        if self.place.has_committee:
            meetings = self.place.committee.meetings.filter(state=MeetingState.HELD)
            held = list(meetings.select_related("minutes").prefetch_related("minutes__versions"))
        rows = []
        for meeting in held:
            minutes = getattr(meeting, "minutes", None)
            versions = list(minutes.versions.all()) if minutes else []
            rows.append({"meeting": meeting, "minutes": minutes, "version": versions[-1] if versions else None})
        return super().get_context_data(rows=rows, form=StartForm(), **kwargs)


class StartView(MinutesMixin, View):
    """Begins the minutes of a held meeting; those that exist are opened."""

    permission = Perm.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = get_object_or_404(self.committee.meetings, pk=self.kwargs["meeting"])
        meeting.committee = self.committee
        form = StartForm(request.POST)
        language = form.cleaned_data["language"] if form.is_valid() else "ar"
        minutes = Minutes.begin(meeting, language=language, by=self.user)
        return redirect(self.place.url("minutes:edit", minutes.pk))


def section_of(part: MinutesItem, number: int | None, found: list[Finding]) -> list[Finding]:
    """The findings that belong to a part; paragraphs are counted from 0."""
    if part.kind == PartKind.ITEM:
        return [finding for finding in found if finding.where == "item" and finding.item == number]
    return [finding for finding in found if finding.where == part.kind]


class EditView(MinutesMixin, TemplateView):
    """A draft in its parts, for whoever may write; otherwise what the last version says, and what can be done."""

    def get_template_names(self) -> list[str]:
        return ["minutes/edit.html" if self.version.is_draft and self.can_edit else "minutes/read.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.version
        content = content_of(version)
        context = super().get_context_data(
            content=content,
            versions=self.minutes.versions.select_related("document", "created_by").order_by("-number"),
            remarks=version.approvals.filter(outcome=ApprovalOutcome.SENT_BACK).select_related("member"),
            handed=version.approvals.given().exclude(handed_by=None).select_related("handed_by", "member"),
            **kwargs,
        )
        if version.is_draft and self.can_edit:
            context.update(self.parts(content))
        else:
            context["approvals"] = version.approvals.exclude(outcome=ApprovalOutcome.REVOKED).select_related(
                "member", "handed_by"
            )
            context["correction_form"] = CorrectionForm()
        return context

    def parts(self, content: MinutesContent) -> dict[str, Any]:
        found = findings_of(self.version, content)
        items = self.version.items.select_related("speaker", "commitment", "agenda_item", "saved_by")
        rows = list(items.prefetch_related("raised"))
        decided, others = decisions_by_part(self.version, rows)
        sections, number = [], 0
        for part in rows:
            part.version = self.version
            sections.append(
                {
                    "part": part,
                    "form": part_form(part)(item=part, place=self.place),
                    "findings": section_of(part, number, found),
                    "decisions": decided.get(part.pk, []),
                }
            )
            number += part.kind == PartKind.ITEM
        return {
            "sections": sections,
            "other_decisions": others,
            "of_people": [finding for finding in found if finding.where == "present"],
            "findings": found,
            "add_form": AddForm(place=self.place),
        }


class EditingMixin(MinutesMixin):
    permission = Perm.EDIT


class PartView(EditingMixin, TemplateView):
    """One part alone: saved here, and shown here again when it cannot be saved as it was sent."""

    template_name = "minutes/part.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(part_form(self.item)(item=self.item, place=self.place))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        item = self.item
        form = part_form(item)(request.POST, item=item, place=self.place)
        edition = request.POST.get("edition", "")
        if not form.is_valid() or not edition.isdecimal():
            return self.show(form, status=422)
        try:
            item.write(dict(form.cleaned_data), edition=int(edition), by=self.user)
        except StaleDraft as stale:
            return self.show(form, status=409, stale=stale.current)
        messages.success(request, _("Saved: %(part)s") % {"part": item})
        return self.to_editor(item)

    def show(self, form: PartForm, *, status: int = 200, stale: Any = None) -> HttpResponse:
        context = self.get_context_data(
            form=form, part=self.item, edition=stale.edition if stale else self.item.edition, stale=stale
        )
        if stale:
            theirs = part_form(stale)(item=stale, place=self.place)
            context["differences"] = list(differences(form, theirs))
        return self.render_to_response(context, status=status)


def differences(mine: PartForm, theirs: PartForm) -> Any:
    """Fields that the two saves fill in differently, in words."""
    for name, field in mine.fields.items():
        one, other = mine.cleaned_data.get(name), theirs.initial.get(name)
        if (one or "") != (other or ""):
            yield {"label": field.label, "mine": one, "theirs": other}


class AddView(EditingMixin, TemplateView):
    template_name = "minutes/add.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=AddForm(place=self.place)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AddForm(request.POST, place=self.place)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        item = MinutesItem.add(self.version, **form.cleaned_data, by=self.user)
        return self.to_editor(item)


class ParagraphMixin(EditingMixin):
    """An action on a paragraph: the other parts stay where they are."""

    @cached_property
    def item(self) -> MinutesItem:
        item: MinutesItem = get_object_or_404(self.version.items, pk=self.kwargs["item"], kind=PartKind.ITEM)
        item.version = self.version
        return item


class MoveView(ParagraphMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.item.move(-1 if request.POST.get("to") == "up" else 1, by=self.user)
        return self.to_editor(self.item)


class RemoveView(ParagraphMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = str(self.item)
        self.item.remove(by=self.user)
        messages.success(request, _("Removed: %(part)s. Decisions of the meeting are kept.") % {"part": name})
        return self.to_editor()


class DecisionPage(EditingMixin, FormPage):
    """A decision is a task of the meeting: what two people save at once is told as on the pages of the tasks."""

    template_name = "minutes/decision.html"

    def make_form(self, data: Any = None, files: Any = None) -> DecisionForm:
        return DecisionForm(data, place=self.place, meeting=self.minutes.meeting)


class DecideView(ParagraphMixin, DecisionPage):
    def carry_out(self, form: DecisionForm) -> HttpResponse:
        self.item.decide(form.values(), by=self.user)
        return self.to_editor(self.item)


class DecisionView(DecisionPage):
    @cached_property
    def decision(self) -> Decision:
        decisions = self.minutes.meeting.decisions.select_related("owner")
        decision: Decision = get_object_or_404(decisions, pk=self.kwargs["decision"])
        decision.meeting = self.minutes.meeting
        return decision

    def make_form(self, data: Any = None, files: Any = None) -> DecisionForm:
        read = DecisionForm.read(self.decision)
        return DecisionForm(data, place=self.place, meeting=self.minutes.meeting, initial=read)

    def read_again(self, current: Decision) -> dict[str, Any]:
        return DecisionForm.read(current)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.remove() if request.POST.get("go") == "remove" else super().post(request, *args, **kwargs)

    def remove(self) -> HttpResponse:
        """Whatever else stands in the form."""
        form = self.make_form(self.request.POST)
        form.full_clean()
        try:
            self.version.undecide(self.decision, version=form.cleaned_data.get("version") or 0, by=self.user)
        except StaleDraft as stale:
            return self.stale(form, stale.current)
        return self.to_editor()

    def carry_out(self, form: DecisionForm) -> HttpResponse:
        self.version.redecide(self.decision, form.values(), version=form.version_read, by=self.user)
        return self.to_editor()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**kwargs, "decision": self.decision})
