"""The text of the charter as data: versioned, dated, and called proposed until the Unit replaces it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from charters.placeholders import placeholders_in
from documents.models import Frozen
from municipalities.exceptions import StateConflict
from municipalities.models import Activity, ActivityKind, Cohort

LANGUAGES = ("ar", "fr", "en")


class TextStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class TextIncomplete(Exception):
    """The text cannot be published; `lacks` is what it lacks, by language."""

    def __init__(self, lacks: dict[str, list[str]]) -> None:
        super().__init__(f"{sum(map(len, lacks.values()))} lacking")
        self.lacks = lacks


class CharterTextQuerySet(models.QuerySet["CharterText"]):
    def published_for(self, cohort: Cohort) -> CharterText | None:
        """The one text that charters of `cohort` are issued on."""
        return self.filter(cohort=cohort, status=TextStatus.PUBLISHED).first()

    def drafts(self) -> CharterTextQuerySet:
        return self.filter(status=TextStatus.DRAFT)

    def update(self, **values: Any) -> int:
        """Writes to drafts alone. A status changes by `publish()` and `retire()` only."""
        if "status" in values or self.exclude(status=TextStatus.DRAFT).exists():
            raise Frozen("A text that was published is never changed.")
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.exclude(status=TextStatus.DRAFT).exists():
            raise Frozen("A text that was published is kept.")
        return super().delete()

    def move(self, from_status: TextStatus, to_status: TextStatus, **moments: Any) -> int:
        """Compare and set; how many texts moved."""
        return super(CharterTextQuerySet, self.filter(status=from_status)).update(status=to_status, **moments)

    def latest_of(self, cohort: Cohort) -> CharterText | None:
        """What the next text of `cohort` begins with: the published one, else the last that was written."""
        return self.published_for(cohort) or self.filter(cohort=cohort).order_by("-version").first()

    @transaction.atomic
    def begin(self, cohort: Cohort, *, by: User, like: Cohort | None = None, at: datetime | None = None) -> CharterText:
        """The draft of `cohort`: the one there is, else a new one that begins as a copy of the latest text.

        Where the cohort has no text at all, that of the cohort `like` is copied.
        """
        current = self.filter(cohort=cohort).drafts().first()
        if current is not None:
            return current
        latest = self.latest_of(cohort) or (self.latest_of(like) if like else None)
        highest = self.filter(cohort=cohort).aggregate(highest=Max("version"))["highest"] or 0
        draft = self.create(
            cohort=cohort,
            version=highest + 1,
            proposed=False,
            edited_at=at or timezone.now(),
            edited_by=by,
            **({name: getattr(latest, name) for name in CharterText.WORDS} if latest else {}),
        )
        if latest is not None:
            copied: tuple[type[CharterArticle] | type[LegalBasis], ...] = (CharterArticle, LegalBasis)
            for model in copied:
                rows = list(model.objects.filter(text=latest))
                for row in rows:
                    row.pk, row.text = None, draft
                model.objects.bulk_create(rows)  # type: ignore[arg-type]
        return draft


class CharterText(models.Model):
    """One version of the text for a cohort. Arabic binds; French and English stand beside it.

    A text is changed by publishing the next version; a charter keeps the version it was issued on.
    """

    Status = TextStatus
    WORDS = tuple(f"{name}_{language}" for name in ("title", "preamble") for language in LANGUAGES)

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="charter_texts")
    version = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=10, choices=TextStatus.choices, default=TextStatus.DRAFT)
    proposed = models.BooleanField(
        _("proposed"), default=True, help_text=_("Our own drafting, until the Unit confirms or replaces it.")
    )
    title_ar = models.CharField(_("title in Arabic"), max_length=200, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    preamble_ar = models.TextField(_("preamble in Arabic"), blank=True)
    preamble_fr = models.TextField(_("preamble in French"), blank=True)
    preamble_en = models.TextField(_("preamble in English"), blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    edited_at = models.DateTimeField(_("last changed"), null=True, blank=True)
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CharterTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of the charter")
        verbose_name_plural = _("texts of the charter")
        ordering = ["cohort", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "version"], name="charter_text_version_unique"),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(status="published"),
                name="charter_text_one_published",
                violation_error_message=_("Another text of this cohort is published: retire it first."),
            ),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(status="draft"),
                name="charter_text_one_draft",
                violation_error_message=_("This cohort already has a draft of its text."),
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_at__isnull=False), name="charter_text_published_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return _("Version %(version)s") % {"version": self.version}

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_draft = self.is_draft and CharterText.objects.drafts().filter(pk=self.pk).exists()
        if not self._state.adding and not is_draft:
            raise Frozen("A text that was published is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if not CharterText.objects.drafts().filter(pk=self.pk).exists():
            raise Frozen("A text that was published is kept.")
        return super().delete(*args, **kwargs)

    @property
    def is_draft(self) -> bool:
        return self.status == TextStatus.DRAFT

    @contextmanager
    def being_edited(self, *, by: User, at: datetime | None = None) -> Iterator[None]:
        """Holds the draft for one change, in a transaction. StateConflict when it was published or discarded."""
        moment = at or timezone.now()
        with transaction.atomic():
            if not CharterText.objects.drafts().filter(pk=self.pk).update(edited_at=moment, edited_by=by):
                raise StateConflict(self)
            yield

    def lacks(self) -> dict[str, list[str]]:
        """What keeps the text from being published, one sentence each, by language; what all lack under Arabic.

        Every language must be whole, since a charter may be printed in each; Arabic, which binds, is the measure.
        """
        found: dict[str, list[str]] = {language: [] for language in LANGUAGES}
        articles, bases = list(self.articles.all()), list(self.legal_bases.all())
        if not articles:
            found["ar"].append(gettext("There is no article yet."))
        if not bases:
            found["ar"].append(gettext("There is no legal basis yet."))
        for language in LANGUAGES:
            found[language] += _lacking(self, "title", language, gettext("The title"))
            found[language] += _lacking(self, "preamble", language, gettext("The preamble"))
            for article in articles:
                label = {"number": article.number}
                found[language] += _lacking(
                    article, "heading", language, gettext("The heading of article %(number)s") % label
                )
                found[language] += _lacking(article, "body", language, gettext("Article %(number)s") % label)
            for basis in bases:
                number = {"number": basis.position}
                found[language] += _lacking(basis, "citation", language, gettext("Legal basis %(number)s") % number)
        return found

    @transaction.atomic
    def publish(self, *, by: User | None = None, as_of: datetime | None = None, at: datetime | None = None) -> None:
        """From now on charters of the cohort are issued on this text; the one before is retired.

        TextIncomplete tells what is lacking. StateConflict when it is no draft any more, or, with `as_of` (the moment
        of the last change that was read), when somebody changed it since. Nothing is changed then.
        """
        moment = at or timezone.now()
        texts = CharterText.objects.all()
        texts.filter(cohort=self.cohort).move(TextStatus.PUBLISHED, TextStatus.RETIRED, retired_at=moment)
        draft = texts.filter(pk=self.pk, edited_at=as_of) if as_of else texts.filter(pk=self.pk)
        if not draft.move(TextStatus.DRAFT, TextStatus.PUBLISHED, published_at=moment, published_by=by):
            raise StateConflict(self)
        lacks = texts.get(pk=self.pk).lacks()
        if any(lacks.values()):
            raise TextIncomplete(lacks)
        self.refresh_from_db()
        self.log(by=by, at=moment)

    @transaction.atomic
    def retire(self, *, by: User | None = None, at: datetime | None = None) -> None:
        """No new charter is issued on it, and on none until another is published. StateConflict when it is not."""
        moment = at or timezone.now()
        if not CharterText.objects.filter(pk=self.pk).move(TextStatus.PUBLISHED, TextStatus.RETIRED, retired_at=moment):
            raise StateConflict(self)
        self.status, self.retired_at = TextStatus.RETIRED, moment
        self.log(by=by, at=moment)

    def log(self, *, by: User | None, at: datetime) -> None:
        """In the transaction of each change of its status."""
        subject = f"{self.status} {self.cohort.slug} {self.version}"
        Activity.objects.record(ActivityKind.TEXT_CHANGED, by=by, subject=subject, at=at)


def _lacking(row: models.Model, name: str, language: str, label: str) -> list[str]:
    """Empty, or not built like the Arabic: other paragraphs, other words left open."""
    words, binding = getattr(row, f"{name}_{language}").strip(), getattr(row, f"{name}_ar").strip()
    if not words:
        return [gettext("%(what)s is empty.") % {"what": label}]
    paragraphs, wanted = len(words.splitlines()), len(binding.splitlines())
    if binding and paragraphs != wanted:
        return [
            gettext("%(what)s: number of paragraphs %(paragraphs)s, in the Arabic %(wanted)s.")
            % {"what": label, "paragraphs": paragraphs, "wanted": wanted}
        ]
    if binding and placeholders_in(words) != placeholders_in(binding):
        return [gettext("%(what)s does not have the same words in braces as the Arabic.") % {"what": label}]
    return []


class PartQuerySet(models.QuerySet[Any]):
    """Articles and legal bases are written while their text is a draft, never after."""

    def _refuse_frozen(self) -> None:
        if self.exclude(text__status=TextStatus.DRAFT).exists():
            raise Frozen("A text that was published is never changed.")

    def update(self, **values: Any) -> int:
        self._refuse_frozen()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_frozen()
        return super().delete()

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        _refuse_frozen_text({row.text_id for row in rows})
        return super().bulk_create(rows, *args, **kwargs)


def _refuse_frozen_text(keys: set[int]) -> None:
    if CharterText.objects.filter(pk__in=keys).exclude(status=TextStatus.DRAFT).exists():
        raise Frozen("A text that was published is never changed.")


class TextPart(models.Model):
    """A row of a text with a place in its order. `PLACE` names the field of that place, which counts from 1."""

    PLACE: str

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        before = type(self)._default_manager.filter(pk=self.pk).values_list("text", flat=True)  # type: ignore[misc]
        _refuse_frozen_text({self.text_id, *before})  # type: ignore[attr-defined]
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _refuse_frozen_text({self.text_id})  # type: ignore[attr-defined]
        return super().delete(*args, **kwargs)

    @property
    def place(self) -> int:
        return int(getattr(self, self.PLACE))

    def append(self) -> None:
        """Saves the new row as the last of its text."""
        highest = self._siblings().aggregate(highest=Max(self.PLACE))["highest"] or 0
        setattr(self, self.PLACE, highest + 1)
        self.save()

    def move(self, by: int) -> None:
        """One place up (-1) or down (1); the neighbour takes its place. At the end of the row nothing happens."""
        here, there = self.place, self.place + by
        neighbour = self._siblings().filter(**{self.PLACE: there}).first()
        if neighbour is None:
            return
        for row, place in ((self, 0), (neighbour, here), (self, there)):
            self._siblings().filter(pk=row.pk).update(**{self.PLACE: place})
            setattr(row, self.PLACE, place)

    def take_out(self) -> None:
        """Removes the row; those after it move up, one after the other, since no two may share a place."""
        siblings, here = self._siblings(), self.place
        self.delete()
        for pk, place in siblings.filter(**{f"{self.PLACE}__gt": here}).values_list("pk", self.PLACE):
            siblings.filter(pk=pk).update(**{self.PLACE: place - 1})

    def _siblings(self) -> models.QuerySet[Any]:
        siblings = type(self)._default_manager.filter(text=self.text_id)  # type: ignore[attr-defined,misc]
        return siblings.order_by(self.PLACE)


class CharterArticle(TextPart):
    """One numbered article, in three languages. Paragraphs are lines of the body.

    `key` stays the same from version to version, so that an article is known again when it moves.
    """

    PLACE = "number"

    text = models.ForeignKey(CharterText, on_delete=models.CASCADE, related_name="articles")
    number = models.PositiveSmallIntegerField(_("number"))
    heading_ar = models.CharField(_("heading in Arabic"), max_length=150, blank=True)
    heading_fr = models.CharField(_("heading in French"), max_length=150, blank=True)
    heading_en = models.CharField(_("heading in English"), max_length=150, blank=True)
    body_ar = models.TextField(_("body in Arabic"), blank=True)
    body_fr = models.TextField(_("body in French"), blank=True)
    body_en = models.TextField(_("body in English"), blank=True)
    key = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["text", "number"]
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="charter_article_number_unique"),
            models.UniqueConstraint(fields=["text", "key"], name="charter_article_key_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.heading_ar}"


class LegalBasisQuerySet(PartQuerySet):
    def in_force(self, on: date) -> LegalBasisQuerySet:
        """Those that a charter issued on that day may rest on."""
        return self.filter(valid_from__lte=on).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))


class LegalBasis(TextPart):
    """A legal text that the charter rests on, with the days between which it is in force and where that is known from.

    One that has lapsed stays as a row, so that old charters can be explained; it is not printed on new ones.
    """

    PLACE = "position"

    text = models.ForeignKey(CharterText, on_delete=models.CASCADE, related_name="legal_bases")
    position = models.PositiveSmallIntegerField(_("position"))
    citation_ar = models.TextField(_("citation in Arabic"), blank=True)
    citation_fr = models.TextField(_("citation in French"), blank=True)
    citation_en = models.TextField(_("citation in English"), blank=True)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    source = models.TextField(_("source"))

    objects = LegalBasisQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        ordering = ["text", "position"]
        constraints = [
            models.UniqueConstraint(fields=["text", "position"], name="legal_basis_position_unique"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="legal_basis_from_before_until",
            ),
        ]

    def __str__(self) -> str:
        return self.citation_ar
