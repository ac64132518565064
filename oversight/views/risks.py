"""Where a municipality may fall silent, and what to do about it."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from municipalities.emails import team
from municipalities.mixins import OversightMixin
from municipalities.models import Activity, ActivityKind, Cohort, Municipality, Notice, NoticeKind, ParticipationState
from municipalities.permissions import Perm, UnitPerm
from municipalities.risks import Risk, RiskKind, risks_of
from oversight.risks import unit_risks
from oversight.views.municipalities import FileMixin

PER_PAGE = 50
# On hold and withdrawn nothing is waited for.
WATCHED = (ParticipationState.SELECTED, ParticipationState.ACTIVE, ParticipationState.COMPLETED)


class RisksView(OversightMixin, TemplateView):
    """Of the latest cohort, or of `?cohort=`; filtered by `?kind=` and by `?q=`, the name of a municipality."""

    permission = UnitPerm.READ
    template_name = "oversight/risks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        cohorts = list(Cohort.objects.all())
        cohort = next((each for each in cohorts if each.slug == asked.get("cohort")), cohorts[0] if cohorts else None)
        text, kind = asked.get("q", "").strip()[:100], asked.get("kind", "")
        kind = kind if kind in RiskKind.values else ""
        found = self._found(cohort, text)
        counts = Counter(each.risk.kind for each in found)
        shown = [each for each in found if not kind or each.risk.kind == kind]
        kept = {"cohort": cohort.slug if cohort and len(cohorts) > 1 else "", "q": text}
        return super().get_context_data(
            cohort=cohort,
            cohorts=cohorts,
            text=text,
            kind=kind,
            page_obj=Paginator(shown, PER_PAGE).get_page(asked.get("page")),
            counts=[
                {"label": label, "count": count, "url": _query(kept, kind=value), "active": value == kind}
                for value, label, count in [
                    ("", _("all risks"), len(found)),
                    *((each.value, each.label, counts[each]) for each in RiskKind if counts[each]),
                ]
            ],
            page_query=_query(kept, kind=kind)[1:] + "&",
            is_filtered=bool(text),
            **kwargs,
        )

    def _found(self, cohort: Cohort | None, text: str) -> list[Any]:
        if cohort is None:
            return []
        participations = cohort.participations.filter(state__in=WATCHED).select_related("municipality", "cohort")
        if text:
            places = Municipality.objects.search(text)  # type: ignore[attr-defined]
            participations = participations.filter(municipality__in=places)
        return unit_risks(participations, timezone.localdate(), held=self.unit_permissions)


def _query(kept: dict[str, str], **more: str) -> str:
    return "?" + urlencode({name: value for name, value in (kept | more).items() if value})


class TellView(FileMixin, View):
    """Tells the municipality of a risk that it can do something about: kept among its notices, sent by the digest."""

    permission = UnitPerm.REMIND
    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str, kind: str) -> HttpResponse:
        if kind not in RiskKind.values:
            raise Http404
        today = timezone.localdate()
        risks = [
            risk for risk in risks_of([self.participation], today).get(self.participation, []) if risk.kind == kind
        ]
        told = self._tell(risks, str(today)) if risks else []
        if told:
            people = " · ".join(sorted({notice.user.display_name for notice in told}))
            words = _("Told: %(people)s. It goes out with the digest of the day.")
            messages.success(request, words % {"people": people})
        elif risks:
            messages.info(request, _("They were told today already; nothing was sent twice."))
        else:
            messages.info(request, _("This risk is gone meanwhile; nobody was told."))
        return redirect(self._back())

    @transaction.atomic
    def _tell(self, risks: list[Risk], today: str) -> list[Notice]:
        """One notice for each person, in their language, however many risks there are of the kind."""
        kind, way_out = risks[0].kind, risks[0].own_way_out(Perm)
        told = []
        for person in team(self.municipality):
            with translation.override(person.language):
                told += Notice.objects.tell(
                    NoticeKind.RISK,
                    [person],
                    key=f"risk:{self.participation.pk}:{kind}:{today}",
                    municipality=self.municipality,
                    by=self.user,
                    words="\n".join(risk.sentence for risk in risks),
                    url=way_out.url if way_out else self.municipality.get_absolute_url(),
                )
        if told:
            reminded, place = ActivityKind.REMINDED, self.municipality
            Activity.objects.record(reminded, by=self.user, municipality=place, subject=kind)
        return told

    def _back(self) -> str:
        """The page the button stood on: the list, else the file of the municipality."""
        page = self.request.POST.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(page, allowed_hosts=None) and page.startswith(
            reverse("oversight:risks")
        )
        return page if is_ours else self.refuge()
