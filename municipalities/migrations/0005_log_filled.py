"""What happened before there was a log, as far as other rows tell of it. From where is not known."""

from django.db import migrations
from django.db.models import F

STEP_MOVED, DUE_DATE_MOVED, PARTICIPATION_CHANGED = "step_moved", "due_date_moved", "participation_changed"
BATCH = 1000


def moves(apps):
    for row in apps.get_model("municipalities", "StepTransition").objects.values(
        "move", "at", "by", "submission__reference", step=F("progress__step"),
        municipality=F("progress__participation__municipality"),
    ).iterator():
        reference = row["submission__reference"] or ""
        yield STEP_MOVED, row["by"], row["municipality"], row["step"], f"{row['move']} {reference}", row["at"]
    for row in apps.get_model("municipalities", "DueDateChange").objects.values(
        "from_due_on", "to_due_on", "at", "by", step=F("progress__step"),
        municipality=F("progress__participation__municipality"),
    ).iterator():
        days = f"{row['from_due_on'] or '-'} {row['to_due_on']}"
        yield DUE_DATE_MOVED, row["by"], row["municipality"], row["step"], days, row["at"]


def participations(apps):
    for row in apps.get_model("municipalities", "ParticipationTransition").objects.values(
        "to_state", "at", "by", cohort=F("participation__cohort__slug"),
        municipality=F("participation__municipality"),
    ).iterator():
        subject = f"{row['to_state']} {row['cohort']}"
        yield PARTICIPATION_CHANGED, row["by"], row["municipality"], "", subject, row["at"]


def people(apps):
    for row in apps.get_model("municipalities", "Membership").objects.values(
        "user", "user__email", "municipality", "role", "granted_at", "ended_at", "ended_by"
    ).iterator():
        yield "membership_granted", row["user"], row["municipality"], "", row["role"], row["granted_at"]
        if row["ended_at"]:
            subject = f"{row['role']} {row['user__email']}"
            yield "membership_ended", row["ended_by"], row["municipality"], "", subject, row["ended_at"]
    for row in apps.get_model("municipalities", "Invitation").objects.values(
        "municipality", "role", "email", "created_at", "created_by", "accepted_at", "accepted_by", "revoked_at",
        "revoked_by",
    ).iterator():
        subject = f"{row['role']} {row['email']}"
        yield "invited", row["created_by"], row["municipality"], "", subject, row["created_at"]
        if row["revoked_at"]:
            yield "invitation_revoked", row["revoked_by"], row["municipality"], "", subject, row["revoked_at"]
        if row["accepted_at"] and row["municipality"] is None:
            yield "membership_granted", row["accepted_by"], None, "", row["role"], row["accepted_at"]


def fill(apps, schema_editor):
    """Once, into a log that has no row yet of the kinds that are told again."""
    Activity = apps.get_model("municipalities", "Activity")
    rows = sorted(
        (row for source in (moves, participations, people) for row in source(apps)), key=lambda row: row[5]
    )
    told = {row[0] for row in rows}
    if Activity.objects.filter(kind__in=told).exists():
        return
    Activity.objects.bulk_create(
        (
            Activity(kind=kind, by_id=by, municipality_id=municipality, step=step, subject=subject.strip(), at=at)
            for kind, by, municipality, step, subject, at in rows
        ),
        batch_size=BATCH,
    )


def confirm(apps, schema_editor):
    """A focal point was last confirmed by the acceptance that recorded it."""
    FocalPoint = apps.get_model("municipalities", "FocalPoint")
    StepTransition = apps.get_model("municipalities", "StepTransition")
    for record in FocalPoint.objects.filter(confirmed_at__isnull=True).select_related("submission"):
        accepted = StepTransition.objects.filter(submission=record.submission_id, move="accept").order_by("-at").first()
        record.confirmed_at = accepted.at if accepted else record.submission.submitted_at
        record.confirmed_by_id = record.submission.submitted_by_id
        record.save(update_fields=["confirmed_at", "confirmed_by"])


def leave(apps, schema_editor):
    """Back: the rows go with their tables and columns."""


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0004_board_filled")]
    operations = [migrations.RunPython(fill, leave), migrations.RunPython(confirm, leave)]
