"""Form field for one untrusted paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .kinds import PAPERS
from .models import StoredFile
from .opening import MAX_BYTES, Inspection, Refusal, inspect
from .text import FORBIDDEN

NAME_LENGTH = 120


@dataclass(frozen=True)
class Paper:
    """An uploaded paper that was opened and may be taken. `name` is for people, never for a disk or a header."""

    data: bytes
    name: str
    inspection: Inspection


class PaperInput(forms.FileInput):
    """Offers PDF, JPEG and PNG. No `capture`: it would keep people on a phone from choosing a file they have."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ",".join(PAPERS), **(attrs or {})})


class PaperField(forms.FileField):
    """Cleans to a `Paper`, or to the kept file it was given: an object with `is_kept = True` passes untouched.

    A form where a document of ours may come back signed sets `ours` to its bytes: see `documents.opening.inspect`. One
    that comes back to the letter is recognised everywhere.
    """

    widget = PaperInput
    ours: bytes | None = None
    default_error_messages = {"required": _("Choose the file of the paper: a PDF, or a photo (JPEG, PNG).")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=None, allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        return data if getattr(data, "is_kept", False) else super().clean(data, initial)

    def to_python(self, data: Any) -> Paper | None:  # type: ignore[override]
        if data in self.empty_values:
            return None
        if not isinstance(data, UploadedFile):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if (data.size or 0) > MAX_BYTES:
            raise ValidationError(Refusal.TOO_LARGE.message, code=Refusal.TOO_LARGE)
        content = data.read()
        inspection = inspect(content, ours=self.ours)
        if inspection.refusal == Refusal.EMBEDDED_FILES and StoredFile.objects.holds(content):
            # A document that we gave out came back to the letter: whose it is, its codes will tell.
            inspection = inspect(content, ours=content)
        if inspection.refusal:
            raise ValidationError(inspection.refusal.message, code=inspection.refusal)
        return Paper(content, display_name(data.name or "", str(inspection.media_type)), inspection)


def display_name(name: str, media_type: str) -> str:
    """The name people know the file by: no folders, nothing invisible, the ending its content calls for."""
    plain = FORBIDDEN.sub("", re.split(r"[/\\]", name)[-1])
    plain = re.sub(r"[<>:\"|?*\x00-\x1f]+", " ", plain)
    stem, dot, ending = " ".join(plain.split()).rpartition(".")
    if not dot or len(ending) > 5:
        stem, ending = f"{stem}{dot}{ending}", ""
    right = PAPERS[media_type]
    ending = ending if ending.lower() in {right, {"jpg": "jpeg"}.get(right)} else right
    stem = stem.strip(". ")[: NAME_LENGTH - len(ending) - 1].strip() or str(_("paper"))
    return f"{stem}.{ending}"
