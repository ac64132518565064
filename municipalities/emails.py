"""One function per e-mail of the programme. Each writes to the outbox inside the transaction of its event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts import outbox

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from municipalities.models import (
        Invitation,
        Municipality,
        Participation,
        ReviewComment,
        StepTransition,
        Submission,
    )


def absolute(path: str) -> str:
    """Links in e-mails come from SITE_URL, never from a request's Host header."""
    return f"{settings.SITE_URL}{path}"


def invitation(invitation: Invitation, url: str, *, at: datetime) -> None:
    with translation.override(invitation.language):
        role_label = invitation.get_role_display()
        inviter = invitation.created_by.display_name if invitation.created_by else ""
    outbox.write(
        "invitation",
        to=invitation.email,
        language=invitation.language,
        context={
            "invitation": invitation,
            "municipality": invitation.municipality,
            "role_label": role_label,
            "inviter_name": inviter,
            "expires_at": invitation.expires_at,
            "url": url,
        },
        key=f"invitation:{invitation.pk}:{invitation.times_sent}",
        at=at,
    )


def submitted(submission: Submission, *, at: datetime) -> None:
    """To the Unit's mailbox with the step's paper, and a receipt to the person who submitted."""
    progress = submission.progress
    attachment = progress.definition.attachment(submission)
    common = {"submission": submission, "municipality": progress.municipality, "reference": submission.reference}
    step_url = absolute(progress.definition.overview_url(progress))
    outbox.write(
        "submission-received",
        to=settings.UNIT_MAILBOX,
        language=settings.LANGUAGE_CODE,
        context={
            **common,
            "progress": progress,
            "submitted_by": submission.submitted_by,
            "url": absolute(reverse("oversight:review", args=[submission.pk])),
            "has_attachment": attachment is not None,
        },
        key=f"submission-received:{submission.pk}",
        attachment=attachment,
        at=at,
    )
    outbox.write(
        "submission-receipt",
        to=submission.submitted_by.email,
        language=submission.submitted_by.language,
        context={**common, "progress": progress, "url": step_url},
        key=f"submission-receipt:{submission.pk}",
        at=at,
    )


def team(municipality: Municipality) -> list[User]:
    """Everyone who fills in the steps of `municipality`."""
    from municipalities.permissions import Role

    members = municipality.memberships.open().filter(role__in=[Role.FOCAL_POINT, Role.DEPUTY], user__is_active=True)
    return [membership.user for membership in members.select_related("user")]


def unit_people() -> QuerySet[User]:
    """Everyone at the Unit who works with the municipalities: officers and managers."""
    from accounts.models import User
    from municipalities.permissions import UnitRole

    roles = [UnitRole.OFFICER, UnitRole.MANAGER]
    return User.objects.filter(groups__name__in=roles, is_active=True).distinct().order_by("name_latin", "pk")


def decided(transition: StepTransition, comments: Sequence[ReviewComment] = ()) -> None:
    """Accepted or returned: to everyone who fills in the municipality's steps, with the comments that go out."""
    from municipalities.remarks import placed

    progress = transition.progress
    kind = "accepted" if transition.move == "accept" else "returned"
    for user in team(progress.municipality):
        with translation.override(user.language):
            remarks = placed(progress, comments)
        outbox.write(
            kind,
            to=user.email,
            language=user.language,
            context={
                "municipality": progress.municipality,
                "progress": progress,
                "transition": transition,
                "comment": transition.comment,
                "remarks": remarks,
                "reference": transition.submission.reference if transition.submission else "",
                "url": absolute(progress.definition.overview_url(progress)),
            },
            key=f"{kind}:{transition.pk}:{user.pk}",
            at=transition.at,
        )


def completed(participation: Participation, *, at: datetime) -> None:
    municipality = participation.municipality
    for user in team(municipality):
        outbox.write(
            "completed",
            to=user.email,
            language=user.language,
            context={
                "municipality": municipality,
                "url": absolute(municipality.get_absolute_url()),
                "public_url": absolute(reverse("public:municipality", args=[municipality.slug])),
            },
            key=f"completed:{participation.pk}:{at.isoformat()}:{user.pk}",
            at=at,
        )
