"""Hours and dates in words, as minutes write them; dates, bodies and names found in a text."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from committees.minutes.bodies import two_names
from committees.minutes.dates import dates_in, ranges_in
from committees.minutes.folding import FoldedText
from committees.minutes.public import without
from committees.minutes.words import day_in_words, hour_in_words, moment_in_words

pytestmark = pytest.mark.once

TUNIS = ZoneInfo("Africa/Tunis")


@pytest.mark.parametrize(
    ("hour", "ar", "fr", "en"),
    [
        ("14:00", "الثانية بعد الظهر", "quatorze heures", "two o'clock in the afternoon"),
        ("09:30", "التاسعة والنصف صباحا", "neuf heures trente", "half past nine in the morning"),
        ("10:15", "العاشرة والربع صباحا", "dix heures quinze", "a quarter past ten in the morning"),
        ("14:45", "الثالثة إلا ربعا بعد الظهر", "quatorze heures quarante-cinq", "a quarter to three in the afternoon"),
        ("12:00", "منتصف النهار", "midi", "noon"),
        ("12:30", "منتصف النهار والنصف", "midi trente", "half past noon"),
        ("13:00", "الواحدة بعد الظهر", "treize heures", "one o'clock in the afternoon"),
        ("01:00", "الواحدة صباحا", "une heure", "one o'clock in the morning"),
        ("10:05", "العاشرة وخمس دقائق صباحا", "dix heures cinq", "five minutes past ten in the morning"),
        (
            "11:12",
            "الحادية عشرة واثنتي عشرة دقيقة صباحا",
            "onze heures douze",
            "twelve minutes past eleven in the morning",
        ),
        ("16:20", "الرابعة والثلث بعد الظهر", "seize heures vingt", "twenty minutes past four in the afternoon"),
        (
            "21:25",
            "التاسعة وخمس وعشرين دقيقة مساء",
            "vingt et une heures vingt-cinq",
            "twenty-five minutes past nine in the evening",
        ),
        ("18:50", "السادسة وخمسين دقيقة مساء", "dix-huit heures cinquante", "ten minutes to seven in the evening"),
    ],
)
def test_the_hour_is_written_in_words(hour, ar, fr, en):
    moment = datetime.fromisoformat(f"2019-11-25T{hour}").replace(tzinfo=TUNIS)
    assert [hour_in_words(moment, language) for language in ("ar", "fr", "en")] == [ar, fr, en]


def test_the_hour_is_that_of_tunis():
    assert hour_in_words(datetime(2019, 11, 25, 13, 0, tzinfo=ZoneInfo("UTC")), "ar") == "الثانية بعد الظهر"


def test_the_line_of_the_date_is_that_of_the_model():
    moment = datetime(2019, 11, 25, 14, 0, tzinfo=TUNIS)
    assert moment_in_words(moment, "ar") == "25 نوفمبر 2019 على الساعة الثانية بعد الظهر"
    assert moment_in_words(moment, "fr") == "25 novembre 2019 à quatorze heures"
    assert moment_in_words(moment, "en") == "25 November 2019 at two o'clock in the afternoon"
    assert moment_in_words(moment.replace(hour=12), "ar") == "25 نوفمبر 2019 على منتصف النهار"
    assert day_in_words(date(2020, 2, 1), "fr") == "1er février 2020"


def test_every_minute_of_the_day_has_words_of_its_own():
    for language in ("ar", "fr", "en"):
        said = {
            hour_in_words(datetime(2020, 1, 1, hour, minute, tzinfo=TUNIS), language)
            for hour in range(24)
            for minute in range(60)
        }
        assert len(said) == 24 * 60


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("أيام 24 و25 و26 جانفي 2019", [("2019-01-24", "2019-01-26")]),
        ("في مارس 2020 ثم في 3 أوت 2020", [("2020-03-01", "2020-03-31"), ("2020-08-03", "2020-08-03")]),
        ("du 1er au 3 février 2020", [("2020-02-03", "2020-02-03")]),
        ("le 12/05/2020", [("2020-05-12", "2020-05-12")]),
        ("on 3 and 4 June 2020", [("2020-06-03", "2020-06-04")]),
        ("الأمر عدد 3 لسنة 2021، الهاتف 71 123 456", []),
    ],
)
def test_dates_are_read_as_tunisians_write_them(text, found):
    read = [(one.first.isoformat(), one.last.isoformat()) for one in dates_in(text)]
    assert read == found


def test_a_day_that_no_calendar_has_is_read_as_such():
    assert [one.first for one in dates_in("le 31 avril 2020, le 30/02/2020")] == [None, None]


def test_a_period_whose_first_end_leaves_out_the_year_takes_it_from_the_second():
    [period] = ranges_in("خلال الفترة الممتدة من29 أفريل إلى 02 ماي 2019")
    assert (period.first, period.last) == (date(2019, 4, 29), date(2019, 5, 2))


@pytest.mark.parametrize(
    ("texts", "bodies", "found"),
    [
        (["راسلت المعهد الوطني لرسم الخرائط"], ["المركز الوطني لرسم الخرائط"], ["المعهد الوطني لرسم الخرائط"]),
        (["ستتم مراسلة والمركز الوطني لرسم الخرائط وللمركز الوطني لرسم الخرائط"], ["المركز الوطني لرسم الخرائط"], []),
        (
            ["Le Centre national de cartographie agricole et l'Institut national de cartographie agricole"],
            [],
            ["Institut national de cartographie agricole"],
        ),
        (["وزارة الشؤون الثقافية ووزارة النقل"], ["وزارة الشؤون الاجتماعية"], []),
    ],
)
def test_one_body_under_two_names_is_found(texts, bodies, found):
    assert [named.words for named, _other in two_names(texts, bodies)] == found


def test_a_name_is_found_however_it_is_spelled_and_only_as_whole_words():
    text = FoldedText("افتتحت السيدة منى الإمام الجلسة، ومنى الامام؛ منى الإمامية")
    assert len(list(text.spans_of("منى الإمام"))) == 2
    assert list(FoldedText("Amina Ben Salem").spans_of("Mina Ben")) == []


def test_a_withheld_name_gives_way_to_its_words_with_its_civility():
    assert without("وللسيدة منى الإمام أن تجيب", "منى الإمام", "رئيسة اللجنة") == "ولرئيسة اللجنة أن تجيب"
    assert (
        without("Mme Mouna Imam a ouvert la séance", "Mouna Imam", "la présidente")
        == "la présidente a ouvert la séance"
    )
