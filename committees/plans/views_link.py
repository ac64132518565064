"""What the co-chair of civil society sees behind the link: one note, and the reply to it. No account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from committees.models import NoteReply, ReplyRequest
from committees.plans import replying
from committees.plans.forms import ReplyForm
from municipalities.exceptions import StateConflict


@method_decorator(login_not_required, name="dispatch")
class ReplyView(TemplateView):
    """A GET looks and never acts. The reply can be corrected for a day, then it stands."""

    http_method_names = ["get", "head", "post", "options"]

    @cached_property
    def asked(self) -> ReplyRequest:
        requests = ReplyRequest.objects.all().by_token(self.kwargs["token"])  # type: ignore[attr-defined]
        plan, committee = "note__commitment__plan__municipality", "member__committee__participation"
        return get_object_or_404(requests.select_related(plan, "note__by", committee))

    @property
    def has_ended(self) -> bool:
        return self.asked.state(timezone.now()) in ("gone", "closed", "expired")

    def get_template_names(self) -> list[str]:
        """A link that has ended shows nothing of what it was about."""
        return ["replies/ended.html" if self.has_ended else "replies/reply.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.asked
        if self.has_ended:
            return super().get_context_data(asked=asked, state=asked.state(timezone.now()), **kwargs)
        reply = asked.replies.first()
        initial = {"stance": reply.stance, "text": reply.text} if reply else {}
        first = asked.first_reply
        return super().get_context_data(
            asked=asked,
            note=asked.note,
            commitment=asked.note.commitment,
            plan=asked.note.commitment.plan,
            state=asked.state(timezone.now()),
            reply=reply,
            mended_until=first.at + NoteReply.MENDED_WITHIN if first else None,
            form=kwargs.pop("form", None) or ReplyForm(initial=initial),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReplyForm(request.POST)
        if self.asked.state(timezone.now()) not in ("open", "mending"):
            return self.render_to_response(self.get_context_data(), status=409)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            replying.reply(self.asked, form.cleaned_data["stance"], form.cleaned_data["text"])
        except StateConflict:
            return self.render_to_response(self.get_context_data(), status=409)
        messages.success(request, _("Thank you. Your reply stands beside the note."))
        return redirect("replies:reply", self.kwargs["token"])
