"""The text of the charter as data: versioned, dated, and called proposed until the Unit replaces it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.models import Cohort


class TextStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class CharterTextQuerySet(models.QuerySet["CharterText"]):
    def published_for(self, cohort: Cohort) -> CharterText | None:
        """The one text that charters of `cohort` are issued on."""
        return self.filter(cohort=cohort, status=TextStatus.PUBLISHED).first()


class CharterText(models.Model):
    """One version of the text for a cohort. Arabic binds; French and English stand beside it.

    A text is changed by publishing the next version; a charter keeps the version it was issued on.
    """

    Status = TextStatus

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="charter_texts")
    version = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=10, choices=TextStatus.choices, default=TextStatus.DRAFT)
    proposed = models.BooleanField(
        _("proposed"), default=True, help_text=_("Our own drafting, until the Unit confirms or replaces it.")
    )
    title_ar = models.CharField(_("title in Arabic"), max_length=200)
    title_fr = models.CharField(_("title in French"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    preamble_ar = models.TextField(_("preamble in Arabic"))
    preamble_fr = models.TextField(_("preamble in French"))
    preamble_en = models.TextField(_("preamble in English"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

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
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_at__isnull=False), name="charter_text_published_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return _("Version %(version)s") % {"version": self.version}

    @transaction.atomic
    def publish(self, *, at: datetime | None = None) -> None:
        """From now on charters of the cohort are issued on this text; the one before is retired."""
        moment = at or timezone.now()
        CharterText.objects.filter(cohort=self.cohort, status=TextStatus.PUBLISHED).exclude(pk=self.pk).update(
            status=TextStatus.RETIRED, retired_at=moment
        )
        self.status, self.published_at = TextStatus.PUBLISHED, moment
        self.save(update_fields=["status", "published_at"])


class CharterArticle(models.Model):
    """One numbered article, in three languages. Paragraphs are lines of the body."""

    text = models.ForeignKey(CharterText, on_delete=models.CASCADE, related_name="articles")
    number = models.PositiveSmallIntegerField(_("number"))
    heading_ar = models.CharField(_("heading in Arabic"), max_length=150)
    heading_fr = models.CharField(_("heading in French"), max_length=150)
    heading_en = models.CharField(_("heading in English"), max_length=150)
    body_ar = models.TextField(_("body in Arabic"))
    body_fr = models.TextField(_("body in French"))
    body_en = models.TextField(_("body in English"))

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["text", "number"]
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="charter_article_number_unique")]

    def __str__(self) -> str:
        return f"{self.number}. {self.heading_ar}"


class LegalBasisQuerySet(models.QuerySet["LegalBasis"]):
    def in_force(self, on: date) -> LegalBasisQuerySet:
        """Those that a charter issued on that day may rest on."""
        return self.filter(valid_from__lte=on).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))


class LegalBasis(models.Model):
    """A legal text that the charter rests on, with the days between which it is in force and where that is known from.

    One that has lapsed stays as a row, so that old charters can be explained; it is not printed on new ones.
    """

    text = models.ForeignKey(CharterText, on_delete=models.CASCADE, related_name="legal_bases")
    position = models.PositiveSmallIntegerField(_("position"))
    citation_ar = models.TextField(_("citation in Arabic"))
    citation_fr = models.TextField(_("citation in French"))
    citation_en = models.TextField(_("citation in English"))
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
