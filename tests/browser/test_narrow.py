"""The longest names and lists there can be, on the narrowest phone."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from committees.models import (
    ActionPlan,
    AgendaItem,
    Commitment,
    CommitteeMember,
    CommitteeRole,
    Decision,
    Meeting,
    Milestone,
    MinutesItem,
    Side,
)
from municipalities.permissions import Role, UnitRole
from municipalities.steps import Step
from tests import factories
from tests.committees import joint_consents, joint_meetings, joint_minutes, joint_plans
from tests.committees.factories import fill_committee
from tests.steps import submit_focal_point

pytestmark = pytest.mark.browser

NAME_AR = "بلدية سيدي عبد الرحمان بن محمد الطيب المنستيري القيروانيةالشماليةالغربيةالجديدة"
NAME_LATIN = "Commune de Sidi Abderrahmane-Bouzid-El-Khadhra-Nouvelle Abderrahmaneelkairouaniouelmonastiri"
EMAIL = "premier.responsable-de-la-gouvernance-ouverte-et-de-la-participation@commune-de-sidi-abderrahmane.example"


@pytest.fixture
def crowd(site):
    """A municipality whose every word is long, its committee of forty with the Unit, and its two people."""
    place = factories.MunicipalityFactory(slug="sidi", name_ar=NAME_AR, name_fr=NAME_LATIN, name_en=NAME_LATIN)
    factories.admit(place)
    # Without names of their own, people are shown by their address.
    person = factories.member(place, Role.FOCAL_POINT, email=EMAIL, name_ar="", name_latin="")
    officer = factories.UserFactory(email=f"officer.{EMAIL}", name_ar="", name_latin="")
    officer.groups.add(Group.objects.get(name=UnitRole.MANAGER.value))
    steps = place.participations.get()
    submit_focal_point(steps.progress_of(Step.FOCAL_POINT), by=person, name_latin=NAME_LATIN, function=NAME_LATIN)
    type(steps.cohort).objects.filter(pk=steps.cohort_id).update(committee_max_size=60)
    committee = steps.progress_of(Step.COMMITTEE)
    fill_committee(committee, by=person)
    for number in range(34):
        values = {
            "civility": "ms",
            "name_ar": f"{NAME_AR} {number}",
            "name_latin": NAME_LATIN,
            "side": Side.ADMINISTRATION if number % 2 else Side.CIVIL_SOCIETY,
            "body": f"Association-internationalepourledeveloppementdurableetlagouvernance {number}",
            "role": CommitteeRole.MEMBER,
            "email": f"m{number}.{EMAIL}",
        }
        CommitteeMember.objects.add(committee, values, by=person)
    assert CommitteeMember.objects.count() == 40
    return place, person, officer


def at_work(place, *, by) -> SimpleNamespace:
    """Meetings, minutes and a plan of the committee, under titles as long as they can be."""
    parts = (joint_consents, joint_meetings, joint_minutes, joint_plans)
    made = SimpleNamespace(**{name: row for part in parts for name, row in part.add(place, by=by).items()})
    for model in (ActionPlan, Commitment):
        model.objects.update(title_ar=NAME_AR, title_latin=NAME_LATIN)
    Meeting.objects.update(subject=NAME_AR, venue=NAME_LATIN)
    for model in (AgendaItem, Milestone, MinutesItem):
        model.objects.update(title=NAME_LATIN)
    Decision.objects.update(text=NAME_LATIN, owner_words=NAME_LATIN)
    return made


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_nothing_is_wider_than_the_phone(visit, crowd, language):
    place, person, officer = crowd
    anyone, member, unit = (visit(language, (320, 640), person=who) for who in (None, person, officer))
    committee = place.participations.get().progress_of(Step.COMMITTEE)
    someone = CommitteeMember.objects.latest("pk")
    rounds = [
        (anyone, [reverse("public:home"), reverse("public:municipality", args=["sidi"])]),
        (
            member,
            [
                "/m/sidi/",
                "/m/sidi/people/",
                "/m/sidi/focal-point/",
                "/m/sidi/committee/",
                *(f"/m/sidi/committee/wizard/{page}/" for page in ("act", "members", "remit", "check")),
                reverse("committees:member_edit", args=["sidi", someone.pk]),
                "/accounts/settings/",
            ],
        ),
    ]
    wide = []
    for visitor, paths in rounds:
        for path in paths:
            assert visitor.go(path) == 200
            wide += [f"{path}: {line}" for line in visitor.overflow()]
    submission = committee.submit(by=person)
    for path in (
        "/oversight/",
        "/oversight/review/",
        "/oversight/municipalities/sidi/",
        "/oversight/municipalities/sidi/invite/",
        reverse("oversight:review", args=[submission.pk]),
    ):
        assert unit.go(path) == 200
        wide += [f"{path}: {line}" for line in unit.overflow()]
    member.go("/m/sidi/committee/receipt/")
    wide += [f"receipt: {line}" for line in member.overflow()]
    committee.accept(submission, by=officer)
    for path in (
        reverse("members:list", args=["sidi"]),
        *(reverse(f"members:{name}", args=["sidi", someone.pk]) for name in ("detail", "replace", "end")),
    ):
        assert member.go(path) == 200
        wide += [f"{path}: {line}" for line in member.overflow()]
    made = at_work(place, by=person)
    rounds = [
        (
            member,
            [
                *(reverse(name, args=["sidi"]) for name in ("consents:list", "meetings:list", "minutes:list")),
                *(reverse(name, args=["sidi"]) for name in ("papers:list", "plan:current", "plan:three_columns")),
                reverse("meetings:detail", args=["sidi", made.meeting.pk]),
                reverse("meetings:attendance", args=["sidi", made.held.pk]),
                reverse("minutes:edit", args=["sidi", made.minutes_draft.pk]),
                reverse("minutes:preview", args=["sidi", made.minutes_draft.pk]),
                reverse("plan:commitment", args=["sidi", made.commitment.pk]),
            ],
        ),
        (
            anyone,
            [
                *(reverse(f"public:{name}", args=["sidi"]) for name in ("committee", "meetings", "plan")),
                reverse("public:minutes", args=["sidi", made.minutes_published.meeting.number]),
                reverse("replies:reply", args=[made.reply_token]),
                reverse("answers:page", args=[made.answer_token]),
            ],
        ),
    ]
    for visitor, paths in rounds:
        for path in paths:
            assert visitor.go(path) == 200
            wide += [f"{path}: {line}" for line in visitor.overflow()]
    assert not wide, "\n".join(wide)
