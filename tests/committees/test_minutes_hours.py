"""The hour in words, as minutes give it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from committees.minutes.hours import hour_in_words

TUNIS = ZoneInfo("Africa/Tunis")


def words(hour: int, minute: int, language: str) -> str:
    return hour_in_words(datetime(2019, 11, 25, hour, minute, tzinfo=TUNIS), language)


@pytest.mark.parametrize(
    ("hour", "minute", "arabic", "french", "english"),
    [
        (0, 0, "منتصف الليل", "zéro heure", "midnight"),
        (1, 0, "الواحدة صباحا", "une heure", "one in the morning"),
        (8, 30, "الثامنة والنصف صباحا", "huit heures trente", "half past eight in the morning"),
        (11, 45, "منتصف النهار إلا ربعا", "onze heures quarante-cinq", "a quarter to noon"),
        (12, 0, "منتصف النهار", "douze heures", "noon"),
        (12, 15, "منتصف النهار والربع", "douze heures quinze", "a quarter past noon"),
        (12, 45, "الواحدة إلا ربعا بعد الظهر", "douze heures quarante-cinq", "a quarter to one in the afternoon"),
        (14, 0, "الثانية بعد الظهر", "quatorze heures", "two in the afternoon"),
        (14, 30, "الثانية والنصف بعد الظهر", "quatorze heures trente", "half past two in the afternoon"),
        (17, 45, "السادسة إلا ربعا مساء", "dix-sept heures quarante-cinq", "a quarter to six in the evening"),
        (21, 15, "التاسعة والربع مساء", "vingt et une heures quinze", "a quarter past nine in the evening"),
        (23, 45, "منتصف الليل إلا ربعا", "vingt-trois heures quarante-cinq", "a quarter to midnight"),
        (9, 1, "التاسعة ودقيقة واحدة صباحا", "neuf heures une minute", "one minute past nine in the morning"),
        (9, 2, "التاسعة ودقيقتين صباحا", "neuf heures deux minutes", "two minutes past nine in the morning"),
        (9, 8, "التاسعة وثماني دقائق صباحا", "neuf heures huit minutes", "eight minutes past nine in the morning"),
        (
            9,
            12,
            "التاسعة واثنتي عشرة دقيقة صباحا",
            "neuf heures douze minutes",
            "twelve minutes past nine in the morning",
        ),
        (9, 40, "التاسعة وأربعين دقيقة صباحا", "neuf heures quarante", "twenty minutes to ten in the morning"),
        (
            *(9, 21, "التاسعة وإحدى وعشرين دقيقة صباحا"),
            *("neuf heures vingt et une minutes", "twenty-one minutes past nine in the morning"),
        ),
    ],
)
def test_an_hour_as_it_is_said(hour, minute, arabic, french, english):
    assert words(hour, minute, "ar") == f"على الساعة {arabic}"
    assert words(hour, minute, "fr") == f"à {french}"
    assert words(hour, minute, "en") == f"at {english}"


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_no_two_minutes_of_a_day_are_said_alike_and_none_in_digits(language):
    """Every quarter of an hour, and every minute between them."""
    said = [words(hour, minute, language) for hour in range(24) for minute in range(60)]
    assert len(set(said)) == len(said)
    assert not [each for each in said if any(sign.isdigit() for sign in each) or "  " in each]


@pytest.mark.parametrize("hour", range(24))
def test_quarters_name_the_hour_they_belong_to(hour):
    """The quarter before an hour is called by that hour, those after it by the hour that struck."""
    for language, quarter_to in (("ar", " إلا ربعا"), ("en", "a quarter to ")):
        name = words(hour, 0, language)
        assert words((hour - 1) % 24, 45, language).replace(quarter_to, "") == name
        for minute, part in (
            (15, {"ar": " والربع", "en": "a quarter past "}),
            (30, {"ar": " والنصف", "en": "half past "}),
        ):
            assert words(hour, minute, language).replace(part[language], "") == name
    for minute, part in ((15, "quinze"), (30, "trente"), (45, "quarante-cinq")):
        assert words(hour, minute, "fr") == f"{words(hour, 0, 'fr')} {part}"


def test_the_hour_is_that_of_tunis():
    assert hour_in_words(datetime(2019, 11, 25, 13, 0, tzinfo=ZoneInfo("UTC")), "fr") == "à quatorze heures"
