"""Fills what 0003 added for the rows that stood before it."""

from django.db import migrations

from documents.text import fold


def fill_names(apps, schema_editor):
    for name in ("Governorate", "Municipality"):
        for place in apps.get_model("municipalities", name).objects.all():
            for language in ("ar", "fr", "en"):
                shown = getattr(place, f"name_{language}") or place.name_ar
                setattr(place, f"sort_{language}", fold(shown))
            # The field's own way to fill itself needs the methods of the model, which are not here.
            type(place).objects.filter(pk=place.pk).update(
                sort_ar=place.sort_ar, sort_fr=place.sort_fr, sort_en=place.sort_en
            )


def fill_participations(apps, schema_editor):
    for participation in apps.get_model("municipalities", "Participation").objects.all():
        moved, due = [], []
        for progress in participation.progress.all():
            setattr(participation, f"{progress.step}_state", progress.state)
            if progress.state not in ("submitted", "accepted") and progress.clock_due_on:
                due.append(progress.clock_due_on)
            if progress.state != "not_started":
                drafted = progress.drafted_at if progress.state in ("in_progress", "returned") else None
                moved.append(max(progress.state_changed_at, drafted or progress.state_changed_at))
        participation.next_due_on = min(due, default=None)
        participation.moved_at = max(moved, default=None)
        participation.save()


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0003_control_room")]

    operations = [
        migrations.RunPython(fill_names, migrations.RunPython.noop),
        migrations.RunPython(fill_participations, migrations.RunPython.noop),
    ]
