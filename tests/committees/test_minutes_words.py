"""Hours and dates in words, as minutes write them; dates and names found in a text."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from committees.minutes.dates import dates_in, ranges_in
from committees.minutes.folding import FoldedText
from committees.minutes.words import day_in_words, hour_in_words, moment_in_words

pytestmark = pytest.mark.once

PAST_NINE = "minutes past nine in the morning"
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
        ("00:00", "منتصف الليل", "minuit", "midnight"),
        ("11:45", "منتصف النهار إلا ربعا", "onze heures quarante-cinq", "a quarter to noon"),
        ("12:15", "منتصف النهار والربع", "midi quinze", "a quarter past noon"),
        ("12:45", "الواحدة إلا ربعا بعد الظهر", "midi quarante-cinq", "a quarter to one in the afternoon"),
        ("17:45", "السادسة إلا ربعا بعد الظهر", "dix-sept heures quarante-cinq", "a quarter to six in the afternoon"),
        ("23:45", "منتصف الليل إلا ربعا", "vingt-trois heures quarante-cinq", "a quarter to midnight"),
        ("09:01", "التاسعة ودقيقة واحدة صباحا", "neuf heures une", "one minute past nine in the morning"),
        ("09:02", "التاسعة ودقيقتين صباحا", "neuf heures deux", "two minutes past nine in the morning"),
        ("09:08", "التاسعة وثماني دقائق صباحا", "neuf heures huit", "eight minutes past nine in the morning"),
        (
            "09:18",
            "التاسعة وثماني عشرة دقيقة صباحا",
            "neuf heures dix-huit",
            "eighteen minutes past nine in the morning",
        ),
        (
            "09:21",
            "التاسعة وإحدى وعشرين دقيقة صباحا",
            "neuf heures vingt et une",
            "twenty-one minutes past nine in the morning",
        ),
        (
            "09:28",
            "التاسعة وثمان وعشرين دقيقة صباحا",
            "neuf heures vingt-huit",
            "twenty-eight minutes past nine in the morning",
        ),
        ("09:40", "التاسعة وأربعين دقيقة صباحا", "neuf heures quarante", "twenty minutes to ten in the morning"),
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


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_no_two_minutes_of_a_day_are_said_alike_and_none_in_digits(language):
    said = [words(hour, minute, language) for hour in range(24) for minute in range(60)]
    assert len(set(said)) == len(said)
    assert not [each for each in said if any(sign.isdigit() for sign in each) or "  " in each]


@pytest.mark.parametrize("hour", range(24))
def test_quarters_name_the_hour_they_belong_to(hour):
    """The quarter before an hour is called by that hour, those after it by the hour that struck."""
    names = {"ar": words(hour, 0, "ar"), "en": words(hour, 0, "en").replace(" o'clock", "")}
    for language, quarter_to in (("ar", " إلا ربعا"), ("en", "a quarter to ")):
        before = words((hour - 1) % 24, 45, language)
        assert quarter_to in before
        # The part of the day is that of the moment: a quarter to six in the afternoon, six o'clock in the evening.
        assert before.replace(quarter_to, "").split()[0] == names[language].split()[0]
    for minute, part in (
        (15, {"ar": " والربع", "en": "a quarter past "}),
        (30, {"ar": " والنصف", "en": "half past "}),
    ):
        for language, name in names.items():
            assert words(hour, minute, language).replace(part[language], "") == name
    for minute, part in ((15, "quinze"), (30, "trente"), (45, "quarante-cinq")):
        assert words(hour, minute, "fr") == f"{words(hour, 0, 'fr')} {part}"


def words(hour: int, minute: int, language: str) -> str:
    return hour_in_words(datetime(2020, 1, 1, hour, minute, tzinfo=TUNIS), language)


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


def test_a_name_is_found_however_it_is_spelled_and_only_as_whole_words():
    text = FoldedText("افتتحت السيدة منى الإمام الجلسة، ومنى الامام؛ منى الإمامية")
    assert len(list(text.spans_of("منى الإمام"))) == 2
    assert list(FoldedText("Amina Ben Salem").spans_of("Mina Ben")) == []
