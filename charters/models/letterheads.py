"""Under which institution a charter is issued: dated, because institutions move."""

from __future__ import annotations

import base64
from datetime import date, datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.models import Frozen, FrozenModel, FrozenQuerySet, StoredFile
from documents.opening import page_pictures
from documents.pdf import Letterhead
from municipalities.models import Activity, ActivityKind

# As large as the place of the logo needs at 300 dots an inch.
LOGO_DPI = 30


def drawn_logo(picture: bytes) -> bytes | None:
    """A PNG drawn anew from an inspected picture, in the reading process; None when it cannot be drawn.

    This, and never what was uploaded, is opened where documents are made.
    """
    return next(iter(page_pictures(picture, dpi=LOGO_DPI)), None)


class UnitLetterheadQuerySet(FrozenQuerySet["UnitLetterhead"]):
    def on(self, day: date) -> UnitLetterhead | None:
        """The letterhead in use on `day`: of those that began, the latest; of two of one day, the one made last."""
        return self.filter(valid_from__lte=day).select_related("logo").first()

    def head_on(self, day: date, latin: str) -> Letterhead | None:
        """The same as papers carry it, its Latin lines in `latin`."""
        letterhead = self.on(day)
        if letterhead is None:
            return None
        return Letterhead(
            ar=letterhead.lines("ar"),
            latin=letterhead.lines(latin),
            logo=letterhead.logo_address,
            logo_text=letterhead.logo_text,
        )

    def make(
        self, *, by: User, logo: bytes | None = None, at: datetime | None = None, **fields: object
    ) -> UnitLetterhead:
        """`logo` is a picture as `drawn_logo` gives it."""
        moment = at or timezone.now()
        with transaction.atomic():
            stored = StoredFile.objects.store(logo, media_type="image/png", pages=1, by=by, at=moment) if logo else None
            letterhead = self.create(logo=stored, made_at=moment, made_by=by, **fields)
            letterhead.log("added", by=by, at=moment)
            return letterhead

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.filter(valid_from__lte=timezone.localdate()).exists():
            raise Frozen("A letterhead that came into use is kept.")
        return super().delete()


class UnitLetterhead(FrozenModel):
    """The parent ministry, the Unit's own line and its logo, from a day on. Never changed: the next one follows it."""

    valid_from = models.DateField(_("in use from"))
    ministry_ar = models.CharField(_("parent ministry in Arabic"), max_length=120)
    ministry_fr = models.CharField(_("parent ministry in French"), max_length=120)
    ministry_en = models.CharField(_("parent ministry in English"), max_length=120)
    unit_ar = models.CharField(_("name of the Unit in Arabic"), max_length=120, blank=True)
    unit_fr = models.CharField(_("name of the Unit in French"), max_length=120, blank=True)
    unit_en = models.CharField(_("name of the Unit in English"), max_length=120, blank=True)
    logo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    logo_text = models.CharField(_("what the logo shows, in Arabic"), max_length=150, blank=True)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = UnitLetterheadQuerySet.as_manager()

    class Meta:
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(logo__isnull=True) | ~models.Q(logo_text=""), name="letterhead_logo_is_described"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.ministry_ar}"

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        if not self.is_to_come:
            raise Frozen("A letterhead that came into use is kept.")
        return super().delete()

    @transaction.atomic
    def withdraw(self, *, by: User, at: datetime | None = None) -> None:
        """Deletes one that never came into use; Frozen otherwise."""
        self.delete()
        self.log("removed", by=by, at=at or timezone.now())

    def log(self, what: str, *, by: User, at: datetime) -> None:
        Activity.objects.record(ActivityKind.LETTERHEAD_CHANGED, by=by, subject=f"{what} {self.valid_from}", at=at)

    @property
    def is_to_come(self) -> bool:
        return self.valid_from > timezone.localdate()

    def lines(self, language: str) -> tuple[str, ...]:
        """The lines under the name of the Republic."""
        lines = (getattr(self, f"ministry_{language}"), getattr(self, f"unit_{language}"))
        return tuple(line for line in lines if line)

    @property
    def logo_address(self) -> str:
        """The logo as a `data:` address, empty without one. FileAltered when the bytes are not those stored."""
        if self.logo is None:
            return ""
        return f"data:image/png;base64,{base64.b64encode(self.logo.read()).decode()}"
