"""A charter as the product makes them, with text that is known to the letter."""

from __future__ import annotations

from documents.pdf import Letterhead, PageCodes

TITLE = "ميثاق الحكومة المفتوحة على المستوى المحلي"
ARTICLES = [
    {
        "ar": "تلتزم البلدية بنشر المعطيات العمومية المفتوحة طبقا للقانون الأساسي عدد 22 لسنة 2016.",
        "fr": "La commune publie ses données publiques ouvertes, conformément à la loi organique n° 2016-22.",
    },
    {
        "ar": "تُحدث لجنة قيادة مشتركة تتولى متابعة تنفيذ خطة العمل، وتنشر محاضر جلساتها وتحيّنها.",
        "fr": "Il est créé un comité de pilotage conjoint, qui publie et met à jour ses procès-verbaux.",
    },
] * 4
LETTERHEAD = Letterhead(ar=("ولاية بنزرت", "بلدية تينجة"), latin=("Gouvernorat de Bizerte", "Commune de Tinja"))
CODES = PageCodes(site="https://ogp.example.tn", code="7KD3MNXY", register_number="LOGP/2026/0007")


def charter_context(**changes: object) -> dict[str, object]:
    return {"title": TITLE, "articles": ARTICLES, "letterhead": LETTERHEAD, "free_text": "", **changes}
