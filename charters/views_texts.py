"""Which text the draft stands on, moving it to a newer one, and signing again a charter that is in force."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from charters.forms import SignAgainForm
from charters.models import BegunText, Charter, CharterText, SigningAgain
from charters.text_changes import changes_between
from charters.views import CharterStep
from municipalities.exceptions import StateConflict
from municipalities.permissions import Perm
from municipalities.steps import StepState


class OfferedText(CharterStep):
    """The newer text that the open draft may move to; None once a charter is issued, and when there is none."""

    @cached_property
    def offered(self) -> tuple[CharterText, CharterText] | None:
        if not self.progress.is_open or Charter.objects.being_signed(self.participation):
            return None
        return BegunText.objects.offered(self.progress)


class TextChangesView(OfferedText, TemplateView):
    permission = Perm.VIEW
    template_name = "charters/text_changes.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.offered is None:
            return redirect(self.refuge())
        current, newer = self.offered
        context = self.get_context_data(current=current, newer=newer, changes=changes_between(current, newer))
        return self.render_to_response(context)


class MoveTextView(OfferedText, View):
    """Moves to the text that was shown; StateConflict when yet another was published meanwhile."""

    permission = Perm.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.offered is None:
            return redirect(self.refuge())
        _current, newer = self.offered
        if request.POST.get("to") != str(newer.pk):
            raise StateConflict(newer)
        BegunText.objects.move(self.progress, newer, by=self.user)
        messages.success(
            request,
            _("The draft now stands on version %(version)s of the text. Read the pages again before you issue it.")
            % {"version": newer.version},
        )
        return redirect(self.refuge())


class SignAgainView(CharterStep, FormView):  # type: ignore[type-arg]
    """The municipality asks for it itself: its head changed, or the text did."""

    permission = Perm.SUBMIT
    for_members_only = True
    form_class = SignAgainForm
    template_name = "charters/sign_again.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.progress.state != StepState.ACCEPTED:
            return redirect(self.refuge())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.progress.state != StepState.ACCEPTED:
            raise StateConflict(self.progress)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(charter=self.charter, **kwargs)

    def form_invalid(self, form: SignAgainForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: SignAgainForm) -> HttpResponse:
        SigningAgain.objects.begin(self.progress, by=self.user, **form.cleaned_data)
        messages.success(
            self.request,
            _("The step is open again. Say who signs now, and issue the new charter; the present one stays in force."),
        )
        return redirect(self.refuge())
