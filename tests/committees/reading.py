"""Reading papers of minutes: the text of a PDF and of a Word document, and the official order in it."""

from __future__ import annotations

import io
import subprocess
import unicodedata
import zipfile
from xml.etree import ElementTree

from documents.pdf import RenderedDocument

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The official order, from the seed; between them what it lacks: apologies, decisions, next meeting, drafter.
SECTIONS = [
    "محضر جلسة",
    "الموضوع: اجتماع اللجنة الاستشارية المشتركة",
    "التاريخ: 25 نوفمبر 2019 على الساعة الثانية بعد الظهر",
    "المكان: قاعة الاجتماعات",
    "الحاضرون",
    "السيد نبيل العوني: مدير عام وحدة الإدارة الإلكترونية، وزارة الوظيفة العمومية",
    "السيد أنيس الحمروني: وزارة الدفاع الوطني",
    "السيد طارق العبيدي: منتدى الموارد والطاقة",
    "السيدة نجلاء الكافي: الوكالة الألمانية",
    "المتغيبون بعذر",
    "افتتح السيد نبيل العوني الجلسة",
    "جدول الأعمال",
    "ثم ذكّرت السيدة هاجر التليلي",
    "وتتلخص تدخلاتهم كالتالي",
    "التعهد عدد 6: تكريس الشفافية",
    "أفاد السيد طارق العبيدي",
    "القرار عدد 1",
    "التعهد عدد 12",
    "أفاد السيد أنيس الحمروني بما يلي: هذه الخدمة",
    "التعهد عدد 3",
    "التعهد عدد 2",
    "أفادت السيدة هاجر التليلي بما يلي",
    "إعادة استعمال البيانات العمومية المفتوحة",
    "التعهد عدد 11",
    "تعيين نقطة اتصال قارّة",
    "إمضاء ميثاق شراكة الحكومة المفتوحة",
    "إحداث لجنة قيادة مشتركة",
    "القرارات",
    "مراسلة وزارة الصناعة",
    "9 ديسمبر 2019",
    "الجلسة القادمة",
    "وبذلك اختتمت الجلسة",
    "المقرّر",
    "المصادقة على المحضر",
    "2 ديسمبر 2019",
]


def letters(text: str) -> str:
    """Letters alone: poppler guesses spaces from distances, and numbers between Arabic words from their places."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalpha())


def text_of(pdf: bytes, *options: str) -> str:
    return subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def each_page(document: RenderedDocument) -> list[str]:
    return [text_of(document.pdf, "-f", str(page), "-l", str(page)) for page in range(1, document.pages + 1)]


def assert_in_order(text: str, sections: list[str]) -> None:
    place = 0
    for section in sections:
        found = text.find(section, place)
        assert found >= 0, f"{section!r} is not behind the one before it"
        place = found + len(section)


def assert_in_order_in_pdf(pdf: bytes, sections: list[str]) -> None:
    assert_in_order(letters(text_of(pdf)), [letters(section) for section in sections])


def xml(file: bytes, part: str = "word/document.xml") -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return ElementTree.fromstring(package.read(part))


def words_of(element: ElementTree.Element) -> str:
    return "".join(piece.text or "" for piece in element.iter(f"{W}t"))
