"""Consents of a committee, for those who keep its list: who was asked, what was answered, who is missing."""

from __future__ import annotations

import base64
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committees.consents import asking
from committees.consents.forms import AskForm, PaperForm
from committees.consents.standing import Standing, standing_of, standings
from committees.models import CommitteeMember, Consent, Side
from committees.places import PlaceMixin
from documents import qr
from municipalities.permissions import Perm


class ListView(PlaceMixin, TemplateView):
    """Each member who sits, with the answers field by field."""

    permission = Perm.VIEW
    template_name = "consents/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: list[Standing] = []
        if self.place.has_committee:
            found = standings(self.place.committee.members.in_term().order_by("pk"))
        groups = [
            {"label": side.label, "standings": on_side}
            for side in Side
            if (on_side := [each for each in found if each.member.side == side])
        ]
        waiting = asking.to_ask(found)
        return super().get_context_data(
            groups=groups,
            total=len(found),
            answered=sum(1 for each in found if each.consent and each.consent.is_answered),
            to_ask=[each for each in waiting if each.member.email],
            without_address=[each.member for each in waiting if not each.member.email],
            **kwargs,
        )


class AskAllView(PlaceMixin, View):
    permission = Perm.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked, without = asking.ask_all(self.committee_or_404(), language="ar", by=self.user)
        if asked:
            told = ngettext("%(count)d member was asked by e-mail.", "%(count)d members were asked by e-mail.", asked)
            messages.success(request, told % {"count": asked})
        else:
            messages.info(request, _("Nobody with an e-mail address was left to ask."))
        if without:
            messages.warning(
                request,
                _("Without an e-mail address, hand the link over: %(names)s.")
                % {"names": pgettext("between names", ", ").join(without)},
            )
        return self.redirect_to("consents:list")


class MemberMixin(PlaceMixin):
    """One member of the committee of the path; another committee's is not found."""

    permission = Perm.EDIT

    @cached_property
    def member(self) -> CommitteeMember:
        members = self.committee_or_404().members.select_related("committee__participation__municipality")
        found: CommitteeMember = get_object_or_404(members, pk=self.kwargs["pk"])
        return found

    @cached_property
    def seated(self) -> CommitteeMember:
        """For what is asked of members alone: one who sits no longer is not found."""
        members = self.committee_or_404().members.in_term()
        found: CommitteeMember = get_object_or_404(members, pk=self.member.pk)
        return found

    def refuge(self) -> str:
        return self.place.url("consents:list")

    def to_member(self) -> HttpResponse:
        return cast(HttpResponse, self.redirect_to("consents:detail", self.member.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(member=self.member, standing=standing_of(self.member), **kwargs)


class DetailView(MemberMixin, TemplateView):
    """What stands, what can be done, and everything that was ever answered."""

    permission = Perm.VIEW
    template_name = "consents/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            form=kwargs.pop("form", None) or AskForm(),
            consents=self.member.consents.prefetch_related(
                "replies__answers", "replies__by", "replies__paper__municipality", "links"
            ),
            **kwargs,
        )


class AskView(DetailView):
    """Sends the question, or sends it again, and shows the link."""

    permission = Perm.EDIT
    http_method_names = ["post"]
    by_email = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AskForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        consent, url = asking.ask(
            self.seated, language=form.cleaned_data["language"], by=self.user, by_email=self.by_email
        )
        return self.show(consent, url)

    def show(self, consent: Consent, url: str) -> HttpResponse:
        """The link stands nowhere else: a refresh does not show it again."""
        picture = base64.b64encode(qr.png(url)).decode()
        context = self.get_context_data(
            consent=consent,
            url=url,
            qr=f"data:image/png;base64,{picture}",
            was_sent=self.by_email and bool(self.seated.email),
        )
        return self.response_class(self.request, "consents/link.html", context)


class LinkView(AskView):
    """A link to hand over by phone; no e-mail leaves."""

    by_email = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        consent = standing_of(self.seated).consent
        language = consent.language if consent else get_language() or "ar"
        consent, url = asking.ask(self.seated, language=language, by=self.user, by_email=False)
        return self.show(consent, url)


class RevokeView(MemberMixin, View):
    """Possible at any time: it is how somebody who answered on paper takes it back."""

    http_method_names = ["post"]
    protects_a_person = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        consent = standing_of(self.member).consent
        if consent is not None and consent.revoke(by=self.user):
            messages.success(
                request, _("The links open nothing any more, and nothing that was agreed to through them is shown.")
            )
        return self.to_member()


class PaperView(MemberMixin, TemplateView):
    """An answer that was given on paper."""

    template_name = "consents/paper.html"
    http_method_names = ["get", "head", "post"]

    def make_form(self, *data: Any) -> PaperForm:
        takes_scan = self.place.municipality is not None
        return PaperForm(*data, member=self.seated, takes_scan=takes_scan)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form=kwargs.pop("form", None) or self.make_form(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        asking.record_paper(
            self.seated,
            form.answers,
            on=form.cleaned_data["on"],
            by=self.user,
            paper=form.cleaned_data.get("paper"),
            note=form.cleaned_data["note"],
        )
        messages.success(request, _("The answer is kept, with its day and your name."))
        return self.to_member()
