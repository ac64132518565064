"""Dates and hours as minutes write them out, in the language of the paper. Months are those of Tunisian offices."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

MONTHS: dict[str, tuple[str, ...]] = {
    "ar": (
        "جانفي",
        "فيفري",
        "مارس",
        "أفريل",
        "ماي",
        "جوان",
        "جويلية",
        "أوت",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ),
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}

# «الساعة الثانية»: of the clock's twelve hours, the first at 1.
_HOURS_AR = (
    "الواحدة",
    "الثانية",
    "الثالثة",
    "الرابعة",
    "الخامسة",
    "السادسة",
    "السابعة",
    "الثامنة",
    "التاسعة",
    "العاشرة",
    "الحادية عشرة",
    "الثانية عشرة",
)
# Numbers that count دقيقة, in the genitive that «على الساعة … و» asks for.
_UNITS_AR = ("", "إحدى", "اثنتي", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع")
_TENS_AR = ("", "عشر", "عشرين", "ثلاثين", "أربعين", "خمسين")

_TO_NINETEEN_FR = (
    "zéro",
    "une",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
)
_TENS_FR = ("", "", "vingt", "trente", "quarante", "cinquante")

_TO_NINETEEN_EN = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)


def day_in_words(day: date, language: str) -> str:
    """ "25 نوفمبر 2019", "1er novembre 2019", "25 November 2019"."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number} {MONTHS[language][day.month - 1]} {day.year}"


def hour_in_words(moment: datetime, language: str) -> str:
    """The hour in Tunis: "الثانية بعد الظهر", "quatorze heures", "two o'clock in the afternoon"."""
    local = timezone.localtime(moment)
    return {"ar": _hour_ar, "fr": _hour_fr, "en": _hour_en}[language](local.hour, local.minute)


def moment_in_words(moment: datetime, language: str) -> str:
    """The line of the date: "25 نوفمبر 2019 على الساعة الثانية بعد الظهر", "… على منتصف النهار"."""
    day, hour = day_in_words(timezone.localtime(moment).date(), language), hour_in_words(moment, language)
    if language == "ar":
        at_twelve = hour.startswith("منتصف")
        return f"{day} على {hour}" if at_twelve else f"{day} على الساعة {hour}"
    return f"{day} à {hour}" if language == "fr" else f"{day} at {hour}"


def _hour_ar(hour: int, minute: int) -> str:
    if minute == 45:
        return _with_part_ar((hour + 1) % 24, " إلا ربعا", part_of=hour)
    more = {0: "", 15: " والربع", 20: " والثلث", 30: " والنصف"}.get(minute)
    return _with_part_ar(hour, f" و{_minutes_ar(minute)}" if more is None else more, part_of=hour)


def _with_part_ar(hour: int, more: str, *, part_of: int) -> str:
    if hour == 0:
        return f"منتصف الليل{more}"
    if hour == 12:
        return f"منتصف النهار{more}"
    part = "صباحا" if part_of < 12 else "بعد الظهر" if part_of < 18 else "مساء"
    return f"{_HOURS_AR[(hour - 1) % 12]}{more} {part}"


def _minutes_ar(minute: int) -> str:
    tens, units = divmod(minute, 10)
    if minute == 1:
        return "دقيقة واحدة"
    if minute == 2:
        return "دقيقتين"
    if minute <= 10:
        return f"{_UNITS_AR[minute] if minute < 10 else 'عشر'} دقائق"
    if minute < 20:
        return f"{_UNITS_AR[units]} عشرة دقيقة"
    tens_word = _TENS_AR[tens]
    if not units:
        return f"{tens_word} دقيقة"
    unit = {2: "اثنتين", 8: "ثمان"}.get(units, _UNITS_AR[units])
    return f"{unit} و{tens_word} دقيقة"


def _number_fr(number: int) -> str:
    if number < 20:
        return _TO_NINETEEN_FR[number]
    tens, units = divmod(number, 10)
    if not units:
        return _TENS_FR[tens]
    return f"{_TENS_FR[tens]}{' et ' if units == 1 else '-'}{_TO_NINETEEN_FR[units]}"


def _hour_fr(hour: int, minute: int) -> str:
    more = f" {_number_fr(minute)}" if minute else ""
    if hour in (0, 12):
        return ("minuit" if hour == 0 else "midi") + more
    return f"{_number_fr(hour)} heure{'s' if hour > 1 else ''}{more}"


def _number_en(number: int) -> str:
    if number < 20:
        return _TO_NINETEEN_EN[number]
    return f"twenty-{_TO_NINETEEN_EN[number - 20]}" if number > 20 else "twenty"


def _hour_en(hour: int, minute: int) -> str:
    past = minute <= 30
    shown = hour if past else (hour + 1) % 24
    distance = minute if past else 60 - minute
    name = {0: "midnight", 12: "noon"}.get(shown, _number_en((shown - 1) % 12 + 1))
    if not minute:
        whole = name if shown in (0, 12) else f"{name} o'clock"
    else:
        minutes = {15: "a quarter", 30: "half"}.get(distance)
        counted = minutes or f"{_number_en(distance)} minute{'s' if distance > 1 else ''}"
        whole = f"{counted} {'past' if past else 'to'} {name}"
    if shown in (0, 12):
        return whole
    part = "in the morning" if hour < 12 else "in the afternoon" if hour < 18 else "in the evening"
    return f"{whole} {part}"
