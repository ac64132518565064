"""The reports of the Unit: what they say of a story that is known to the day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from documents.isolates import FIRST_STRONG, POP, plain
from municipalities.models import Activity
from municipalities.steps import Step
from oversight.reports.followup import read_follow_up
from oversight.reports.minutes_file import MinutesPaper, read_minutes
from oversight.reports.standing import percentage
from oversight.reports.wording import MOST_NAMES, named
from tests import factories

MINUTES, FOLLOW_UP = "/oversight/reports/minutes/", "/oversight/reports/follow-up/"


def params(**changes):
    return {"cohort": "pilot", "on": "2026-11-24", "since": "2026-10-15", "civility": "", "speaker": ""} | changes


def minutes(language: str, **changes) -> str:
    with translation.override(language):
        return MinutesPaper(read_minutes(params(**changes))).text()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_paragraph_tells_who_did_what_since_the_last_meeting(story, language):
    """The whole text. French puts spaces that do not break before some signs; they are not what is told."""
    expected = (Path(__file__).parent / f"minutes-{language}.txt").read_text(encoding="utf-8")
    assert minutes(language).replace("\xa0", " ").replace("\u202f", " ") == expected.rstrip("\n")


def test_a_period_in_which_nothing_moved_says_so(story):
    told = minutes("en", since="2026-11-21").splitlines()
    assert told[1] == "· No municipality moved in this period: nothing was begun, submitted, returned or accepted."
    assert told[2] == "On 24 November 2026 it stands as follows:"


def test_the_paragraph_of_a_past_day_knows_nothing_of_what_came_later(story):
    told = minutes("en", since="2026-10-01", on="2026-10-28")
    assert "1 file came in: Carthage (charter, 27 October 2026)" in told
    assert "LOGP" not in told
    assert "Tinja" in told.split("Next due date, 10 November 2026 (charter)")[1]
    assert "late" not in told


def test_what_happened_on_the_day_of_the_meeting_is_not_told_again(story):
    assert "named its permanent focal point: Carthage" in minutes("en", since="2026-10-19")
    assert "named its permanent focal point" not in minutes("en", since="2026-10-20")


@pytest.mark.parametrize(("civility", "who"), [("ms", "Ms Rim Ayadi reported"), ("mr", "Mr Rim"), ("", ", Rim Ayadi")])
def test_the_speaker_is_named_when_there_is_one(story, civility, who):
    assert who in minutes("en", civility=civility, speaker="Rim Ayadi").splitlines()[0]


def test_names_keep_their_direction_on_the_page_and_nothing_hidden_is_pasted(story, client_of, officer):
    factories.MunicipalityFactory._meta.model.objects.filter(slug="tinja").update(name_en="<b>Tinja</b>")
    page = client_of(officer).get(MINUTES, {"since": "2026-10-15"})
    assert page.status_code == 200
    assert "<bdi>&lt;b&gt;Tinja&lt;/b&gt;</bdi>" in page.text
    pasted = page.context["report"].text()
    assert "<b>Tinja</b>" in pasted
    assert not {FIRST_STRONG, POP} & set(pasted)


def test_the_paragraph_is_in_its_own_language_whatever_that_of_the_page(story, client_of, officer):
    page = client_of(officer).get(MINUTES, {"since": "2026-10-15", "language": "ar", "lang": "fr"})
    assert "<bdi>تينجة</bdi>" in page.text
    assert "<bdi>Tinja</bdi>" not in page.text
    assert 'lang="ar" dir="rtl"' in page.text


def test_with_very_many_names_the_sentence_leads_to_the_annex():
    assert named([("a", "")] * (MOST_NAMES + 1)) == "see the annex"
    assert plain(named([("Tinja", "charter"), ("Zriba", ""), ("Nefza", "")])) == "Tinja (charter), Zriba and Nefza"


def test_the_page_asks_for_the_last_meeting_and_refuses_one_to_come(story, client_of, officer):
    browser = client_of(officer)
    assert browser.get(MINUTES).status_code == 200
    assert browser.get(MINUTES).context["report"] is None
    late = browser.get(MINUTES, {"since": "2026-11-20", "on": "2026-11-10"})
    assert "The last meeting comes before the day" in late.text
    assert "This day has not come yet" in browser.get(MINUTES, {"since": "2026-11-20", "on": "2027-01-01"}).text


# The follow-up table --------------------------------------------------------------------------------------


def follow_up(**changes):
    return read_follow_up({"cohort": "pilot", "on": "2026-11-24", "by": "municipality"} | changes)


def test_the_percentage_is_of_those_who_take_part(story):
    actions = follow_up().actions()
    assert [action.percent for action in actions] == [100, 33, 33]
    assert [plain(sentence) for sentence in actions[1].progress] == [
        "Charter signed, received and accepted: 1 of 3.",
        "1 municipality must correct its file: Tinja.",
        "1 municipality is preparing its file: Zriba.",
        "Of those, 1 municipality is late: Tinja (11 days, due on 10 November 2026).",
    ]
    assert follow_up().total == 56
    assert "out of the 3 municipalities" in follow_up().how_counted()


def test_the_annex_has_a_row_for_each_municipality_or_region(story):
    rows = {row[0]: row[1:] for row in follow_up().annex()}
    assert rows["Tinja"] == [
        "Bizerte",
        "Accepted, 30/09/2026",
        "Returned: to be corrected, 06/11/2026, 11 days late",
        "Not started",
        33,
    ]
    assert rows["Nefza"][2:] == ["Withdrawn", "Withdrawn", 33]
    assert follow_up(by="region").annex() == [["North", 2, 2, 1, 1, 67], ["Centre", 1, 1, 0, 0, 33]]


def test_the_table_of_a_past_day(story):
    assert [action.percent for action in follow_up(on="2026-10-15").actions()] == [75, 0, 0]


@pytest.mark.parametrize(
    ("done", "total", "percent"), [(0, 0, 0), (0, 350, 0), (1, 350, 1), (349, 350, 99), (3, 3, 100)]
)
def test_only_what_is_whole_is_100_percent_and_only_what_is_nothing_is_0(done, total, percent):
    assert percentage(done, total) == percent


@pytest.mark.usefixtures("_the_24th")
@pytest.mark.parametrize("url", [FOLLOW_UP, MINUTES + "?since=2026-10-01"])
def test_a_report_asks_the_same_questions_of_12_and_of_40_municipalities(url, officer, client_of):
    cohort = factories.CohortFactory(due_on=date(2026, 11, 1))
    browser = client_of(officer)

    def questions() -> int:
        browser.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url).status_code == 200
        return len(asked)

    def admit(number: int) -> None:
        for _each in range(number):
            participation = factories.admit(factories.MunicipalityFactory(), cohort)
            participation.progress_of(Step.CHARTER).start(by=officer)

    admit(12)
    at_twelve = questions()
    admit(28)
    assert questions() == at_twelve <= 20


def test_taking_a_report_away_is_logged_with_what_it_holds(story, client_of, officer, monkeypatch):
    monkeypatch.setattr("oversight.jobs.PATIENCE", timedelta())
    answer = client_of(officer).post(FOLLOW_UP, {"format": "xlsx", "by": "region", "language": "fr"})
    assert answer.status_code == 302
    logged = Activity.objects.get(kind="exported")
    assert logged.subject == "pilot-follow-up-2026-11-24-fr.xlsx by=region (4)"
    assert logged.by == officer
