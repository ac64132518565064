"""What a member sees behind the link: no account, one person, one question. A GET looks and never acts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committees.consents import asking
from committees.consents.forms import AnswersForm
from committees.consents.standing import Standing, standing_of
from committees.consents.wording import masked_name
from committees.models import CommitteeMember, Consent, ConsentField, ConsentLink, ConsentState
from committees.publicity import public_member
from municipalities.exceptions import StateConflict


@method_decorator(login_not_required, name="dispatch")
class LinkMixin:
    """Finds the link, 404 for an unknown one. What needs an answerable, opened link leads to the page that says where
    it stands."""

    request: HttpRequest
    kwargs: dict[str, Any]
    needs_open: ClassVar[bool] = True

    @cached_property
    def link(self) -> ConsentLink:
        links = ConsentLink.objects.by_token(self.kwargs["token"])  # type: ignore[attr-defined]
        found: ConsentLink = get_object_or_404(
            links.select_related("consent__member__committee__participation__municipality", "consent__asked_by")
        )
        return found

    @property
    def consent(self) -> Consent:
        return self.link.consent

    @property
    def member(self) -> CommitteeMember:
        return self.consent.member

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_shut = self.link.opened_at is None or self.link.state == ConsentState.REVOKED
        if request.method in ("GET", "HEAD", "POST") and self.needs_open and is_shut:
            return self.to_page()
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc, no-any-return]
        except (asking.LinkClosed, StateConflict):
            messages.error(request, _("Something changed meanwhile. Nothing of yours was carried out."))
            return self.to_page()

    def to_page(self) -> HttpResponse:
        return redirect("consent:page", self.kwargs["token"])

    @property
    def url(self) -> str:
        """The link itself, for the receipt."""
        return asking.link_of(self.kwargs["token"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc, no-any-return]
            link=self.link,
            consent=self.consent,
            member=self.member,
            municipality=self.member.committee.municipality,
            asker=self.consent.asked_by.display_name,
            asker_email=self.consent.asked_by.email,
            **{**kwargs, "token": self.kwargs["token"]},
        )


class AskingMixin(LinkMixin):
    """The questions, with what the page of the committee shows at least and at most."""

    def asking_context(self, standing: Standing, form: AnswersForm | None = None) -> dict[str, Any]:
        before = {said.field.value: said.is_shown for said in standing.fields if said.answer is not None}
        return {
            "form": form or AnswersForm(member=self.member, initial_answers=before),
            "least": public_member(self.member, []),
            "most": public_member(self.member, ConsentField),
        }


class PageView(AskingMixin, TemplateView):
    """For whom it is; once opened, the questions, or what was answered."""

    needs_open = False

    def get_template_names(self) -> list[str]:
        if self.link.state in ("revoked", "expired", "gone"):
            return ["consent/closed.html"]
        if self.link.opened_at is None:
            return ["consent/intro.html"]
        return ["consent/ask.html" if self.link.state == "open" else "consent/answered.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(state=self.link.state, **kwargs)
        if self.link.opened_at is None or self.link.state in ("revoked", "expired", "gone"):
            return context | {"masked_name": masked_name(self.member)}
        standing = standing_of(self.member)
        if self.link.state == "open":
            return context | self.asking_context(standing)
        shown = [said.field for said in standing.fields if said.is_shown]
        return context | {
            "standing": standing,
            "shown": public_member(self.member, shown),
            "can_answer": self.link.can_answer,
            "lapsed": [said for said in standing.fields if said.has_lapsed],
            "replies": self.consent.replies.prefetch_related("answers"),
        }


class OpenView(LinkMixin, View):
    http_method_names = ["post"]
    needs_open = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.link.state not in ("revoked", "expired", "gone"):
            asking.open_link(self.link)
        return self.to_page()


class AnswerView(AskingMixin, TemplateView):
    """The questions again, to answer or to change one's mind."""

    template_name = "consent/ask.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.link.can_answer:
            return self.to_page()
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None)
        return super().get_context_data(**self.asking_context(standing_of(self.member), form), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AnswersForm(request.POST, member=self.member)
        if not self.link.can_answer:
            raise asking.LinkClosed
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        asking.answer(self.link, form.answers, url=self.url)
        return self.to_page()


class WithdrawView(LinkMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asking.withdraw(self.link, url=self.url)
        return self.to_page()
