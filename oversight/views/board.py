"""The board."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from committees.models import Decision
from municipalities.mixins import OversightMixin
from municipalities.models import Cohort
from municipalities.permissions import UnitPerm
from oversight.board import LONGEST_PAGE, PAGE_SIZE, Board
from oversight.board_forms import BoardFilterForm
from oversight.cells import RowWriter


class CohortMixin(OversightMixin):
    """The cohort of the address, else the latest."""

    permission = UnitPerm.BOARD

    @cached_property
    def cohorts(self) -> list[Cohort]:
        return list(Cohort.objects.all())

    @cached_property
    def cohort(self) -> Cohort | None:
        asked = self.request.GET.get("cohort")
        return next((each for each in self.cohorts if each.slug == asked), self.cohorts[0] if self.cohorts else None)


class BoardMixin(CohortMixin):
    """Reads cohort, filters and day from the address."""

    def read_board(self) -> tuple[Board, BoardFilterForm]:
        form = BoardFilterForm(self.request.GET, cohort=self.cohort, cohorts=self.cohorts)
        return Board(self.cohort, form.filters, on=form.day), form


def link_to(asked: QueryDict, **changes: str) -> str:
    """The present address with `changes`; an empty value takes a filter away. Always at the first page."""
    query = asked.copy()
    for name in ("page", "lang"):
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return "?" + urlencode([(name, value) for name, value in query.items() if value])


class BoardView(BoardMixin, TemplateView):
    """A page of the rows; `?per_page=all` makes the page as long as a page may be."""

    template_name = "oversight/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        board, form = self.read_board()
        asked = self.request.GET
        is_long = asked.get("per_page") == "all"
        page = board.page(asked.get("page"), LONGEST_PAGE if is_long else PAGE_SIZE)
        may_read, may_review = UnitPerm.READ in self.unit_permissions, UnitPerm.REVIEW in self.unit_permissions
        writer = RowWriter(may_read, may_review, is_past=bool(board.on))
        return super().get_context_data(
            board=board,
            form=form,
            page_obj=page,
            lines=[writer.row(row) for row in page],
            counts=[count | {"url": link_to(asked, state=count["state"])} for count in board.counts()],
            columns={
                name: column | {"url": link_to(asked, sort=column["next"])} for name, column in board.sorting().items()
            },
            query=link_to(asked)[1:],
            page_query=link_to(asked)[1:] + "&",
            today_url=link_to(asked, on=""),
            cohort_query=f"?cohort={board.cohort.slug}" if asked.get("cohort") and board.cohort else "",
            long_url=link_to(asked, per_page="all") if page.has_other_pages() and not is_long else "",
            longest=LONGEST_PAGE,
            may_read=may_read,
            tasks=Decision.objects.all().counts(timezone.localdate()) if may_read else None,  # type: ignore[attr-defined]
            may_review=may_review,
            may_export=UnitPerm.EXPORT in self.unit_permissions,
            is_filtered=bool(board.filters.keys() - {"sort", "cohort"}) or bool(form.errors.get("on")),
            **kwargs,
        )
