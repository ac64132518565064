"""Municipalities by the thousand with histories that the moves could have written, put into the tables in bulk."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from municipalities.models import Cohort, Participation, StepProgress

BEGINS = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
DUE = {"focal_point": date(2026, 4, 1), "charter": date(2026, 7, 1), "committee": date(2026, 10, 1)}
# What can follow in each state, as often as it stands here: most submissions come back, few are taken back.
FOLLOWING = {
    "not_started": ["start"],
    "in_progress": ["submit"],
    "returned": ["resubmit"],
    "submitted": ["return_for_changes"] * 6 + ["accept"] * 2 + ["withdraw"],
    "accepted": ["reopen"],
}
LATIN = ("ba", "da", "fa", "ga", "ha", "ja", "ka", "la", "ma", "na", "ra", "sa", "ta", "wa", "ya", "za")
ARABIC = ("با", "دا", "فا", "جا", "ها", "كا", "لا", "ما", "نا", "را", "سا", "تا", "وا", "يا", "زا", "بي")


@dataclass
class Tables:
    """Rows by model, to be written at once."""

    rows: dict[Any, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def add(self, model: Any, **values: Any) -> Any:
        """A row with its key, so that others can refer to it before it is written."""
        row = model(pk=len(self.rows[model]) + 1, **values)
        self.rows[model].append(row)
        return row

    def write(self) -> None:
        from django.db import transaction

        with transaction.atomic():
            for model, rows in self.rows.items():
                model.objects.bulk_create(rows, batch_size=500)


def names(chance: random.Random) -> dict[str, str]:
    parts = [chance.randrange(len(ARABIC)) for _part in range(4)]
    latin = "".join(LATIN[part] for part in parts).title()
    return {"name_ar": "".join(ARABIC[part] for part in parts), "name_fr": latin, "name_en": latin}


def write_cohort(count: int, *, logs: int = 20, seed: int = 4) -> Cohort:
    """A cohort of `count` municipalities, each with `logs` rows in its logs. The tables must be empty."""
    from accounts.models import User
    from documents.text import fold
    from municipalities.models import Cohort, CohortStep, Governorate, Municipality

    chance = random.Random(seed)  # noqa: S311 (histories, not secrets)
    tables = Tables()
    clerk = tables.add(User, email="clerk@unit.example", name_latin="Nadia Trabelsi")
    cohort: Cohort = tables.add(
        Cohort, slug="measured", opened_on=BEGINS.date(), name_ar="فوج", name_fr="Cohorte", name_en="Cohort"
    )
    for step, due_on in DUE.items():
        tables.add(CohortStep, cohort=cohort, step=step, due_on=due_on)
    places = [tables.add(Governorate, iso=f"TN-{number}", **names(chance)) for number in range(11, 35)]
    for number in range(count):
        named = names(chance)
        municipality = tables.add(
            Municipality,
            slug=f"commune-{number}",
            governorate=chance.choice(places),
            region=chance.choice(["north", "centre", "south"]),
            search_key=" | ".join(dict.fromkeys(fold(name) for name in named.values())),
            **named,
        )
        History(tables, chance, clerk).tell(cohort, municipality, logs)
    tables.write()
    return cohort


@dataclass
class History:
    """What happens to one municipality, by the rules of StepProgress and Participation."""

    tables: Tables
    chance: random.Random
    clerk: Any
    moment: datetime = BEGINS

    def tell(self, cohort: Cohort, municipality: Any, logs: int) -> None:
        from municipalities.models import Participation, ParticipationTransition, StepProgress

        participation = self.tables.add(
            Participation, municipality=municipality, cohort=cohort, state="selected", state_changed_at=BEGINS
        )
        self.tables.add(
            ParticipationTransition, participation=participation, to_state="selected", at=BEGINS, by=self.clerk
        )
        dates = [{"due_on": due_on, "clock_due_on": due_on, "step": step} for step, due_on in DUE.items()]
        fixed = {"participation": participation, "state": "not_started", "state_changed_at": BEGINS}
        steps = [self.tables.add(StepProgress, **fixed, **each) for each in dates]
        for log in range(logs - 3):
            self.moment += timedelta(minutes=self.chance.randrange(60, 30_000))
            progress = self.chance.choice([each for each in steps if each.state != "accepted"] or steps)
            if log and self.chance.random() < 0.06:
                self.extend(progress)
            else:
                self.move(progress, self.chance.choice(FOLLOWING[progress.state]))
            if not log:
                self.change(participation, "active")
        if all(progress.state == "accepted" for progress in steps):
            self.change(participation, "completed")
        elif self.chance.random() < 0.04:
            self.change(participation, self.chance.choice(["on_hold", "withdrawn"]))
        else:
            self.extend(self.chance.choice(steps))

    def move(self, progress: StepProgress, name: str) -> None:
        from documents.codes import new_code
        from municipalities.lateness import clock_after_hold
        from municipalities.models import StepTransition, Submission
        from municipalities.steps import MOVES, Move

        before, after = MOVES[Move(name)]
        if before == "submitted":
            progress.clock_due_on = clock_after_hold(progress.clock_due_on, progress.state_changed_at, self.moment)
        if after == "submitted":
            progress.submissions_count += 1
            self.tables.add(
                Submission,
                progress=progress,
                number=progress.submissions_count,
                reference=new_code(),
                answers={},
                submitted_at=self.moment,
                submitted_by=self.clerk,
            )
        progress.state, progress.state_changed_at = after.value, self.moment
        if after.is_open and self.chance.random() < 0.5:
            progress.drafted_at = self.moment + timedelta(minutes=30)
        self.tables.add(
            StepTransition,
            progress=progress,
            move=name,
            from_state=before,
            to_state=after,
            at=self.moment,
            by=self.clerk,
            reason_kind="wrong" if name == "return_for_changes" else "",
            comment="See page 2." if name == "return_for_changes" else "",
        )

    def extend(self, progress: StepProgress) -> None:
        from municipalities.lateness import clock_after_new_date
        from municipalities.models import DueDateChange

        before = progress.due_on
        due_on = (before or BEGINS.date()) + timedelta(days=self.chance.randrange(5, 60))
        progress.clock_due_on = clock_after_new_date(before, progress.clock_due_on, due_on)
        progress.due_on = due_on
        self.tables.add(
            DueDateChange,
            progress=progress,
            from_due_on=before,
            to_due_on=due_on,
            at=self.moment,
            by=self.clerk,
            reason="Holidays",
        )

    def change(self, participation: Participation, state: str) -> None:
        from municipalities.models import ParticipationTransition

        self.tables.add(
            ParticipationTransition,
            participation=participation,
            from_state=participation.state,
            to_state=state,
            at=self.moment,
            by=self.clerk,
        )
        participation.state, participation.state_changed_at = state, self.moment
