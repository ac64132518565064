"""One action on many municipalities: chosen by the filters of the board or by ticking, shown, then carried out."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.views.generic import FormView

from municipalities.permissions import UnitPerm
from municipalities.steps import Step
from oversight.bulk import (
    LATE,
    OPEN,
    Reach,
    reach_of_extension,
    reach_of_message,
    reach_of_reminder,
)
from oversight.chasing_forms import BulkExtendForm, BulkForm, BulkMessageForm, BulkRemindForm
from oversight.models import Job
from oversight.views.board import BoardMixin


class BulkView(BoardMixin, FormView):  # type: ignore[type-arg]
    """GET: whom the address chooses, `?chosen=…` for each ticked row, else the filters of the board.

    POST: shows who is reached and who is left out; with `confirmed` it hands exactly those to the worker.
    """

    template_name = "oversight/bulk.html"
    form_class: type[BulkForm]
    kind: ClassVar[str]
    title: ClassVar[Promise]

    def reach(self, form: BulkForm) -> Reach:
        raise NotImplementedError

    def chosen(self) -> list[int]:
        """The ticked rows, else all that the filters leave."""
        ticked = [int(key) for key in self.request.GET.getlist("chosen") if key.isascii() and key.isdecimal()]
        if ticked:
            return ticked
        board, _form = self.read_board()
        return [row.participation.pk for row in board.rows]

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"selection": self.chosen()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self.get_form())
        selection = form["selection"].value()
        count = len([key for key in str(form["selection"].field.prepare_value(selection)).split(",") if key])
        return super().get_context_data(title=self.title, count=count, **kwargs)

    def form_invalid(self, form: BulkForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: BulkForm) -> HttpResponse:
        if "change" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        reach = self.reach(form)
        if "confirmed" not in self.request.POST or not reach.reached:
            return self.render_to_response(self.get_context_data(form=form, reach=reach))
        params = form.params | {"chosen": reach.keys}
        return redirect(Job.objects.start(self.kind, by=self.user, params=params, language=get_language() or "ar"))


class RemindView(BulkView):
    permission = UnitPerm.REMIND
    form_class = BulkRemindForm
    kind = "bulk-remind"
    title = gettext_lazy("Remind municipalities")

    def get_initial(self) -> dict[str, Any]:
        step, state = self.request.GET.get("step", ""), self.request.GET.get("state", "")
        about = step if step in Step.values else LATE if state in ("", "late") else OPEN
        return super().get_initial() | {"about": about}

    def reach(self, form: BulkForm) -> Reach:
        return reach_of_reminder(form.cleaned_data["selection"], about=form.cleaned_data["about"])


class MessageView(BulkView):
    permission = UnitPerm.WRITE
    form_class = BulkMessageForm
    kind = "bulk-message"
    title = gettext_lazy("Write to municipalities")

    def reach(self, form: BulkForm) -> Reach:
        return reach_of_message(form.cleaned_data["selection"])


class ExtendView(BulkView):
    permission = UnitPerm.EXTEND
    form_class = BulkExtendForm
    kind = "bulk-extend"
    title = gettext_lazy("Move the due date of municipalities")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"step": self.request.GET.get("step", "")}

    def reach(self, form: BulkForm) -> Reach:
        data = form.cleaned_data
        return reach_of_extension(data["selection"], step=data["step"], due_on=data["due_on"])
