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
            Tool(
                "oversight:board",
                _("Board"),
                _("Where every municipality stands, today or on any past day."),
                UnitPerm.BOARD,
            ),
            Tool("oversight:board_difference", _("What changed"), _("Who did what between two days."), UnitPerm.BOARD),
            Tool(
                "oversight:board_progress",
                _("Pace of progress"),
                _("The curve of each step, and how long each side takes."),
                UnitPerm.BOARD,
            ),
            Tool(
                "oversight:plans",
                _("Action plans"),
                _("How far each plan has come, what is late, and its latest note."),
                UnitPerm.READ,
            ),
            Tool(
                "national_plan:current",
                _("National action plan"),
                _("Its commitments, milestones and progress notes."),
                UnitPerm.CONVENE,
            ),
            Tool(
                "oversight:risks",
                _("Risks to continuity"),
                _("Where a contact may soon be lost, and the way out."),
                UnitPerm.READ,
            ),
            Tool(
                "oversight:tasks",
                _("Tasks of the committees"),
                _("What committees decided, who does it, until when; what is late stands first."),
                UnitPerm.READ,
            ),
            Tool(
                "national_meetings:list",
                _("Meetings of the national committee"),
                _("Plan, invite, record who was there, write down decisions."),
                UnitPerm.CONVENE,
            ),
            Tool(
                "oversight:reports",
                _("Reports"),
                _("Tables, the follow-up table, the paragraph for the minutes, all papers."),
                UnitPerm.EXPORT,
            ),
            Tool(
                "national_members:list",
                _("National committee"),
                _("Its members, and what it meets, decides and follows."),
                UnitPerm.CONVENE,
            ),
            Tool(
                "oversight:activity", _("Activity log"), _("Who did what, on what, when and from where."), UnitPerm.READ
            ),
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
            Tool(
                "oversight:threads",
                _("Messages"),
                _("What municipalities and the Unit wrote to each other."),
                UnitPerm.READ,
            ),
            Tool(
                "oversight:extensions",
                _("Requests for more time"),
                _("Asked by municipalities; to be granted or not."),
                UnitPerm.EXTEND,
            ),
            Tool(
                "oversight:checklists", _("Checklists"), _("What a reviewer looks at, step by step."), UnitPerm.MANAGE
            ),
            Tool(
                "oversight:ready_texts", _("Ready texts"), _("Words for a return, in three languages."), UnitPerm.MANAGE
            ),
        ],
    ),
    (
        _("Remind"),
        [
            Tool(
                "oversight:reminders",
                _("Letters to send"),
                _("Reminders to those above the focal point, each with its letter."),
                UnitPerm.REMIND,
            ),
            Tool(
                "oversight:bulk_remind",
                _("Remind several municipalities"),
                _("Shows who is reached before anything is sent."),
                UnitPerm.REMIND,
            ),
            Tool(
                "oversight:bulk_message",
                _("Write to several municipalities"),
                _("One message to all who fit the filters of the board."),
                UnitPerm.WRITE,
            ),
            Tool(
                "oversight:bulk_extend",
                _("Give several municipalities more time"),
                _("A new due date for all who fit the filters of the board."),
                UnitPerm.EXTEND,
            ),
        ],
    ),
    (
        _("Set up"),
        [
            Tool(
                "oversight:cohorts",
                _("Cohorts"),
                _("Due dates, rules, reminder plan and guidance of each call of municipalities."),
                UnitPerm.MANAGE,
            ),
            Tool(
                "oversight:municipalities",
                _("Municipalities"),
                _("Names, spellings and participation of each."),
                UnitPerm.MANAGE,
            ),
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
