"""Due dates and rules of a cohort: first shown what a change would do, then asked again, then done."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.rules import standing_rules
from municipalities.models import Cohort
from oversight.cohort_forms import DueDatesForm
from oversight.cohorts import DatesOutcome, RulesOutcome, note
from oversight.due_dates import move_due_dates
from oversight.rules_forms import RulesForm
from oversight.views.cohorts import CohortFormView


class WhatIfView(CohortFormView):
    """The first POST writes nothing and answers with `preview_template`. The second carries `seen`, the fingerprint
    of what was shown: it is carried out when it would still do the same, else it is shown anew, with 409."""

    preview_template: ClassVar[str]

    def outcome(self, form: Any) -> Any:
        """What the change would do, with its `fingerprint`."""
        raise NotImplementedError

    def carry_out(self, form: Any, outcome: Any) -> None:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cohort": self.cohort}

    def form_valid(self, form: Any) -> HttpResponse:
        if self.request.POST.get("go") == "edit":
            return self.render_to_response(self.get_context_data(form=form))
        seen = self.request.POST.get("seen", "")
        with transaction.atomic():
            outcome = self.outcome(form)
            if seen == outcome.fingerprint:
                self.carry_out(form, outcome)
                return redirect(self.refuge())
        context = self.get_context_data(form=form, outcome=outcome, changed_meanwhile=bool(seen))
        self.template_name = self.preview_template
        return self.render_to_response(context, status=409 if seen else 200)


class DueDatesView(WhatIfView):
    form_class = DueDatesForm
    template_name = "oversight/cohort_dates.html"
    preview_template = "oversight/cohort_dates_preview.html"

    def outcome(self, form: DueDatesForm) -> DatesOutcome:
        return DatesOutcome.of(self.cohort, form.dates, today=timezone.localdate())

    def carry_out(self, form: DueDatesForm, outcome: DatesOutcome) -> None:
        moved = move_due_dates(self.cohort, form.dates, by=self.user, reason=form.cleaned_data["reason"])
        places = len({shift.municipality.pk for shift in moved})
        text = ngettext(
            "The dates are kept; %(count)d municipality gets a new date and is told.",
            "The dates are kept; %(count)d municipalities get a new date and are told.",
            places,
        )
        messages.success(self.request, text % {"count": places})


class RulesView(WhatIfView):
    form_class = RulesForm
    template_name = "oversight/cohort_rules.html"
    preview_template = "oversight/cohort_rules_preview.html"

    def outcome(self, form: RulesForm) -> RulesOutcome:
        return RulesOutcome.of(self.cohort, form.before, form.rules)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "outcome" in kwargs:
            kwargs["rules"] = standing_rules(kwargs["form"].rules)
        return super().get_context_data(**kwargs)

    def carry_out(self, form: RulesForm, outcome: RulesOutcome) -> None:
        Cohort.objects.filter(pk=self.cohort.pk).update(**form.values)
        note(self.cohort, ", ".join(form.changes), by=self.user)
        messages.success(self.request, _("The rules are kept. They hold for what is submitted from now on."))
