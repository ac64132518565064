"""Objects for tests. The people are invented; the municipalities are real names from the pilot."""

from __future__ import annotations

from datetime import date

import factory
from django.utils import timezone

from accounts.models import User
from municipalities.models import Cohort, CohortStep, Governorate, Membership, Municipality, Participation
from municipalities.permissions import Role
from municipalities.steps import Step


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@commune.example")
    name_ar = "سعاد المثلوثي"
    name_latin = "Souad Methlouthi"
    language = "en"

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        if extracted:
            self.set_password(extracted)
            self.save()


class GovernorateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Governorate
        django_get_or_create = ("iso",)

    iso = "TN-23"
    name_ar = "بنزرت"
    name_fr = "Bizerte"
    name_en = "Bizerte"


class MunicipalityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Municipality

    slug = factory.Sequence(lambda n: f"commune-{n}")
    name_ar = factory.Sequence(lambda n: f"بلدية {n}")
    name_fr = factory.Sequence(lambda n: f"Commune {n}")
    name_en = factory.Sequence(lambda n: f"Municipality {n}")
    governorate = factory.SubFactory(GovernorateFactory)
    region = "north"


class CohortFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cohort
        django_get_or_create = ("slug",)
        skip_postgeneration_save = True

    slug = "pilot"
    name_ar = "البلديات النموذجية"
    name_fr = "Communes pilotes"
    name_en = "Pilot municipalities"
    opened_on = date(2026, 9, 1)

    @factory.post_generation
    def due_on(self, create, extracted, **kwargs):
        for step in Step:
            CohortStep.objects.get_or_create(cohort=self, step=step, defaults={"due_on": extracted})


def admit(municipality: Municipality, cohort: Cohort | None = None) -> Participation:
    """The municipality in a cohort, its three steps not started."""
    return (cohort or CohortFactory()).admit(municipality, at=timezone.now())


def member(municipality: Municipality, role: Role = Role.FOCAL_POINT, **user) -> User:
    """A person with `role` on the municipality."""
    person = UserFactory(**user)
    Membership.grant(person, municipality, role, by=None)
    return person
