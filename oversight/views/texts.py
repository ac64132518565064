"""The texts of the charter, written here: draft → published → retired. What is published is never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from charters.forms import LANGUAGE_SETS
from charters.models import BegunText, CharterArticle, CharterText, LegalBasis, TextIncomplete
from charters.placeholders import PLACEHOLDERS
from charters.report import CharterReport, render_specimen
from charters.text_changes import changes_between
from documents.downloads import pdf_response
from municipalities.exceptions import StateConflict
from municipalities.mixins import OversightMixin
from municipalities.models import Cohort
from municipalities.permissions import UnitPerm
from oversight.text_forms import LANGUAGE_NAMES, ArticleForm, BasisForm, SideBySideForm, WordsForm


class TextsView(OversightMixin, TemplateView):
    """Every cohort with its draft, its published text and those before."""

    permission = UnitPerm.MANAGE
    template_name = "oversight/texts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohorts = Cohort.objects.prefetch_related("charter_texts__edited_by")
        return super().get_context_data(
            cohorts=[
                {
                    "cohort": cohort,
                    "texts": cohort.charter_texts.all(),
                    "has_draft": any(text.is_draft for text in cohort.charter_texts.all()),
                }
                for cohort in cohorts
            ],
            **kwargs,
        )


class NewTextView(OversightMixin, View):
    """A draft that begins as a copy of the published text; to the draft that there is, when there is one."""

    permission = UnitPerm.MANAGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        text = CharterText.objects.begin(get_object_or_404(Cohort, slug=slug), by=self.user)
        return redirect("oversight:text", text.pk)


class TextMixin(OversightMixin):
    """Resolves the text of the path."""

    permission = UnitPerm.MANAGE

    @cached_property
    def text(self) -> CharterText:
        texts = CharterText.objects.select_related("cohort", "edited_by", "published_by")
        return get_object_or_404(texts, pk=self.kwargs["pk"])

    def refuge(self) -> str:
        return reverse("oversight:text", args=[self.kwargs["pk"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(text=self.text, cohort=self.text.cohort, **kwargs)


class TextView(TextMixin, TemplateView):
    """The whole text side by side, what it lacks, and what may be done with it."""

    template_name = "oversight/text.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.text
        lacks = text.lacks() if text.is_draft else {}
        published = CharterText.objects.published_for(text.cohort) if text.is_draft else None
        return super().get_context_data(
            title=_cells(text, "title"),
            preamble=_cells(text, "preamble"),
            articles=[
                {"row": row, "heading": _cells(row, "heading"), "body": _cells(row, "body")}
                for row in text.articles.all()
            ],
            bases=[{"row": row, "citation": _cells(row, "citation")} for row in text.legal_bases.all()],
            completeness=[(LANGUAGE_NAMES[language], sentences) for language, sentences in lacks.items()],
            is_complete=text.is_draft and not any(lacks.values()),
            language_sets=LANGUAGE_SETS,
            published=published,
            changes=changes_between(published, text) if published else None,
            drafts_on_it=BegunText.objects.filter(text=text).count(),
            charters_on_it=text.charters.count(),
            **kwargs,
        )


def _cells(row: Any, name: str) -> list[dict[str, str]]:
    """The three languages of a field, with what a browser must know of each."""
    return [
        {
            "language": language,
            "name": str(label),
            "direction": "rtl" if language == "ar" else "ltr",
            "words": getattr(row, f"{name}_{language}"),
        }
        for language, label in LANGUAGE_NAMES.items()
    ]


class EditView(TextMixin, TemplateView):
    """One page of words in three languages. Only a draft is edited; another's newer words are never overwritten."""

    template_name = "oversight/text_edit.html"
    form_class: ClassVar[type[SideBySideForm]]
    anchor: ClassVar[str] = ""

    def heading(self) -> str:
        raise NotImplementedError

    def row(self) -> Any:
        """The row as it stands; a new one when it is being added."""
        raise NotImplementedError

    def save(self, form: SideBySideForm) -> None:
        form.instance.save(update_fields=form._meta.fields)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.text.is_draft:
            return redirect(self.refuge())
        return self.render_to_response(self.get_context_data(form=self.form_class(instance=self.row())))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.text.is_draft:
            raise StateConflict(self.text)
        current = self.row()
        form = self.form_class(request.POST, instance=self.row())
        if current.pk and form.is_stale(current):
            again, differences = form.against(current)
            stale = {"saved_at": self.text.edited_at, "saved_by": self.text.edited_by}
            context = self.get_context_data(form=again, stale=stale, differences=differences)
            return self.render_to_response(context, status=409)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        with self.text.being_edited(by=self.user):
            # Under the lock: two who read the same words cannot both save over them.
            if current.pk and form.is_stale(self.row()):
                raise StateConflict(self.text)
            self.save(form)
        return redirect(f"{self.refuge()}{self.anchor}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.heading(), placeholders=self._open_words(), **kwargs)

    def _open_words(self) -> list[tuple[str, Any]]:
        return [(f"{{{name}}}", label) for name, label in PLACEHOLDERS.items()] if self.form_class.OPEN else []


class WordsView(EditView):
    form_class = WordsForm

    def heading(self) -> str:
        return _("Title and preamble")

    def row(self) -> CharterText:
        return get_object_or_404(CharterText, pk=self.text.pk)


class ArticleAddView(EditView):
    form_class: ClassVar[type[SideBySideForm]] = ArticleForm
    anchor = "#articles"

    def heading(self) -> str:
        return _("A new article")

    def row(self) -> Any:
        return CharterArticle(text=self.text)

    def save(self, form: SideBySideForm) -> None:
        form.instance.append()


class ArticleEditView(EditView):
    form_class: ClassVar[type[SideBySideForm]] = ArticleForm
    anchor = "#articles"

    def heading(self) -> str:
        return _("Article %(number)s") % {"number": self.row().number}

    def row(self) -> Any:
        return get_object_or_404(CharterArticle, text=self.text, pk=self.kwargs["part"])


class BasisAddView(ArticleAddView):
    form_class = BasisForm
    anchor = "#bases"

    def heading(self) -> str:
        return _("A new legal basis")

    def row(self) -> Any:
        return LegalBasis(text=self.text)


class BasisEditView(ArticleEditView):
    form_class = BasisForm
    anchor = "#bases"

    def heading(self) -> str:
        return _("Legal basis %(number)s") % {"number": self.row().position}

    def row(self) -> Any:
        return get_object_or_404(LegalBasis, text=self.text, pk=self.kwargs["part"])


class PartView(TextMixin, View):
    """An action on one article or legal basis of a draft."""

    http_method_names = ["post"]
    model: type[CharterArticle] | type[LegalBasis] = CharterArticle
    anchor = "#articles"

    def act(self, part: Any) -> None:
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int, part: int) -> HttpResponse:
        row = get_object_or_404(self.model, text=self.text, pk=part)
        with self.text.being_edited(by=self.user):
            row.refresh_from_db()
            self.act(row)
        return redirect(f"{self.refuge()}{self.anchor}")


