"""The rules of a committee. The promise of each verdict: it counts right, and doing what it says mends it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from django.utils import translation
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from committees.mends import Mend
from committees.models import CommitteeRole, Side
from committees.rules import NATIONAL, Rules, Verdict, judge, standing_rules, stands_against


@dataclass(frozen=True)
class Seat:
    name: str = "Amina"
    side: str = Side.ADMINISTRATION
    role: str = CommitteeRole.MEMBER
    civility: str = "mr"
    body: str = "المصلحة الفنية"
    email: str = "amina@tinja.example"
    phone: str = ""
    is_focal_point: bool = False
    under_35: bool = False


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def committee(administration: int = 3, civil_society: int = 3) -> list[Seat]:
    """A list that meets every usual rule when the sides are equal."""
    members = [Seat(f"A{n}") for n in range(administration)]
    members += [Seat(f"C{n}", side=Side.CIVIL_SOCIETY) for n in range(civil_society)]
    members[0] = replace(members[0], role=CommitteeRole.CHAIR, is_focal_point=True)
    members[1] = replace(members[1], role=CommitteeRole.SECRETARY)
    return members


USUAL = Rules(6, parity=True)


def verdict_on(key: str, members: list[Seat], rules: Rules = USUAL) -> Verdict:
    return next(verdict for verdict in judge(members, rules) if verdict.key == key)


def unmet(members: list[Seat], rules: Rules) -> set[str]:
    return {verdict.key for verdict in judge(members, rules) if not verdict.met}


# Each name as the cohort writes it, and as somebody types it.
BODIES = {
    "جمعية أصدقاء البيئة": "جمعيّة اصدقاء البيئه",
    "الإدارة الجهوية للتجهيز": "الادارة الجهوية للتجهيز",
    "Association Médina": "association medina",
}
A, C = Side.ADMINISTRATION, Side.CIVIL_SOCIETY
seats = st.builds(
    Seat,
    name=st.sampled_from(["Amina", "Salah", "Hedi", "Rim"]),
    side=st.sampled_from(Side.values),
    role=st.sampled_from(CommitteeRole.values),
    civility=st.sampled_from(["mr", "ms"]),
    body=st.sampled_from(["المصلحة الفنية", *BODIES, *BODIES.values()]),
    email=st.sampled_from(["", "someone@tinja.example"]),
    phone=st.sampled_from(["", "+21671000000"]),
    is_focal_point=st.booleans(),
    under_35=st.booleans(),
)
lists = st.lists(seats, max_size=12)
few = st.integers(0, 3)
percents = st.sampled_from([0, 0, 10, 34, 50, 60])
some_rules = st.builds(
    lambda least, room, **others: Rules(least, least + room, **others),
    st.integers(2, 8),
    st.integers(0, 6),
    parity=st.booleans(),
    min_administration=percents,
    min_civil_society=percents,
    min_women=few,
    min_youth=few,
    bodies=st.lists(st.sampled_from(list(zip([C, A, C], BODIES, strict=True))), max_size=2, unique=True).map(tuple),
    shared_lead=st.booleans(),
    focal_point=st.booleans(),
    secretary=st.booleans(),
)


def recount(members: list[Seat], how: Rules) -> set[str]:
    """Which rules are missed, counted once more and in the plainest way."""
    missed = set()
    administration = [m for m in members if m.side == "administration"]
    society = [m for m in members if m.side == "civil_society"]
    if len(members) < how.min_size or len(members) > how.max_size:
        missed.add("size")
    if how.parity and (len(administration) != len(society) or not society):
        missed.add("parity")
    for name, side, percent in [
        ("administration_share", administration, how.min_administration),
        ("civil_society_share", society, how.min_civil_society),
    ]:
        if percent and (not members or len(side) / len(members) < percent / 100):
            missed.add(name)
    if len([m for m in members if m.civility == "ms"]) < how.min_women:
        missed.add("women")
    if len([m for m in members if m.under_35]) < how.min_youth:
        missed.add("youth")
    for _side, body in how.bodies:
        if not [m for m in members if m.body in (body, BODIES[body])]:
            missed.add("bodies")
    if how.focal_point and not [m for m in members if m.is_focal_point]:
        missed.add("focal_point")
    chairs = [m.side for m in members if m.role == "chair"]
    beside = [m.side for m in members if m.role == "co_chair"]
    if len(chairs) != 1:
        missed.add("chair")
    if how.secretary and not [m for m in members if m.role == "secretary"]:
        missed.add("secretary")
    if how.shared_lead and (len(chairs) != 1 or sorted(chairs + beside) != ["administration", "civil_society"]):
        missed.add("shared_lead")
    if not members or [m for m in members if not (m.email or m.phone)]:
        missed.add("contact")
    return missed


def do(mend: Mend, members: list[Seat]) -> list[Seat]:
    """Does what it says, as a municipality would, and gives nothing that was not asked for."""
    dropped = {id(member) for member in mend.drop}
    roles = {id(member): role for member, role in mend.roles}
    silent = {id(member) for member in mend.silent}
    after = []
    for member in members:
        if id(member) in dropped:
            continue
        role = roles.get(id(member), member.role)
        after.append(replace(member, role=role, phone="+21671000000" if id(member) in silent else member.phone))
    for each in mend.add:
        after.append(
            Seat(
                "New",
                side=each.side or Side.OTHER,
                role=each.role,
                civility="ms" if each.woman else "mr",
                body=BODIES.get(each.body, "جمعية جديدة"),
                is_focal_point=each.focal_point,
                under_35=each.young,
            )
        )
    return after


def apart(members: list[Seat]) -> list[Seat]:
    """Equal members are different people."""
    return [replace(member) for member in members]


many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


@many
@given(members=lists, how=some_rules)
def test_the_verdicts_equal_an_independent_recount(members, how):
    assert unmet(members, how) == recount(members, how)


@many
@given(members=lists, how=some_rules)
def test_doing_what_a_verdict_says_meets_its_rule_and_breaks_no_other(members, how):
    assume(not stands_against(how))
    members = apart(members)
    before = unmet(members, how)
    for verdict in judge(members, how):
        if verdict.met:
            assert (verdict.mend, verdict.plan) == ("", Mend())
            continue
        assert verdict.mend
        after = unmet(do(verdict.plan, members), how)
        assert verdict.key not in after, verdict
        assert after <= before, verdict


@many
@given(members=lists, how=some_rules)
def test_following_the_verdicts_one_after_the_other_ends_with_every_rule_met(members, how):
    assume(not stands_against(how))
    rounds = len(unmet(members, how))
    for _round in range(rounds):
        members = apart(members)
        missed = [verdict for verdict in judge(members, how) if not verdict.met]
        if missed:
            members = do(missed[0].plan, members)
    assert not unmet(members, how)


@many
@given(how=some_rules)
def test_rules_are_refused_only_where_no_committee_fits_them(how):
    """Tried one by one: sides in every number, everybody a woman, young, and sent by a body if that helps."""
    refused = bool(stands_against(how))
    sizes = range(how.min_size, how.max_size + 1)
    fits = False
    for size in sizes:
        for of_administration in range(size + 1):
            members = [
                Seat(side=A if place < of_administration else C, civility="ms", under_35=True, body="")
                for place in range(size)
            ]
            free = {A: of_administration, C: size - of_administration}
            if how.focal_point and of_administration:
                free[A] -= 1
                members[0] = replace(members[0], is_focal_point=True, civility="mr", under_35=False)
            for side, body in how.bodies:
                place = next(
                    (n for n, m in enumerate(members) if m.side == side and not m.body and not m.is_focal_point), None
                )
                if place is not None:
                    members[place] = replace(members[place], body=body)
            if size > 2:
                members[-2] = replace(members[-2], role="secretary")
            members[0] = replace(members[0], role="chair")
            members[-1] = replace(members[-1], role="co_chair")
            if size == 2 and how.secretary and not how.shared_lead:
                members[-1] = replace(members[-1], role="secretary")
            fits = fits or not recount(members, how)
    assert refused != fits


def test_a_balanced_committee_with_chair_secretary_and_focal_point_meets_every_rule():
    assert not unmet(committee(), USUAL)


def test_an_empty_list_meets_no_rule():
    how = Rules(6, parity=True, min_women=1, min_youth=1, bodies=((C, "رابطة"),), shared_lead=True)
    assert not any(verdict.met for verdict in judge([], how))


def mend_of(key: str, members: list[Seat], rules: Rules = USUAL) -> str:
    return verdict_on(key, members, rules).mend


class TestInWords:
    def test_size_says_how_many_of_which_side_are_needed(self):
        assert verdict_on("size", committee(2, 1)).gap == 3
        assert mend_of("size", committee(2, 1)) == (
            "Add 1 member from the administration. Add 2 members from civil society."
        )

    def test_without_sides_anybody_may_be_added(self):
        assert mend_of("size", committee(2, 2), Rules(6)) == "Add 2 members."

    def test_parity_says_which_side_is_short(self):
        verdict = verdict_on("parity", committee(5, 3))
        assert (verdict.gap, verdict.mend) == (2, "Add 2 members from civil society.")

    def test_where_the_committee_is_full_parity_is_an_exchange(self):
        how = Rules(6, 8, parity=True)
        mend = verdict_on("parity", committee(5, 3), how).plan
        assert [member.name for member in mend.drop] == ["A4"]
        assert [each.side for each in mend.add] == [C]
        assert mend_of("parity", committee(5, 3), how) == (
            "Take 1 member off the list: for example A4. Add 1 member from civil society."
        )

    def test_a_committee_that_is_too_large_lets_those_without_a_role_go(self):
        mend = verdict_on("size", committee(5, 5), Rules(4, 8, parity=True)).plan
        assert sorted(member.name for member in mend.drop) == ["A4", "C4"]

    def test_women_are_asked_for_in_words_that_keep_parity(self):
        how = Rules(6, parity=True, min_women=1)
        assert verdict_on("women", committee(), how).gap == 1
        assert mend_of("women", committee(), how) == (
            "Add 1 member from the administration. Add 1 member from civil society. Women among them: 1."
        )
        assert mend_of("women", committee(), Rules(6, min_women=2)) == "Add 2 women."

    def test_youth_is_a_tick_and_no_birth_date(self):
        members = [replace(seat, under_35=place < 2) for place, seat in enumerate(committee())]
        assert "youth" not in unmet(members, Rules(6, min_youth=2))
        assert mend_of("youth", members, Rules(6, min_youth=3)) == "Add 1 member. Under 35 among them: 1."

    def test_a_body_that_must_sit_is_named(self):
        how = Rules(6, 12, bodies=((C, "جمعية أصدقاء البيئة"), (A, "Direction régionale")))
        members = committee()
        members[4] = replace(members[4], body="جمعيّة اصدقاء البيئه")
        assert verdict_on("bodies", members, how).gap == 1
        assert mend_of("bodies", members, how) == "Add a member for each of these: Direction régionale."

    def test_a_share_is_of_all_members(self):
        how = Rules(2, min_civil_society=60)
        assert verdict_on("civil_society_share", committee(2, 3), how).met
        assert verdict_on("civil_society_share", committee(3, 3), how).gap == 1
        assert mend_of("civil_society_share", committee(3, 3), how) == "Add 2 members from civil society."

    def test_two_chairs_are_named(self):
        members = committee()
        members[2] = replace(members[2], role=CommitteeRole.CHAIR)
        assert mend_of("chair", members) == "Only one can chair. Give another role to all but one of: A0, A2."

    def test_the_lead_is_shared_by_a_co_chair_from_the_other_side(self):
        how = Rules(6, parity=True, shared_lead=True)
        members = committee()
        assert unmet(members, how) == {"shared_lead"}
        assert mend_of("shared_lead", members, how) == "Give the role of co-chair to a member from civil society."
        members[4] = replace(members[4], role=CommitteeRole.CO_CHAIR)
        assert not unmet(members, how)
        members[2], members[4] = replace(members[2], role="co_chair"), replace(members[4], role="member")
        assert unmet(members, how) == {"shared_lead"}

    def test_members_without_contact_are_named_the_first_three(self):
        verdict = verdict_on("contact", [replace(seat, email="") for seat in committee()])
        assert verdict.gap == 6
        assert verdict.mend == "Give an e-mail address or a phone number for: A0, A1, A2 and 3 more."

    def test_a_phone_is_contact_enough(self):
        assert verdict_on("contact", [replace(seat, email="", phone="+21671000000") for seat in committee()]).met


def test_members_of_neither_side_count_for_the_size_only():
    members = [*committee(2, 2), Seat(side=Side.OTHER), Seat(side=Side.OTHER)]
    assert not unmet(members, USUAL)


def test_the_national_committee_is_ten_and_ten():
    members = committee(10, 10)
    assert not unmet(members, NATIONAL)
    assert unmet(members[:-1], NATIONAL) == {"size", "parity"}
    assert not stands_against(NATIONAL)


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (Rules(8, 6), "smaller than the smallest"),
        (Rules(4, 8, min_administration=60, min_civil_society=50), "more than 100"),
        (Rules(4, 8, parity=True, min_civil_society=60), "more than 50"),
        (Rules(7, 7, parity=True), "even"),
        (Rules(4, 6, min_women=7), "More seats"),
        (Rules(2, 4, parity=True, bodies=tuple((C, name) for name in BODIES)), "No committee"),
        (Rules(2, 2, shared_lead=True), "No committee"),
    ],
)
def test_rules_that_no_committee_can_meet_say_why(rules, says):
    assert says in stands_against(rules)


def test_the_rules_of_a_cohort_stand_in_phrases():
    how = Rules(6, 12, parity=True, min_women=2, min_youth=1, bodies=((C, "رابطة"),), shared_lead=True)
    phrases = standing_rules(how)
    assert phrases[0] == "6 to 12 members"
    assert "at least 2 women" in phrases
    assert "at least 1 member under 35" in phrases
    assert "somebody from each of these: رابطة" in phrases
    assert phrases[-1] == "a meeting every 3 months at least"


def test_a_mend_for_sixty_members_is_found_at_once():
    """The page of the members judges at each look: a list of the largest size costs no second."""
    members = [replace(seat, civility="mr") for seat in committee(40, 20)]
    how = Rules(10, 20, parity=True, min_women=10, min_youth=10, shared_lead=True)
    for _round in range(len(unmet(members, how))):
        missed = [verdict for verdict in judge(apart(members), how) if not verdict.met]
        members = do(missed[0].plan, list(missed[0].members)) if missed else members
    assert not unmet(members, how)
