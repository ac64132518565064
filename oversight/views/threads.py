"""The Unit's side of the threads: every one that has a message, and the thread of one step."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, View

from municipalities.mixins import OversightMixin
from municipalities.models import MessageSide, StepProgress, with_unread
from municipalities.permissions import UnitPerm
from municipalities.views.threads import ThreadPages, mark_read
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


class ThreadPage(ThreadMixin, ThreadPages):
    template_name = "oversight/thread.html"
    side = MessageSide.UNIT
    told = gettext_lazy("Your message is with the municipality.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_write=UnitPerm.WRITE in self.unit_permissions, **kwargs)


class ThreadView(ThreadPage):
    permission = UnitPerm.READ
    http_method_names = ["get", "head", "options"]


class WriteView(ThreadPage):
    permission = UnitPerm.WRITE
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.write(request)


class ReadView(ThreadMixin, View):
    permission = UnitPerm.READ
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mark_read(request, self.progress, self.user)
        return redirect(self.refuge())
