"""In the world of the tests that go over every address: a decision that waits, and a scan of it that is blank."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import User
from committees.models import CommitteePaper
from committees.papers.composing import decision_report
from municipalities.models import Municipality
from tests.charters.signing import blank_page
from tests.committees.factories import committee_progress
from tests.committees.papers import ANSWERS, add_scans


def add(municipality: Municipality, *, by: User) -> dict[str, Any]:
    progress = committee_progress(municipality)
    values = ANSWERS | {"act_date": None, "dated_on": None, "council_date": None}
    report = decision_report(progress, values, on=timezone.localdate())
    decision = CommitteePaper.issue(report, progress, after=None, by=by)
    [scan] = add_scans(decision, progress, blank_page(), by=by)
    return {"founding_decision": decision, "founding_scan": scan}


def add_national(*, by: User) -> dict[str, Any]:
    """The national committee is founded by others: none of these papers is its own."""
    return {}
