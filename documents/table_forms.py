"""The upload of a table, whatever its rows are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.table_reading import MAX_BYTES, CannotRead, TableFault


class TableForm(forms.Form):
    """Cleaned, `upload` is what `read()` made of the bytes."""

    upload: Any

    file = forms.FileField(
        label=_("Table"),
        widget=forms.FileInput,
        error_messages={
            "required": _("Choose the file with the table."),
            "empty": TableFault.EMPTY.label,
        },
    )

    def read(self, data: bytes) -> Any:
        """CannotRead where `data` is not the table that is asked for."""
        raise NotImplementedError

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(TableFault.TOO_LARGE.label, code="too_large")
        try:
            self.upload = self.read(file.read())
        except CannotRead as error:
            raise ValidationError(str(error), code="unreadable") from None
        return file
