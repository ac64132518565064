"""The whole log as a file, made in the background: a large one takes longer than a page may."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from documents.tables import TableFormat
from municipalities.activity_log import file_name, log_file
from municipalities.forms.activity import ActivityFilterForm
from municipalities.models import Activity, ActivityKind, Municipality
from municipalities.models.activity import ActivityQuerySet
from oversight.jobs import job
from oversight.models import Job

KIND = "activity"


class UnitActivityFilterForm(ActivityFilterForm):
    """Across municipalities: by the name of one, however it is spelled, or by its slug."""

    finds_addresses = True
    field_order = ["who", "municipality", "kind", "step", "since", "until"]

    municipality = forms.CharField(label=_("Municipality"), required=False, max_length=100, strip=True)

    def kinds(self) -> list[tuple[str, Any]]:
        return list(ActivityKind.choices)

    def find(self, rows: ActivityQuerySet) -> ActivityQuerySet:
        rows = super().find(rows)
        text = self.filters.get("municipality")
        if not text:
            return rows
        exact = Municipality.objects.filter(slug=text)
        return rows.filter(municipality__in=exact if exact.exists() else Municipality.objects.search(text))  # type: ignore[attr-defined]


@job(KIND, _("Activity log"))
def make_file(work: Job) -> None:
    """`params`: `format`, and `query`, the filters as they stand in an address."""
    found = UnitActivityFilterForm(QueryDict(work.params["query"])).find(Activity.objects.all())
    format = TableFormat(work.params["format"])
    work.keep_file(
        log_file(found, format, language=work.language), media_type=format.media_type, name=file_name(format)
    )
