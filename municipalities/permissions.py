"""Roles and what they may do. The one table: views state a permission, Membership and the Unit's groups grant it.

On a municipality a role is a row of Membership and its permissions are guardian's direct rows; across
municipalities a role is a group with global permissions. The two are never mixed.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Roles on one municipality."""

    FOCAL_POINT = "focal_point", _("Focal point")
    DEPUTY = "deputy", _("Deputy focal point")
    READER = "reader", _("Reader")


class UnitRole(models.TextChoices):
    """Roles across municipalities; the value is the name of the group."""

    OFFICER = "unit_officer", _("Unit officer")
    MANAGER = "unit_manager", _("Unit manager")
    OBSERVER = "observer", _("Observer of the consultative committee")


class Perm(models.TextChoices):
    """Object permissions on a Municipality, asked under /m/."""

    VIEW = "view_workspace", _("Can read the workspace")
    EDIT = "edit_steps", _("Can fill in the steps")
    SUBMIT = "submit_steps", _("Can submit and take back a step")
    INVITE = "invite_members", _("Can invite members")


class UnitPerm(models.TextChoices):
    """Global permissions, asked under /oversight/. They stand on Participation, which the Unit follows."""

    BOARD = "view_board", _("Can read the board")
    READ = "read_municipalities", _("Can read the whole file of every municipality")
    REVIEW = "review_submissions", _("Can accept and return submissions")
    INVITE = "invite_focal_points", _("Can invite focal points")
    EXTEND = "extend_due_dates", _("Can extend a due date")
    REMIND = "remind_municipalities", _("Can remind municipalities")
    WRITE = "write_to_municipalities", _("Can write to municipalities")
    BEHALF = "act_on_behalf", _("Can upload on behalf of a municipality that answers by e-mail")
    EXPORT = "export_board", _("Can export the board")
    CONVENE = "convene_national_committee", _("Can keep the national committee: members, meetings, minutes, plan")
    MANAGE = "manage_programme", _("Can manage cohorts, rules, municipalities and reopen a step")
    STAFF = "manage_unit_staff", _("Can invite members of the Unit")


ROLE_PERMISSIONS: dict[Role, frozenset[Perm]] = {
    Role.FOCAL_POINT: frozenset(Perm),
    Role.DEPUTY: frozenset(Perm),
    Role.READER: frozenset({Perm.VIEW}),
}

# What an officer holds on the pages of the one step in which the officer acts on behalf of a municipality.
ACTING_PERMISSIONS = frozenset({Perm.VIEW, Perm.EDIT, Perm.SUBMIT})

_OFFICER = frozenset(
    {
        UnitPerm.BOARD,
        UnitPerm.READ,
        UnitPerm.REVIEW,
        UnitPerm.INVITE,
        UnitPerm.EXTEND,
        UnitPerm.REMIND,
        UnitPerm.WRITE,
        UnitPerm.BEHALF,
        UnitPerm.EXPORT,
        UnitPerm.CONVENE,
    }
)
UNIT_ROLE_PERMISSIONS: dict[UnitRole, frozenset[UnitPerm]] = {
    UnitRole.OFFICER: _OFFICER,
    UnitRole.MANAGER: _OFFICER | {UnitPerm.MANAGE, UnitPerm.STAFF},
    UnitRole.OBSERVER: frozenset({UnitPerm.BOARD}),
}
