"""What all committees decided, and what became of it: the municipalities' and the national one's."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils import timezone
from django.views.generic import TemplateView

from committees.models import Decision, TaskState
from municipalities.mixins import OversightMixin
from municipalities.models import Municipality
from municipalities.permissions import UnitPerm

PER_PAGE = 50


class TasksView(OversightMixin, TemplateView):
    """What is late first. `?state=` is open (as at first), late or done; `?q=` or `?municipality=` narrow it down."""

    permission = UnitPerm.READ
    template_name = "oversight/tasks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked, today = self.request.GET, timezone.localdate()
        state = asked.get("state", "")
        state = state if state in TaskState.values else TaskState.OPEN.value
        text, slug = asked.get("q", "").strip()[:100], asked.get("municipality", "")[:100]
        tasks = Decision.objects.all()
        if text:
            found = Municipality.objects.search(text)  # type: ignore[attr-defined]
            tasks = tasks.filter(meeting__committee__participation__municipality__in=found)
        if slug:
            tasks = tasks.filter(meeting__committee__participation__municipality__slug=slug)
        kept = {name: value for name, value in {"q": text, "municipality": slug}.items() if value}
        return super().get_context_data(
            state=state,
            text=text,
            is_narrowed=bool(kept),
            counts=[
                {
                    "label": TaskState(name).label,
                    "count": count,
                    "url": "?" + urlencode({"state": name, **kept}),
                    "active": name == state,
                }
                for name, count in tasks.counts(today).items()  # type: ignore[attr-defined]
            ],
            page_obj=Paginator(
                tasks.in_state(state, today).most_urgent_first(),  # type: ignore[attr-defined]
                PER_PAGE,
            ).get_page(asked.get("page")),
            page_query=urlencode({"state": state, **kept}) + "&",
            **kwargs,
        )
