"""One body under two names, in a list and in what is written."""

from __future__ import annotations

import pytest

from committees.bodies import twins, two_names

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("bodies", "found"),
    [
        (["وزارة الشؤون المحلية", "وزارة شؤون محلية"], True),
        (["جمعية أصدقاء البيئة", "جمعية اصدقاء البيئه"], True),
        (["Association Médina", "ASSOCIATION MEDINA"], True),
        (["Association tunisienne de la gouvernance", "Association tunisienne de gouvernance"], True),
        (["المركز الوطني لرسم الخرائط والاستشعار عن بعد", "المعهد الوطني لرسم الخرائط"], True),
        (["المدرسة الابتدائية عدد 1", "المدرسة الابتدائية عدد 2"], False),
        (["المصلحة الفنية", "المصلحة المالية"], False),
        (["وزارة الشؤون الثقافية", "وزارة الشؤون الاجتماعية"], False),
        (["بلدية تينجة", "بلدية تينجة"], False),
    ],
)
def test_spelling_is_forgiven_and_other_bodies_are_other(bodies, found):
    assert bool(twins(bodies)) is found


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
        ([], ["المركز الوطني لرسم الخرائط", "المعهد الوطني لرسم الخرائط"], ["المعهد الوطني لرسم الخرائط"]),
        ([], ["جمعية أصدقاء البيئة", "جمعية اصدقاء البيئه"], ["جمعية اصدقاء البيئه"]),
    ],
)
def test_one_body_under_two_names_is_found_in_a_text(texts, bodies, found):
    assert [named.words for named, _other in two_names(texts, bodies)] == found
