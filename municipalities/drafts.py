"""Reading a draft: the rows of one progress as the data a form wants."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.datastructures import MultiValueDict

from municipalities.models import DraftFile, DraftPage, Evidence, StepProgress

if TYPE_CHECKING:
    from municipalities.forms.pages import PageForm


class KeptFile:
    """A paper that is already with the draft; a PaperField takes it for what it is and does not open it again."""

    is_kept = True

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence

    @property
    def name(self) -> str:
        return self.evidence.original_name

    @property
    def size(self) -> int:
        size: int = self.evidence.file.size
        return size

    @property
    def url(self) -> str:
        return self.evidence.get_absolute_url()

    def __str__(self) -> str:
        return self.name


def prefixed(page: str, answers: Mapping[str, list[str]]) -> MultiValueDict[str, str]:
    """Raw answers by field as form data of `page`."""
    return MultiValueDict({f"{page}-{field}": values for field, values in answers.items()})


class Draft:
    """The draft of one progress, read in two queries when first asked."""

    def __init__(self, progress: StepProgress) -> None:
        self.progress = progress

    @cached_property
    def _pages(self) -> dict[str, DraftPage]:
        return {page.page: page for page in self.progress.draft_pages.select_related("saved_by")}

    @cached_property
    def _files(self) -> dict[str, dict[str, KeptFile]]:
        files: dict[str, dict[str, KeptFile]] = {}
        rows = DraftFile.objects.filter(progress=self.progress)
        for row in rows.select_related("evidence__file", "evidence__municipality"):
            files.setdefault(row.page, {})[row.field] = KeptFile(row.evidence)
        return files

    def forget(self) -> None:
        """Reads the rows again at the next question."""
        for name in ("_pages", "_files"):
            self.__dict__.pop(name, None)

    def page(self, key: str) -> DraftPage | None:
        return self._pages.get(key)

    def data(self, key: str) -> MultiValueDict[str, str] | None:
        page = self.page(key)
        return prefixed(key, page.answers) if page else None

    def files(self, key: str) -> dict[str, KeptFile]:
        """Kept files by field name."""
        return self._files.get(key, {})

    def form_files(self, key: str) -> MultiValueDict[str, Any]:
        """Kept files as a form's `files`."""
        return MultiValueDict({f"{key}-{field}": [kept] for field, kept in self.files(key).items()})

    def initial(self, key: str, form_class: type[PageForm]) -> dict[str, Any]:
        """The raw answers as `initial`, so that a half-filled page opens without errors."""
        page = self.page(key)
        if page is None:
            return {}
        initial: dict[str, Any] = {}
        for field, values in page.answers.items():
            if field in form_class.base_fields and values:
                many = getattr(form_class.base_fields[field].widget, "allow_multiple_selected", False)
                initial[field] = values if many else values[-1]
        return initial

    def form(self, key: str, form_class: type[PageForm]) -> PageForm:
        """The page bound to what is saved; an unsaved page is bound to nothing typed."""
        data = self.data(key) or MultiValueDict()
        return form_class(data=data, files=self.form_files(key), prefix=key, progress=self.progress)

    def cleaned(self, key: str, form_class: type[PageForm]) -> dict[str, Any] | None:
        """What the page says, None while it is absent or not valid."""
        if self.page(key) is None:
            return None
        form = self.form(key, form_class)
        return form.cleaned_data if form.is_valid() else None