class MoveView(PartView):
    """`to` is up or down; anything else moves nothing."""

    def act(self, part: Any) -> None:
        step = {"up": -1, "down": 1}.get(self.request.POST.get("to", ""))
        if step:
            part.move(step)


class RemoveView(PartView):
    def act(self, part: Any) -> None:
        part.take_out()


class PreviewView(TextMixin, View):
    """The text as a specimen that an invented person signs. Asks for `?languages=` one of the sets of a charter."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        asked = request.GET.get("languages", "ar,fr,en")
        if asked not in dict(LANGUAGE_SETS):
            raise Http404
        if not self.text.articles.exists():
            messages.warning(request, _("Write an article first: there is nothing to print yet."))
            return redirect(self.refuge())
        report = CharterReport.example(self.text, languages=tuple(asked.split(",")), on=timezone.localdate())
        return pdf_response(render_specimen(report).pdf, f"{self.text.cohort.slug}-v{self.text.version}.pdf")


class TextActionView(TextMixin, View):
    http_method_names = ["post"]


class PublishView(TextActionView):
    """Publishes what was read: a change since then is a conflict."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            self.text.publish(by=self.user, as_of=self._as_of())
        except TextIncomplete:
            messages.error(request, _("The text was not published: it is not complete. What is lacking stands below."))
            return redirect(self.refuge())
        messages.success(
            request,
            _("Version %(version)s is published. Charters are issued on it from now on; open drafts are offered it.")
            % {"version": self.text.version},
        )
        return redirect(self.refuge())

    def _as_of(self) -> datetime:
        try:
            as_of = parse_datetime(self.request.POST.get("as_of", ""))
        except ValueError:
            as_of = None
        if as_of is None or timezone.is_naive(as_of):
            raise StateConflict(self.text)
        return as_of


class RetireView(TextActionView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.text.retire(by=self.user)
        messages.success(request, _("The text is retired. No charter is issued until another text is published."))
        return redirect(self.refuge())


class DiscardView(TextActionView):
    """Deletes a draft. Its number is free again; what was published stays."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        with self.text.being_edited(by=self.user):
            self.text.delete()
        messages.success(request, _("The draft is discarded."))
        return redirect("oversight:texts")
