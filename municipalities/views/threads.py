"""The municipality's side of the thread of a step. Looking marks nothing as read."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from accounts.models import User
from municipalities.forms.dialogue import MessageForm
from municipalities.mixins import MunicipalityMixin
from municipalities.models import Message, MessageSide, StepProgress, ThreadReading, with_unread
from municipalities.permissions import Perm
from municipalities.steps import Step, Text


def thread_of(progress: StepProgress, user: User, side: MessageSide) -> dict[str, Any]:
    """What both sides' pages show: the messages, how many `user` has not read, and the key of the last one."""
    lines = list(Message.objects.filter(progress=progress).select_related("by"))
    reading = ThreadReading.objects.filter(progress=progress, user=user).first()
    read = reading.up_to if reading else 0
    return {
        "lines": [(line, line.side != side and line.pk > read) for line in lines],
        "unread": sum(line.side != side and line.pk > read for line in lines),
        "last": lines[-1].pk if lines else 0,
    }


def mark_read(request: HttpRequest, progress: StepProgress, user: User) -> None:
    """Up to the message that stood last on the page which `user` saw; what came meanwhile stays unread."""
    typed = request.POST.get("last", "")
    last = int(typed) if typed.isdecimal() and len(typed) < 16 else 0
    if Message.objects.filter(progress=progress, pk=last).exists():
        ThreadReading.objects.mark(progress, user, up_to=last)


class ThreadPages(TemplateView):
    """The page of a thread and what is posted to it, for either side: `side` writes, `told` says where it went.

    Used with a mixin that resolves `progress` and leads back by `refuge`.
    """

    side: ClassVar[MessageSide]
    told: ClassVar[Text]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", MessageForm())
        return super().get_context_data(**thread_of(self.progress, self.user, self.side), **kwargs)  # type: ignore[attr-defined]

    def write(self, request: HttpRequest) -> HttpResponse:
        form = MessageForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        Message.objects.write(self.progress, self.side, form.cleaned_data["text"], by=self.user)  # type: ignore[attr-defined]
        messages.success(request, str(self.told))
        return redirect(f"{self.refuge()}#last")  # type: ignore[attr-defined]


class StepOfPath(MunicipalityMixin):
    """Resolves the step of the path."""

    @cached_property
    def progress(self) -> StepProgress:
        if self.kwargs["step"] not in Step.values:
            raise Http404
        return self.progress_of(Step(self.kwargs["step"]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            progress=self.progress, overview_url=self.progress.definition.overview_url(self.progress), **kwargs
        )


class ThreadMixin(StepOfPath):
    def refuge(self) -> str:
        return reverse("municipalities:thread", args=[self.municipality.slug, self.kwargs["step"]])


class ThreadPage(ThreadMixin, ThreadPages):
    template_name = "municipalities/thread.html"
    side = MessageSide.MUNICIPALITY
    told = gettext_lazy("Your message is with the Unit.")


class ThreadView(ThreadPage):
    permission = Perm.VIEW
    http_method_names = ["get", "head", "options"]


class WriteView(ThreadPage):
    permission = Perm.EDIT
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.write(request)


class ReadView(ThreadMixin, View):
    permission = Perm.VIEW
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mark_read(request, self.progress, self.user)
        return redirect(self.refuge())


def threads_of(view: MunicipalityMixin) -> list[Any]:
    """The three steps as threads, for the home of the workspace: unread and counted for whoever looks."""
    steps = with_unread(view.participation.progress.all(), view.user, MessageSide.MUNICIPALITY)
    order = list(Step)
    return sorted(steps, key=lambda progress: order.index(Step(progress.step)))
