"""How far a commitment and a plan have come: one rule, counted anew by hand and by the database."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import floor

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from committees.models import ActionPlan, Commitment, Milestone, Standing, weighted_percent
from oversight.plans import measured
from tests.committees.joint_plans import make_commitment, make_plan

parts = st.lists(st.tuples(st.integers(1, 100), st.integers(0, 100)), max_size=12)
# Where rounding matters: nearly all done.
nearly = st.lists(st.tuples(st.integers(1, 100), st.sampled_from([0, 1, 50, 99, 100])), min_size=1, max_size=6)


def recount(milestones: list[tuple[int, int]]) -> int:
    """Each unit of weight is a milestone of its own; the mean of them all, half up; 100 is for those who are done."""
    units = [percent for weight, percent in milestones for _unit in range(weight)]
    if not units:
        return 0
    if all(percent == 100 for percent in units):
        return 100
    return min(99, floor(Fraction(sum(units), len(units)) + Fraction(1, 2)))


@given(parts | nearly)
def test_the_percentage_equals_a_plain_recount(milestones):
    assert weighted_percent(milestones) == recount(milestones)


@given(parts | nearly)
def test_a_whole_is_at_100_only_when_every_part_is(milestones):
    assert (weighted_percent(milestones) == 100) == (
        bool(milestones) and all(percent == 100 for _weight, percent in milestones)
    )


@given(parts, st.integers(1, 9))
def test_only_the_proportion_of_the_weights_matters(milestones, times):
    assert weighted_percent(milestones) == weighted_percent([(weight * times, done) for weight, done in milestones])


@pytest.mark.parametrize(
    ("milestones", "percent"),
    [([], 0), ([(1, 50), (1, 51)], 51), ([(3, 100), (1, 0)], 75), ([(1, 1), (99, 0)], 0), ([(1, 99), (99, 100)], 99)],
)
def test_half_is_rounded_up_and_almost_done_is_not_done(milestones, percent):
    assert weighted_percent(milestones) == percent


@pytest.fixture
def plan(tinja, focal_point):
    return make_plan(tinja, by=focal_point)


@pytest.fixture
def commitment(plan, focal_point):
    return make_commitment(plan, by=focal_point)


def test_the_database_measures_the_same(commitment):
    @settings(max_examples=40, deadline=None)
    @given(parts | nearly)
    def check(milestones):
        with transaction.atomic():
            commitment.milestones.all().delete()
            Milestone.objects.bulk_create(
                Milestone(commitment=commitment, position=1, title="a", deliverable="b", weight=weight, percent=percent)
                for weight, percent in milestones
            )
            found = Commitment.objects.with_percent().get(pk=commitment.pk)
            assert found.__dict__["measured_percent"] == recount(milestones)
            assert found.percent == Commitment.objects.get(pk=commitment.pk).percent
            plan = measured(ActionPlan.objects.all(), date(2026, 11, 29)).get()
            assert plan.__dict__["measured_percent"] == found.percent
            transaction.set_rollback(True)

    check()


def test_each_commitment_counts_the_same_in_the_plan_and_a_withdrawn_one_not_at_all(plan, commitment, focal_point):
    other = make_commitment(plan, by=focal_point, number=2)
    commitment.milestones.update(percent=100)
    assert plan.percent == 50
    other.decide(Standing.SUSPENDED, "The ministry is being reorganised.", by=focal_point)
    assert type(plan).objects.get().percent == 50
    assert measured(ActionPlan.objects.all(), date(2026, 11, 29)).get().percent == 50
    other.decide(Standing.WITHDRAWN, "It has no budget.", by=focal_point)
    assert type(plan).objects.get().percent == 100
    assert measured(ActionPlan.objects.all(), date(2026, 11, 29)).get().percent == 100


def test_the_status_is_told_by_the_milestones_unless_something_was_decided(commitment, focal_point):
    assert commitment.status == "not_started"
    commitment.milestones.filter(weight=1).update(percent=1)
    # A quarter of a percent: rounded it is nothing, and still it has begun.
    assert Commitment.objects.get().percent == 0
    assert Commitment.objects.get().status == "in_progress"
    commitment.milestones.update(percent=100)
    assert Commitment.objects.get().status == "completed"
    commitment.decide(Standing.SUSPENDED, "Waits for the council.", by=focal_point)
    assert commitment.status == "on_hold"
