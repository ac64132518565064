"""The text is data: versioned, dated, and called proposed."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from charters.models import CharterText, LegalBasis
from charters.texts import load_charter_text
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def text():
    return load_charter_text(factories.CohortFactory())


def test_the_shipped_text_is_published_and_called_proposed(text):
    assert text.status == CharterText.Status.PUBLISHED
    assert text.proposed


def test_six_to_ten_articles_stand_in_three_languages_with_as_many_paragraphs(text):
    articles = list(text.articles.all())
    assert 6 <= len(articles) <= 10
    for article in articles:
        lengths = {len(getattr(article, f"body_{language}").splitlines()) for language in ("ar", "fr", "en")}
        assert len(lengths) == 1
        assert all(getattr(article, f"heading_{language}") for language in ("ar", "fr", "en"))
    assert len({len(getattr(text, f"preamble_{language}").splitlines()) for language in ("ar", "fr", "en")}) == 1


def test_the_text_speaks_tunisian(text):
    words = " ".join(f"{article.heading_ar} {article.body_ar}" for article in text.articles.all())
    for foreign in ("التزام", "توقيع", "تحديث", "المنفتحة", "البيانات الشخصية"):
        assert foreign not in words


def test_a_legal_basis_is_printed_only_between_its_days(text):
    in_2026 = [basis.citation_fr for basis in text.legal_bases.in_force(date(2026, 11, 24))]
    assert not any("Constitution" in citation for citation in in_2026)
    assert any("2018-29" in citation for citation in in_2026)
    assert any("Constitution" in basis.citation_fr for basis in text.legal_bases.in_force(date(2019, 11, 25)))
    assert not any("2021-3" in basis.citation_fr for basis in text.legal_bases.in_force(date(2019, 11, 25)))


def test_every_legal_basis_says_where_it_is_known_from(text):
    assert not LegalBasis.objects.filter(source="").exists()


def test_loading_twice_changes_nothing(text, capsys):
    call_command("load_charter_text", cohort=text.cohort.slug)
    assert CharterText.objects.get() == text


def test_publishing_the_next_version_retires_the_one_before(text):
    following = CharterText.objects.begin(text.cohort, by=factories.UserFactory())
    following.publish()
    text.refresh_from_db()
    assert text.status == CharterText.Status.RETIRED
    assert CharterText.objects.published_for(text.cohort) == following


def test_two_texts_of_a_cohort_are_never_published_at_once(text):
    with pytest.raises(IntegrityError), transaction.atomic():
        CharterText.objects.create(cohort=text.cohort, version=2, status="published", published_at=text.published_at)
