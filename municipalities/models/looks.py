"""What the machine saw of a sheet beyond its code: laid onto the issued page, and whether the box holds ink."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.core.cache import cache
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.codes import read_page_address
from documents.models import StoredFile
from documents.pdf import Box
from documents.scanning import SHEETS_AT_ONCE, PageLook, SheetPlace, look_at
from municipalities.models.evidence import Evidence
from municipalities.models.progress import StepProgress
from municipalities.models.signable import SignablePaper
from municipalities.models.submissions import lock_draft


class BoxInk(models.TextChoices):
    """What the signature box holds, as documents.scanning tells it. Of whose hand it is, it says nothing."""

    EMPTY = "empty", _("empty")
    INKED = "inked", _("written in")
    UNSURE = "unsure", _("not sure")


def signature_places(paper: SignablePaper, readings: Sequence[dict[str, Any]]) -> list[SheetPlace]:
    """Where the page of the signature is by the codes of one file; no more sheets than one process looks at."""
    places = [
        SheetPlace(sheet, mark.page)
        for sheet, reading in enumerate(readings, start=1)
        for mark in {read_page_address(code["text"]) for code in reading["codes"]}
        if mark is not None and (mark.code, mark.page) == (paper.code, paper.signature_page)
    ]
    return places[:SHEETS_AT_ONCE]


def look(paper: SignablePaper, scan: bytes, places: Sequence[SheetPlace]) -> list[PageLook]:
    """Looks at these sheets of a file, about a second each, in a process of its own. Nothing is stored."""
    if not places:
        return []
    issued, page = paper.document.file.read(), paper.signature_page
    box = Box(page, *paper.signature_box) if paper.signature_box else None
    looks = look_at(scan, issued, sheets=places, signature_page=page, signature_box=box)
    # The clock runs on a busy machine too: a sheet is given up after two tries only.
    lost = [place for place, seen in zip(places, looks, strict=True) if seen.picture is None]
    again = iter(look_at(scan, issued, sheets=lost, signature_page=page, signature_box=box) if lost else [])
    return [next(again) if seen.picture is None else seen for seen in looks]


def look_once(paper: SignablePaper, evidence: Evidence, place: SheetPlace) -> PageLook:
    """The same for one sheet of a kept paper, and remembered for a day: pages are asked for again and again."""
    key = f"sheet-look:{evidence.file.sha256}:{paper.code}:{place.sheet}:{place.page}"
    seen: PageLook | None = cache.get(key)
    if seen is None:
        [seen] = look(paper, evidence.file.read(), [place])
        # Nothing drawn may be the clock of a busy machine: tried again the next time.
        if seen.picture is not None:
            cache.set(key, seen, timeout=24 * 60 * 60)
    return seen


class SheetLookManager(models.Manager["SheetLook"]):
    def keep(self, evidence: Evidence, looks: Iterable[PageLook], *, by: User, at: datetime) -> None:
        """Stores what was seen; a sheet that was looked at before keeps its first look.

        What could not be drawn was not seen: it has no row, and is looked at again the next time.
        """
        known = set(self.filter(evidence=evidence).values_list("sheet", "page"))
        for seen in looks:
            if (seen.sheet, seen.page) in known or seen.picture is None:
                continue
            self.create(
                evidence=evidence,
                sheet=seen.sheet,
                page=seen.page,
                aligned=seen.aligned,
                ink=seen.ink.state.value if seen.ink else "",
                share=round(seen.ink.share, 4) if seen.ink else 0,
                stamp_only=bool(seen.ink and seen.ink.stamp_only),
                picture=StoredFile.objects.store(seen.picture, media_type="image/jpeg", pages=1, by=by, at=at),
            )


class SheetLook(models.Model):
    """One look at a sheet of an uploaded scan, taken for page `page` of the paper that was issued; both count from 1.

    It hangs on the paper, which stays as long as a submission refers to it; the scan may leave the draft before.
    `ink` is of the signature page only. `picture` is the page laid straight, for reading: the bytes that came are
    what is kept, mailed and downloaded.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="looks")
    sheet = models.PositiveSmallIntegerField(_("page of the file"))
    page = models.PositiveSmallIntegerField(_("page of the paper"))
    aligned = models.BooleanField(_("laid onto the issued page"), default=False)
    ink = models.CharField(_("box of the signature"), max_length=8, choices=BoxInk.choices, blank=True)
    share = models.FloatField(_("share of the box that is inked"), default=0)
    stamp_only = models.BooleanField(_("a stamp and nothing else"), default=False)
    picture = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[SheetLookManager] = SheetLookManager()

    class Meta:
        verbose_name = _("look at a sheet")
        verbose_name_plural = _("looks at sheets")
        ordering = ["evidence", "page", "sheet"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "sheet", "page"], name="sheet_look_unique"),
            models.CheckConstraint(
                condition=~Q(stamp_only=True) | Q(ink="unsure"), name="sheet_look_stamp_alone_is_unsure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} {self.sheet} → {self.page}"


@receiver(post_delete, sender=SheetLook)
def let_picture_go(sender: type[SheetLook], instance: SheetLook, **kwargs: Any) -> None:
    """The picture goes with the paper it was made from; it is no paper itself."""
    if instance.picture_id is not None:
        StoredFile.objects.filter(pk=instance.picture_id).delete()


class EmptyBoxStatement(models.Model):
    """A person says that an empty-looking box is signed all the same, and why. The reviewer sees both."""

    look = models.OneToOneField(SheetLook, on_delete=models.CASCADE, related_name="statement")
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("statement about an empty box")
        verbose_name_plural = _("statements about empty boxes")
        ordering = ["at"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="empty_box_statement_has_reason")]

    def __str__(self) -> str:
        return f"{self.look}: {self.reason}"

    @classmethod
    @transaction.atomic
    def record(
        cls, look: SheetLook, progress: StepProgress, *, reason: str, by: User, at: datetime
    ) -> EmptyBoxStatement:
        """DraftClosed while the Unit has the paper."""
        lock_draft(progress, at=at)
        statement, _created = cls.objects.update_or_create(look=look, defaults={"reason": reason, "by": by, "at": at})
        return statement
