"""A text once published never changes; a draft of a charter stays on the version it began with; signing again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from charters.models import (
    BegunText,
    Charter,
    CharterArticle,
    CharterState,
    CharterText,
    LegalBasis,
    SigningAgain,
    SigningAgainReason,
    TextIncomplete,
)
from charters.placeholders import fill, validate_placeholders
from charters.report import CharterReport, render_specimen
from charters.text_changes import changes_between
from charters.texts import load_charter_text
from documents.models import Frozen
from municipalities.exceptions import StateConflict
from municipalities.models import Activity
from municipalities.steps import ReasonKind, StepState
from tests import factories
from tests.charters import signing
from tests.charters.test_document import COUNCIL, SIGNATORY, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return factories.CohortFactory()


@pytest.fixture
def published(cohort):
    return load_charter_text(cohort)


@pytest.fixture
def draft(published, manager):
    return CharterText.objects.begin(published.cohort, by=manager)


def words_of(text: CharterText) -> list[tuple[object, ...]]:
    rows = [(text.title_ar, text.preamble_ar, text.status, text.version)]
    rows += text.articles.values_list("number", "heading_ar", "body_fr", "key")
    return [*rows, *text.legal_bases.values_list("position", "citation_ar", "valid_from", "valid_until")]


def reread(row: models.Model) -> models.Model:
    return type(row)._default_manager.get(pk=row.pk)


# A published text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["published", "retired"])
def test_a_text_that_was_published_is_changed_in_no_way(published, status):
    if status == "retired":
        published.retire()
    before = words_of(reread(published))
    article, basis = published.articles.first(), published.legal_bases.first()
    texts = CharterText.objects.filter(pk=published.pk)
    changed = CharterArticle.objects.get(pk=article.pk)
    changed.heading_ar = "آخر"

    def saved(row, **values):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()

    ways = [
        lambda: saved(reread(published), title_ar="آخر"),
        lambda: saved(reread(published), status="draft"),
        lambda: texts.update(title_ar="آخر"),
        lambda: texts.update(status="draft"),
        lambda: texts.delete(),
        lambda: reread(published).delete(),
        lambda: saved(reread(article), body_fr="autre"),
        lambda: CharterArticle.objects.filter(pk=article.pk).update(body_fr="autre"),
        lambda: CharterArticle.objects.bulk_update([changed], ["heading_ar"]),
        lambda: CharterArticle.objects.bulk_create([CharterArticle(text=published, number=99)]),
        lambda: CharterArticle(text=published).append(),
        lambda: published.articles.create(number=99),
        lambda: published.articles.all().delete(),
        lambda: reread(article).delete(),
        lambda: reread(article).take_out(),
        lambda: reread(article).move(1),
        lambda: saved(reread(basis), valid_until=date(2030, 1, 1)),
        lambda: LegalBasis.objects.filter(pk=basis.pk).update(valid_until=date(2030, 1, 1)),
        lambda: reread(basis).take_out(),
    ]
    for way in ways:
        with pytest.raises(Frozen), transaction.atomic():
            way()
    assert words_of(reread(published)) == before


def test_an_article_is_not_smuggled_from_a_published_text_into_a_draft(published, draft):
    article = published.articles.first()
    article.text, article.number = draft, 99
    with pytest.raises(Frozen):
        article.save()
    assert published.articles.count() == draft.articles.count()


def test_a_draft_is_not_published_by_hand(draft):
    draft.status, draft.published_at = "published", timezone.now()
    with pytest.raises(Frozen):
        draft.save()
    with pytest.raises(Frozen):
        CharterText.objects.filter(pk=draft.pk).update(status="published")


# Drafting --------------------------------------------------------------------------------------------------


def test_a_draft_begins_as_a_copy_and_there_is_one_at_a_time(published, draft, manager):
    assert draft.version == 2
    assert changes_between(published, draft) == []
    assert [article.key for article in draft.articles.all()] == [article.key for article in published.articles.all()]
    assert CharterText.objects.begin(published.cohort, by=manager) == draft
    assert CharterText.objects.published_for(published.cohort) == published


def test_the_first_text_of_a_cohort_begins_empty_and_says_so_in_each_language(cohort, manager):
    lacks = CharterText.objects.begin(cohort, by=manager).lacks()
    assert lacks["ar"][0] == "There is no article yet."
    assert lacks["fr"] == lacks["en"] == ["The title is empty.", "The preamble is empty."]


def test_completeness_is_told_per_language(draft):
    article = draft.articles.get(number=2)
    article.body_fr = article.body_fr.splitlines()[0]
    article.heading_en = " "
    article.save()
    assert draft.lacks() == {
        "ar": [],
        "fr": ["Article 2: number of paragraphs 1, in the Arabic 2."],
        "en": ["The heading of article 2 is empty."],
    }
    with pytest.raises(TextIncomplete) as incomplete:
        draft.publish()
    assert incomplete.value.lacks == draft.lacks()
    assert reread(draft).is_draft
    assert CharterText.objects.published_for(draft.cohort).version == 1


def test_publishing_retires_the_former_and_names_who_did_it(published, draft, manager):
    draft.publish(by=manager)
    published.refresh_from_db()
    assert (published.status, draft.status, draft.published_by) == ("retired", "published", manager)
    with pytest.raises(StateConflict):
        draft.publish(by=manager)
    with pytest.raises(StateConflict):
        published.retire()
    assert list(Activity.objects.filter(by=manager).values_list("kind", "subject")) == [
        ("text_changed", f"published {draft.cohort.slug} {draft.version}")
    ]


def test_what_changed_since_it_was_read_is_not_published_unread(draft, manager):
    read = draft.edited_at
    with draft.being_edited(by=manager):
        draft.articles.first().take_out()
    with pytest.raises(StateConflict):
        draft.publish(by=manager, as_of=read)
    assert CharterText.objects.published_for(draft.cohort).version == 1


def test_articles_keep_their_places_without_gaps(draft):
    first, second, third = draft.articles.all()[:3]
    third.move(-1)
    first.move(-1)
    assert list(draft.articles.values_list("pk", flat=True))[:3] == [first.pk, third.pk, second.pk]
    third.refresh_from_db()
    third.take_out()
    CharterArticle(text=draft, heading_ar="الأخير").append()
    assert [article.number for article in draft.articles.all()] == list(range(1, 10))
    assert draft.articles.last().heading_ar == "الأخير"


def test_changes_are_told_article_by_article_and_word_by_word(published, draft):
    first, *_rest, last = draft.articles.all()
    last.body_en = last.body_en.replace("another charter", "the next charter")
    last.save()
    CharterArticle(text=draft, heading_ar="جديد", heading_en="New").append()
    draft.articles.get(number=3).move(1)
    reread(first).take_out()
    found = {change.label: change for change in changes_between(published, draft, ["en"])}
    assert sorted(change.kind for change in found.values()) == ["added", "changed", "moved", "removed"]
    changed = next(change for change in found.values() if change.kind == "changed")
    assert ("out", "another ") in changed.words[0].parts
    assert ("in", "the next ") in changed.words[0].parts
    assert found["Article 1 until now"].kind == "removed"


def test_only_words_of_the_list_are_left_open_and_are_filled_in(tinja, draft, manager):
    with pytest.raises(ValidationError):
        validate_placeholders("{mayor}")
    with pytest.raises(ValidationError):
        validate_placeholders("{municipality} {")
    assert fill("{municipality}", {"municipality": "{capacity}"}) == "{capacity}"
    article = draft.articles.first()
    for language in ("ar", "fr", "en"):
        setattr(article, f"body_{language}", f"{{signatory}} {{municipality}} {getattr(article, f'body_{language}')}")
    article.save()
    draft.publish(by=manager)
    report = CharterReport.for_draft(
        tinja.participations.get(),
        signatory=SIGNATORY,
        council=COUNCIL,
        languages=("ar", "fr"),
        on=date(2026, 11, 24),
    )
    assert report.articles[0][1].paragraphs[0].startswith("Mme Rim Ben Salem Tinja ")
    article = draft.articles.first()
    assert "{signatory}" in article.body_fr


# The preview -----------------------------------------------------------------------------------------------


def test_the_preview_is_a_specimen_signed_by_an_invented_person(draft, tmp_path):
    report = CharterReport.example(draft, languages=("ar", "fr", "en"), on=date(2026, 11, 24))
    text = text_of(render_specimen(report).pdf, tmp_path)
    assert "Foulana Foulani" in text
    assert "LOGP/" not in text
    assert not Charter.objects.exists()


# The version that a draft began with ------------------------------------------------------------------------


def test_an_open_draft_stays_on_its_version_until_it_is_moved(progress, focal_point, manager):
    signing.fill_charter(progress, by=focal_point)
    BegunText.objects.begin(progress, by=focal_point)
    first = CharterText.objects.get()
    second = CharterText.objects.begin(first.cohort, by=manager)
    assert BegunText.objects.offered(progress) is None
    second.publish(by=manager)
    assert BegunText.objects.offered(progress) == (first, second)
    BegunText.objects.begin(progress, by=focal_point)
    assert BegunText.objects.text_for(progress.participation) == first
    charter = signing.issue(progress, by=focal_point)
    assert charter.text == first


def test_a_draft_that_is_moved_is_issued_on_the_new_version(client_of, progress, focal_point, manager, reader):
    browser = client_of(focal_point)
    load_charter_text(progress.participation.cohort)
    browser.post("/m/tinja/charter/start/")
    first = CharterText.objects.get()
    second = CharterText.objects.begin(first.cohort, by=manager)
    article = second.articles.first()
    article.body_en = article.body_en.replace("transparency", "openness")
    article.save()
    second.publish(by=manager)

    assert "stays on version 1" in browser.get("/m/tinja/charter/").content.decode()
    page = browser.get("/m/tinja/charter/text/").content.decode()
    assert "<ins>openness" in page
    assert client_of(reader).post("/m/tinja/charter/text/move/", {"to": second.pk}).status_code == 403
    assert browser.post("/m/tinja/charter/text/move/", {"to": first.pk}).status_code == 409
    assert BegunText.objects.get().text == first
    assert browser.post("/m/tinja/charter/text/move/", {"to": second.pk}).status_code == 302
    progress.refresh_from_db()
    assert signing.issue(progress, by=focal_point).text == second
    assert browser.get("/m/tinja/charter/text/").status_code == 302


def test_without_a_published_text_nothing_is_issued(client_of, progress, focal_point):
    signing.fill_charter(progress, by=focal_point)
    BegunText.objects.begin(progress, by=focal_point)
    CharterText.objects.get().retire()
    assert BegunText.objects.text_for(progress.participation) is None
    answer = client_of(focal_point).get("/m/tinja/charter/wizard/preview/")
    assert "has not published the text" in answer.content.decode()


# Signing again ---------------------------------------------------------------------------------------------


@pytest.fixture
def in_force(progress, focal_point, officer):
    submission = signing.submit(progress, by=focal_point, languages="ar")
    progress.accept(submission, by=officer)
    return Charter.objects.get()


def again(progress, by, kind=SigningAgainReason.HEAD) -> SigningAgain:
    return SigningAgain.objects.begin(progress, reason_kind=kind, comment="A new head since Monday.", by=by)


def test_the_old_charter_stays_in_force_until_the_new_one_is_accepted(in_force, progress, focal_point, officer):
    again(progress, focal_point)
    progress.refresh_from_db()
    assert progress.state == StepState.IN_PROGRESS
    assert reread(in_force).state == CharterState.IN_FORCE
    assert in_force.signatures.filter(withdrawn_at__isnull=True).exists()

    new = signing.issue(progress, by=focal_point, languages="ar", name_latin="Hela Trabelsi", name_ar="هالة الطرابلسي")
    assert new.supersedes == in_force
    submission = signing.submit(progress, by=focal_point)
    assert reread(in_force).state == CharterState.IN_FORCE
    progress.accept(submission, by=officer)
    assert reread(in_force).state == CharterState.SUPERSEDED
    assert reread(new).state == CharterState.IN_FORCE
    assert in_force.signatures.filter(withdrawn_at__isnull=True).exists()
    assert SigningAgain.objects.under_way(progress) is None


def test_the_charter_that_is_replaced_is_the_one_in_force_whatever_was_set_aside(in_force, progress, focal_point):
    again(progress, focal_point)
    progress.refresh_from_db()
    wrong = signing.issue(progress, by=focal_point, languages="ar")
    wrong.set_aside(progress, by=focal_point)
    assert signing.issue(progress, by=focal_point, languages="ar").supersedes == in_force


def test_returned_and_reopened_the_new_charter_leaves_the_old_alone(in_force, progress, focal_point, officer, manager):
    again(progress, focal_point)
    progress.refresh_from_db()
    submission = signing.submit(progress, by=focal_point, languages="ar")
    progress.return_for_changes(submission, by=officer, reason_kind=ReasonKind.SCAN, comment="Too dark.")
    assert reread(in_force).state == CharterState.IN_FORCE
    submission = signing.submit(progress, by=focal_point)
    progress.accept(submission, by=officer)
    progress.reopen(by=manager, comment="The stamp is missing.")
    new = submission.signed_copy.charter
    assert reread(new).state == CharterState.ISSUED
    assert reread(in_force).state == CharterState.SUPERSEDED


def test_there_is_time_to_sign_and_the_newest_text_to_sign_on(in_force, progress, focal_point, manager):
    second = CharterText.objects.begin(in_force.text.cohort, by=manager)
    second.publish(by=manager)
    progress.due_on = progress.clock_due_on = timezone.localdate() - timedelta(days=400)
    progress.save()
    again(progress, manager, SigningAgainReason.TEXT)
    progress.refresh_from_db()
    assert progress.days_late == 0
    assert progress.due_on == timezone.localdate() + timedelta(days=60)
    assert BegunText.objects.text_for(progress.participation) == second


def test_only_an_accepted_charter_is_signed_again_and_only_once(in_force, progress, focal_point):
    stale = type(progress).objects.get(pk=progress.pk)
    again(progress, focal_point)
    progress.refresh_from_db()
    for version in (progress, stale):
        with pytest.raises(StateConflict), transaction.atomic():
            again(version, focal_point)
    assert SigningAgain.objects.count() == 1


def test_the_focal_point_asks_for_it_with_a_reason(client_of, in_force, progress, focal_point, reader):
    browser, url = client_of(focal_point), "/m/tinja/charter/sign-again/"
    assert url in browser.get("/m/tinja/charter/").content.decode()
    assert url not in client_of(reader).get("/m/tinja/charter/").content.decode()
    assert browser.post(url, {"reason_kind": "head"}).status_code == 422
    assert browser.post(url, {"reason_kind": "head", "comment": "Elected in May."}).status_code == 302
    page = browser.get("/m/tinja/charter/").content.decode()
    assert "Elected in May." in page
    assert f"{in_force.register_number} stays in force" in page
    assert browser.post(url, {"reason_kind": "head", "comment": "Again."}).status_code == 409
    new = signing.issue(type(progress).objects.get(pk=progress.pk), by=focal_point, languages="ar")
    assert new.register_number not in browser.get(in_force.get_absolute_url()).content.decode()
