"""The board."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.views.generic import TemplateView

from municipalities.mixins import OversightMixin
from municipalities.models import Cohort
from municipalities.permissions import UnitPerm
from oversight.board import Board
from oversight.forms import BoardFilterForm


class BoardMixin(OversightMixin):
    """Reads cohort and filters from the address."""

    permission = UnitPerm.BOARD

    def read_board(self) -> tuple[Board, BoardFilterForm]:
        cohorts = list(Cohort.objects.all())
        asked = self.request.GET.get("cohort")
        cohort = next((each for each in cohorts if each.slug == asked), cohorts[0] if cohorts else None)
        form = BoardFilterForm(self.request.GET, cohort=cohort, cohorts=cohorts)
        return Board(cohort, form.filters), form


def link_to(asked: QueryDict, **changes: str) -> str:
    """The present address with `changes`; an empty value takes a filter away. Always at the first page."""
    query = asked.copy()
    for name in ("page", "lang"):
        query.pop(name, None)
    for name, value in changes.items():
        query[name] = value
    return "?" + urlencode([(name, value) for name, value in query.items() if value])


class BoardView(BoardMixin, TemplateView):
    template_name = "oversight/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        board, form = self.read_board()
        asked = self.request.GET
        return super().get_context_data(
            board=board,
            form=form,
            page_obj=board.page(asked.get("page")),
            counts=[count | {"url": link_to(asked, state=count["state"])} for count in board.counts()],
            columns={
                name: column | {"url": link_to(asked, sort=column["next"])} for name, column in board.sorting().items()
            },
            query=link_to(asked)[1:],
            page_query=link_to(asked)[1:] + "&",
            may_read=UnitPerm.READ in self.unit_permissions,
            may_review=UnitPerm.REVIEW in self.unit_permissions,
            may_export=UnitPerm.EXPORT in self.unit_permissions,
            is_filtered=bool(board.filters.keys() - {"sort", "cohort"}),
            **kwargs,
        )
