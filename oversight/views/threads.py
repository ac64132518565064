"""The Unit's side of the threads: every one that has a message, and the thread of one step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView, View

from municipalities.forms.dialogue import MessageForm
from municipalities.mixins import OversightMixin
from municipalities.models import Message, MessageSide, StepProgress, with_unread
from municipalities.permissions import UnitPerm
from municipalities.views.threads import mark_read, thread_of
from oversight.views.municipalities import ProgressMixin


class ThreadsView(OversightMixin, ListView):  # type: ignore[type-arg]
    """What nobody answered yet first, then what the reader has not read, then the rest; the latest first in each."""

    permission = UnitPerm.READ
    template_name = "oversight/threads.html"
    context_object_name = "threads"
    paginate_by = 50

    def get_queryset(self) -> Any:
        steps = StepProgress.objects.select_related("participation__municipality")
        threads = with_unread(steps, self.user, MessageSide.UNIT).filter(last_message_at__isnull=False)
        waiting = Case(
            When(last_side=MessageSide.MUNICIPALITY, then=Value(0)),
            When(unread__gt=0, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        return threads.annotate(rank=waiting).order_by("rank", "-last_message_at", "pk")


class ThreadMixin(ProgressMixin):
    def refuge(self) -> str:
        return reverse("oversight:thread", args=[self.kwargs["slug"], self.kwargs["step"]])


class ThreadPage(ThreadMixin, TemplateView):
    template_name = "oversight/thread.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", MessageForm())
        return super().get_context_data(
            may_write=UnitPerm.WRITE in self.unit_permissions,
            **thread_of(self.progress, self.user, MessageSide.UNIT),
            **kwargs,
        )


class ThreadView(ThreadPage):
    permission = UnitPerm.READ
    http_method_names = ["get", "head", "options"]


class WriteView(ThreadPage):
    permission = UnitPerm.WRITE
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = MessageForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        Message.objects.write(self.progress, MessageSide.UNIT, form.cleaned_data["text"], by=self.user)
        messages.success(request, _("Your message is with the municipality."))
        return redirect(f"{self.refuge()}#last")


class ReadView(ThreadMixin, View):
    permission = UnitPerm.READ
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mark_read(request, self.progress, self.user)
        return redirect(self.refuge())
