"""The hour in words, as minutes give it: «على الساعة الثانية بعد الظهر», "à quatorze heures trente"."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

NOON = 12
EVENING = 18

_AR_HOURS = (
    *("الواحدة", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة"),
    *("السابعة", "الثامنة", "التاسعة", "العاشرة", "الحادية عشرة"),
)
# Of minutes, feminine: as they stand behind "and", in the case that "at the hour of" asks for.
_AR_UNITS = ("", "إحدى", "اثنتين", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_AR_TENS = {2: "عشرين", 3: "ثلاثين", 4: "أربعين", 5: "خمسين"}
_AR_PARTS = {0: "", 15: " والربع", 30: " والنصف", 45: " إلا ربعا"}

_FR_SMALL = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_FR_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante"}

_EN_SMALL = (
    *("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_EN_PARTS = {0: "", 15: "a quarter past ", 30: "half past ", 45: "a quarter to "}


def hour_in_words(moment: datetime, language: str) -> str:
    """When a meeting begins, in Tunis, with the "at" before it. `language` is "ar", "fr" or "en"."""
    local = timezone.localtime(moment)
    return {"ar": _arabic, "fr": _french}.get(language, _english)(local.hour, local.minute)


def _arabic(hour: int, minute: int) -> str:
    if minute == 45:
        hour = (hour + 1) % 24
    part = _AR_PARTS[minute] if minute in _AR_PARTS else f" و{_arabic_minutes(minute)}"
    if hour in (0, NOON):
        return f"على الساعة {'منتصف النهار' if hour else 'منتصف الليل'}{part}"
    time_of_day = "صباحا" if hour < NOON else "بعد الظهر" if hour < EVENING else "مساء"
    return f"على الساعة {_AR_HOURS[(hour - 1) % 12]}{part} {time_of_day}"


def _arabic_minutes(minute: int) -> str:
    """The noun follows the number: singular for one and from eleven on, dual for two, plural from three to ten."""
    if minute == 1:
        return "دقيقة واحدة"
    if minute == 2:
        return "دقيقتين"
    if minute <= 10:
        return f"{'عشر' if minute == 10 else 'ثماني' if minute == 8 else _AR_UNITS[minute]} دقائق"
    tens, units = divmod(minute, 10)
    if tens == 1:
        first = {2: "اثنتي", 8: "ثماني"}.get(units, _AR_UNITS[units])
        return f"{first} عشرة دقيقة"
    return f"{_AR_UNITS[units]} و{_AR_TENS[tens]} دقيقة" if units else f"{_AR_TENS[tens]} دقيقة"


def _french(hour: int, minute: int) -> str:
    """By the clock of twenty-four hours, as offices count."""
    hours = f"à {_french_number(hour)} {'heures' if hour > 1 else 'heure'}"
    if not minute:
        return hours
    if minute % 5:
        return f"{hours} {_french_number(minute)} {'minutes' if minute > 1 else 'minute'}"
    return f"{hours} {_french_number(minute)}"


def _french_number(number: int) -> str:
    """Feminine, as hours and minutes are."""
    tens, units = divmod(number, 10)
    if number < 20:
        return "une" if number == 1 else _FR_SMALL[number]
    if not units:
        return _FR_TENS[tens]
    return f"{_FR_TENS[tens]} et une" if units == 1 else f"{_FR_TENS[tens]}-{_FR_SMALL[units]}"


def _english(hour: int, minute: int) -> str:
    to_next = minute > 30
    if to_next:
        hour = (hour + 1) % 24
    if minute in _EN_PARTS:
        part = _EN_PARTS[minute]
    else:
        distance = 60 - minute if to_next else minute
        unit = "minute" if distance == 1 else "minutes"
        part = f"{_english_number(distance)} {unit} {'to' if to_next else 'past'} "
    if hour in (0, NOON):
        return f"at {part}{'noon' if hour else 'midnight'}"
    time_of_day = "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"
    return f"at {part}{_EN_SMALL[(hour - 1) % 12 + 1]} in the {time_of_day}"


def _english_number(number: int) -> str:
    return _EN_SMALL[number] if number < 20 else f"twenty-{_EN_SMALL[number - 20]}".rstrip("-")
