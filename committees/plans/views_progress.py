"""Milestones, their evidence, and the notes on progress with the request for a reply."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from committees.models import Commitment, CommitteeMember, Milestone, MilestonePaper, ProgressNote, progress_seen
from committees.places import Place
from committees.plans import replying
from committees.plans.forms import MilestoneForm, ProgressForm
from committees.plans.mixins import ActionView, EditMixin, FormPage, PlanMixin
from committees.plans.views import CommitmentPage
from documents.downloads import paper_response


class MilestoneAddView(CommitmentPage):
    """`pk` is the commitment's."""

    template_name = "plan/milestone_edit.html"
    told = gettext_lazy("The milestone is added.")

    def make_form(self, *data: Any) -> MilestoneForm:
        return MilestoneForm(*data, commitment=self.commitment)

    def save(self, form: MilestoneForm) -> None:
        with transaction.atomic():
            milestone = Milestone.objects.add(  # type: ignore[attr-defined]
                self.commitment, form.row_values(), by=self.user
            )
            if form.cleaned_data["paper"]:
                milestone.prove(form.cleaned_data["paper"], by=self.user)


class OfMilestone(EditMixin):
    """`pk` is the milestone's."""

    @cached_property
    def milestone(self) -> Milestone:
        milestones = Milestone.objects.filter(
            commitment__plan__in=self.place.plans.filter(closed_at=None),
            commitment__plan__municipality=self.place.municipality,
        )
        return get_object_or_404(
            milestones.select_related("commitment__plan__municipality").prefetch_related("papers"),
            pk=self.kwargs["pk"],
        )

    @property
    def commitment(self) -> Commitment:  # type: ignore[override]
        return self.milestone.commitment


class MilestoneEditView(OfMilestone, FormPage):
    template_name = "plan/milestone_edit.html"
    told = gettext_lazy("The milestone is saved.")

    def make_form(self, *data: Any) -> MilestoneForm:
        return MilestoneForm(*data, commitment=self.commitment, instance=copy(self.milestone))

    def save(self, form: MilestoneForm) -> None:
        with transaction.atomic():
            self.milestone.change(form.row_values(), version=self.read_version, by=self.user)
            if form.cleaned_data["paper"]:
                self.milestone.prove(form.cleaned_data["paper"], by=self.user)

    def done_url(self) -> str:
        return self.commitment_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = {"milestone": self.milestone, "commitment": self.commitment, "version": self.milestone.version}
        return super().get_context_data(**{**said, **kwargs})


class MilestoneMoveView(OfMilestone, ActionView):
    """`to` is up or down; anything else moves nothing."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        places = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
        if places:
            self.milestone.move(places, by=self.user)
        return redirect(f"{self.commitment_url()}#milestones")


class MilestoneRemoveView(OfMilestone, ActionView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        url = self.commitment_url()
        told = _("The milestone “%(title)s” is removed. Notes keep what they said about it.")
        self.milestone.remove(by=self.user)
        messages.success(request, told % {"title": self.milestone.title})
        return redirect(f"{url}#milestones")


class PaperView(PlanMixin, View):
    """The evidence of a milestone, as it was uploaded."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        papers = MilestonePaper.objects.filter(
            milestone__commitment__plan__in=self.place.plans,
            milestone__commitment__plan__municipality=self.place.municipality,
        )
        paper = get_object_or_404(papers.select_related("file"), pk=self.kwargs["pk"])
        return paper_response(paper.file, paper.original_name)


class ProgressView(CommitmentPage):
    """A note, and how far each milestone has come, in one POST; the co-chair of civil society is asked for a reply."""

    template_name = "plan/progress.html"

    def make_form(self, *data: Any) -> ProgressForm:
        return ProgressForm(data[0] if data else None, commitment=self.commitment)

    def save(self, form: ProgressForm) -> None:
        cleaned = form.cleaned_data
        with transaction.atomic():
            note = ProgressNote.objects.write(  # type: ignore[attr-defined]
                self.commitment,
                on=cleaned["on"],
                text=cleaned["text"],
                percents=form.percents(),
                seen=cleaned["seen"],
                by=self.user,
            )
            member = leading_member(self.place)
            if member is not None and member.email:
                replying.ask(note, member, by=self.user)
        if member is None:
            told = _("The note is kept. Nobody was asked for a reply: no member leads for civil society.")
        elif member.email:
            told = _("The note is kept. The co-chair of civil society has an e-mail with it, and a link to reply.")
        else:
            told = _(
                "The note is kept. The co-chair of civil society has no e-mail address: hand over a link to reply."
            )
        messages.success(self.request, told)

    def stale(self, form: ProgressForm, current: Any) -> HttpResponse:
        """The milestones are shown as they stand now, the note as it was typed."""
        del self.commitment
        again = self.make_form({**self.request.POST.dict(), "seen": progress_seen(self.commitment)})
        again.is_valid()
        return self.show(again, status=409, stale=True)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(co_chair=leading_member(self.place), **kwargs)


class AskReplyView(EditMixin, TemplateView):
    """Asks for the reply by e-mail. The link of somebody without an address is shown this once, to be handed over,
    and that it was is kept beside the reply. `pk` is the note's."""

    http_method_names = ["post"]
    template_name = "plan/reply_link.html"

    def link(self, note: ProgressNote, member: CommitteeMember) -> str:
        return replying.ask(note, member, by=self.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        notes = ProgressNote.objects.filter(
            commitment__plan__in=self.place.plans.filter(closed_at=None),
            commitment__plan__municipality=self.place.municipality,
        )
        note = get_object_or_404(notes.select_related("commitment__plan__municipality"), pk=self.kwargs["pk"])
        member = leading_member(self.place)
        if member is None:
            raise Http404
        url, back_url = self.link(note, member), self.place.url("plan:commitment", note.commitment_id)
        if member.email:
            told = _("%(name)s has the note and the link by e-mail at %(email)s.")
            messages.success(request, told % {"name": member.name, "email": member.email})
            return redirect(back_url)
        return self.render_to_response(self.get_context_data(url=url, note=note, member=member, back_url=back_url))


class RenewReplyView(AskReplyView):
    """A fresh link; the one before works no more."""

    def link(self, note: ProgressNote, member: CommitteeMember) -> str:
        return replying.renew(note, member, by=self.user)


def leading_member(place: Place) -> CommitteeMember | None:
    """Who is asked for the reply of civil society today."""
    return replying.co_chair_of(place.committee, timezone.localdate()) if place.has_committee else None
