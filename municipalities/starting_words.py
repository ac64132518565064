"""The checklists and ready texts that a new installation begins with; from then on they are the Unit's own."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.utils import timezone

DATA = Path(__file__).resolve().parent / "data"


def ensure_review_words(**kwargs: Any) -> None:
    """After each migration: a step that never had a point of a checklist, or a ready text, gets those of the data."""
    if "apps" in kwargs and not _is_migrated(kwargs["apps"]):
        return
    from municipalities.models import ChecklistItem, ReadyText

    now = timezone.now()
    begun = set(ChecklistItem.objects.values_list("step", flat=True))
    ChecklistItem.objects.bulk_create(
        ChecklistItem(position=position, added_at=now, **row)
        for position, row in enumerate(_rows("checklists.csv"), start=1)
        if row["step"] not in begun
    )
    begun = set(ReadyText.objects.values_list("step", flat=True))
    ReadyText.objects.bulk_create(
        ReadyText(added_at=now, **row) for row in _rows("ready_texts.csv") if row["step"] not in begun
    )


def _is_migrated(apps: Any) -> bool:
    """Whether the tables are there at the state that was migrated to."""
    try:
        apps.get_model("municipalities", "ReadyText")
    except LookupError:
        return False
    return True


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
