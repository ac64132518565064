"""Everything the Unit can open, in words: what does not stand in the navigation is found here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from municipalities.mixins import OversightMixin
from municipalities.permissions import UnitPerm
from municipalities.steps import Text


@dataclass(frozen=True)
class Tool:
    """A page of the Unit: its address by name, what it is called, what one does there, who may."""

    url: str
    title: Text
    text: Text
    permission: UnitPerm


TOOLS: list[tuple[Text, list[Tool]]] = [
    (
        _("Follow"),
        [
            Tool("oversight:board", _("Board"), _("Where every municipality stands, today."), UnitPerm.BOARD),
        ],
    ),
    (
        _("Review and write"),
        [
            Tool(
                "oversight:review_queue",
                _("Review queue"),
                _("What waits for the Unit, the longest waiting first."),
                UnitPerm.REVIEW,
            ),
        ],
    ),
    (
        _("Set up"),
        [
            Tool(
                "oversight:invitations",
                _("Invitations"),
                _("Who was invited, to a municipality or to the Unit; send again, revoke."),
                UnitPerm.INVITE,
            ),
            Tool(
                "oversight:texts",
                _("Charter texts"),
                _("The text that municipalities sign, its versions and its legal bases."),
                UnitPerm.MANAGE,
            ),
            Tool(
                "oversight:letterheads",
                _("Letterheads"),
                _("The bodies and the logo on top of documents, with their days."),
                UnitPerm.MANAGE,
            ),
            Tool(
                "oversight:anchors",
                _("Trusted certificates"),
                _("The authorities whose certificates make a signatory trusted."),
                UnitPerm.MANAGE,
            ),
        ],
    ),
]


class ToolsView(OversightMixin, TemplateView):
    permission = UnitPerm.BOARD
    template_name = "oversight/tools.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        allowed = [
            (title, [tool for tool in tools if tool.permission in self.unit_permissions]) for title, tools in TOOLS
        ]
        return super().get_context_data(groups=[(title, tools) for title, tools in allowed if tools], **kwargs)
