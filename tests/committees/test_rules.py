"""The rules of a committee. The promise of each verdict: doing what it says mends it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from committees import rules
from committees.models import CommitteeRole, Side
from committees.rules import Rules, Verdict, judge


@dataclass(frozen=True)
class Seat:
    name: str = "Amina"
    side: str = Side.ADMINISTRATION
    role: str = CommitteeRole.MEMBER
    civility: str = "mr"
    email: str = "amina@tinja.example"
    phone: str = ""
    is_focal_point: bool = False


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def committee(administration: int = 3, civil_society: int = 3) -> list[Seat]:
    """A list that meets every rule when the sides are equal."""
    members = [Seat(f"A{n}") for n in range(administration)]
    members += [Seat(f"C{n}", side=Side.CIVIL_SOCIETY) for n in range(civil_society)]
    members[0] = replace(members[0], role=CommitteeRole.CHAIR, is_focal_point=True)
    members[1] = replace(members[1], role=CommitteeRole.SECRETARY)
    return members


def verdict_on(key: str, members: list[Seat], least: int = 6) -> Verdict:
    return next(verdict for verdict in judge(members, Rules(least, parity=True)) if verdict.key == key)


seats = st.builds(
    Seat,
    name=st.sampled_from(["Amina", "Salah", "Hedi", "Rim"]),
    side=st.sampled_from(Side.values),
    role=st.sampled_from(CommitteeRole.values),
    email=st.sampled_from(["", "someone@tinja.example"]),
    phone=st.sampled_from(["", "+21671000000"]),
    is_focal_point=st.booleans(),
)
lists = st.lists(seats, max_size=14)
some_rules = st.builds(Rules, min_size=st.integers(0, 12), parity=st.booleans())


def follow(verdict: Verdict, members: list[Seat]) -> list[Seat]:
    """Does what the verdict says, as a municipality would."""
    if verdict.additions:
        return members + [
            Seat("New", side=side or Side.OTHER) for side, number in verdict.additions for _each in range(number)
        ]
    if verdict.key == "contact":
        return [replace(seat, phone="+21671000000") if seat in verdict.concerned else seat for seat in members]
    if verdict.key == "chair" and verdict.concerned:
        chairs = [place for place, seat in enumerate(members) if seat.role == CommitteeRole.CHAIR]
        demoted = chairs[1:]
        return [
            replace(seat, role=CommitteeRole.MEMBER) if place in demoted else seat for place, seat in enumerate(members)
        ]
    plain = next((place for place, seat in enumerate(members) if seat.role == CommitteeRole.MEMBER), None)
    change = {
        "focal_point": {"is_focal_point": True},
        "chair": {"role": CommitteeRole.CHAIR},
        "secretary": {"role": CommitteeRole.SECRETARY},
    }[verdict.key]
    if plain is None:
        return [*members, replace(Seat("New"), **change)]
    return [replace(seat, **change) if place == plain else seat for place, seat in enumerate(members)]


@given(members=lists, how=some_rules)
def test_doing_what_a_verdict_says_meets_its_rule(members, how):
    for verdict in judge(members, how):
        if verdict.met:
            assert verdict.mend == ""
            continue
        assert verdict.mend
        mended = follow(verdict, members)
        again = next(other for other in judge(mended, how) if other.key == verdict.key)
        assert again.met, (verdict, again)


@given(members=lists, how=some_rules)
def test_following_the_verdicts_one_after_the_other_ends_with_every_rule_met(members, how):
    for _round in range(12):
        unmet = [verdict for verdict in judge(members, how) if not verdict.met]
        if not unmet:
            return
        members = follow(unmet[0], members)
    pytest.fail(f"still unmet: {[verdict.text for verdict in unmet]}")


@given(members=lists, how=some_rules)
def test_the_gap_is_the_distance_to_the_rule(members, how):
    for verdict in judge(members, how):
        assert verdict.gap >= 0
        assert verdict.met == (verdict.gap == 0)
    assert rules.size(members, how).gap == max(0, how.min_size - len(members))


@given(members=lists)
def test_mending_the_size_keeps_parity(members):
    how = Rules(8, parity=True)
    verdict = rules.size(members, how)
    if not verdict.met:
        assert rules.parity(follow(verdict, members)).met


def test_a_balanced_committee_with_chair_secretary_and_focal_point_meets_every_rule():
    assert all(verdict.met for verdict in judge(committee(), Rules(6, parity=True)))


def test_size_says_how_many_of_which_side_are_needed():
    verdict = verdict_on("size", committee(2, 1))
    assert verdict.gap == 3
    assert verdict.mend == "Add 1 member from the administration. Add 2 members from civil society."


def test_parity_says_which_side_is_short():
    verdict = verdict_on("parity", committee(5, 3))
    assert (verdict.gap, verdict.mend) == (2, "Add 2 members from civil society.")


def test_parity_is_not_asked_where_the_cohort_does_not_ask_for_it():
    assert "parity" not in [verdict.key for verdict in judge(committee(5, 1), Rules(6, parity=False))]


def test_without_parity_any_side_may_be_added():
    assert rules.size(committee(2, 2), Rules(6, parity=False)).mend == "Add 2 members."


def test_members_of_neither_side_count_for_the_size_only():
    members = [*committee(2, 2), Seat(side=Side.OTHER), Seat(side=Side.OTHER)]
    assert verdict_on("size", members).met
    assert verdict_on("parity", members).met


def test_an_empty_list_meets_no_rule():
    assert not any(verdict.met for verdict in judge([], Rules(6, parity=True)))


def test_two_chairs_are_named():
    members = committee()
    members[2] = replace(members[2], role=CommitteeRole.CHAIR)
    assert verdict_on("chair", members).mend == "Only one can chair. Give another role to all but one of: A0, A2."


def test_members_without_contact_are_named_the_first_three():
    members = [replace(seat, email="") for seat in committee()]
    verdict = verdict_on("contact", members)
    assert verdict.gap == 6
    assert verdict.mend == "Give an e-mail address or a phone number for: A0, A1, A2 and 3 more."


def test_a_phone_is_contact_enough():
    members = [replace(seat, email="", phone="+21671000000") for seat in committee()]
    assert verdict_on("contact", members).met


def test_women_are_counted_only_where_the_cohort_asks_for_them():
    how = Rules(6, parity=True, min_women=2)
    assert "women" not in [verdict.key for verdict in judge(committee(), Rules(6, parity=True))]
    members = committee()
    members[2] = replace(members[2], civility="ms")
    verdict = next(verdict for verdict in judge(members, how) if verdict.key == "women")
    assert (verdict.gap, verdict.mend) == (1, "Add 1 woman.")
    members[3] = replace(members[3], civility="ms")
    assert all(verdict.met for verdict in judge(members, how))


def test_the_lead_is_shared_where_the_cohort_asks_for_it():
    how = Rules(6, parity=True, shared_lead=True)
    members = committee()
    assert [verdict.key for verdict in judge(members, how) if not verdict.met] == ["shared_lead"]
    members[1], members[4] = replace(members[1], role=CommitteeRole.MEMBER), replace(members[4], role="secretary")
    assert all(verdict.met for verdict in judge(members, how))
