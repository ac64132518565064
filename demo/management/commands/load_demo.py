from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from accounts.models import OutboxMessage, User
from charters.models import TrustAnchor
from charters.texts import load_charter_text
from demo.at_work import carthage_at_work
from demo.authority import Authority
from demo.calendar import OPENED, Calendar
from demo.desk import TownHall, Unit
from demo.follow_up import follow_up
from demo.national import tell_national
from demo.people import MANAGER, UNIT_DOMAIN
from demo.plans import tell_plans
from demo.story import STORIES
from documents.signatures import read_anchor
from municipalities.models import Cohort, CohortStep, ParticipationTransition
from municipalities.models.programme import CommitteeConsent
from municipalities.steps import Step

# Weeks from the opening to the due date.
WEEKS = {Step.FOCAL_POINT: 4, Step.CHARTER: 8, Step.COMMITTEE: 12}


class Command(BaseCommand):
    help = "Tells the story of the demonstration into an empty database, dated back from today. Idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only with DEMO=1.")
        if User.objects.filter(email=f"{MANAGER.mailbox}@{UNIT_DOMAIN}").exists():
            self.stdout.write("The demonstration is loaded.")
            return
        if User.objects.exists():
            raise CommandError("This database has people of its own: the demonstration needs an empty one.")
        self.stdout.write("Loading the demonstration: people, papers and ten weeks of history …")
        with translation.override("ar"), transaction.atomic():
            self._load()
        self.stdout.write(f"{len(STORIES)} municipalities, {User.objects.count()} people")

    def _load(self) -> None:
        calendar = Calendar(timezone.localdate())
        opened = calendar.at(OPENED, 9)
        cohort = self._open_cohort(calendar)
        unit = Unit(calendar, cohort, opened)
        ParticipationTransition.objects.filter(participation__cohort=cohort).update(by=unit.manager)
        self._trust_authority(unit, opened)
        halls = {slug: TownHall(slug, unit) for slug in STORIES}
        for slug, tell in STORIES.items():
            tell(halls[slug])
        tell_plans(unit, halls["carthage"], calendar)
        carthage_at_work(halls["carthage"])
        tell_national(unit, calendar)
        follow_up(unit, halls, calendar)
        # They left at their time; the sender finds nothing to do.
        OutboxMessage.objects.update(state=OutboxMessage.State.SENT, sent_at=F("created_at"), attempts=1)

    def _trust_authority(self, unit: Unit, at: datetime) -> None:
        info = read_anchor(Authority().pem)
        TrustAnchor.objects.trust(
            info, name=info.common_name, trusted_from=at.date(), trusted_until=None, by=unit.manager, at=at
        )

    def _open_cohort(self, calendar: Calendar) -> Cohort:
        cohort = Cohort.objects.create(
            slug="pilot",
            name_ar="البلديات النموذجية",
            name_fr="Communes pilotes",
            name_en="Pilot municipalities",
            opened_on=calendar.day(OPENED),
            committee_consent=CommitteeConsent.ASKED,
        )
        for step, weeks in WEEKS.items():
            CohortStep.objects.create(cohort=cohort, step=step, due_on=calendar.day(OPENED - 7 * weeks))
        opened = calendar.at(OPENED, 9)
        load_charter_text(cohort, at=opened)
        call_command("load_pilot", at=opened, stdout=self.stdout)
        return cohort
