"""The Unit's own words for its reviews: the checklist of each step, and the ready texts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from municipalities.exceptions import StateConflict
from municipalities.mixins import OversightMixin
from municipalities.models import ChecklistItem, ReadyText
from municipalities.permissions import UnitPerm
from municipalities.steps import ReasonKind, Step
from oversight.review_forms import ReadyTextForm, TextsForm


class WordsMixin(OversightMixin):
    permission = UnitPerm.MANAGE
    list_name = "oversight:checklists"

    def refuge(self) -> str:
        return reverse(self.list_name)

    @property
    def step(self) -> Step:
        """Of the path."""
        if self.kwargs["step"] not in Step.values:
            raise Http404
        return Step(self.kwargs["step"])

    def back(self, step: str) -> HttpResponse:
        return redirect(f"{self.refuge()}#{step}")


class OneItemMixin(WordsMixin):
    """The point of the path; one that is out of use already was changed by somebody else."""

    @cached_property
    def item(self) -> ChecklistItem:
        item: ChecklistItem = get_object_or_404(ChecklistItem, pk=self.kwargs["pk"])
        if item.retired_at is not None:
            raise StateConflict(item)
        return item


class ChecklistsView(WordsMixin, TemplateView):
    template_name = "oversight/checklists.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = ChecklistItem.objects.filter(retired_at__isnull=True)
        steps = [(step, [item for item in items if item.step == step]) for step in Step]
        return super().get_context_data(steps=steps, **kwargs)


class WordsFormView(WordsMixin, FormView):  # type: ignore[type-arg]
    form_class = TextsForm
    template_name = "oversight/review_words_edit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(list_url=self.refuge(), **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ChecklistAddView(WordsFormView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Add a point to the checklist"), words_step=self.step, **kwargs)

    def form_valid(self, form: TextsForm) -> HttpResponse:
        ChecklistItem.objects.add(self.step, form.texts, by=self.user)
        return self.back(self.step)


class ChecklistEditView(OneItemMixin, WordsFormView):
    """The old words stay with the submissions that were checked by them."""

    def get_initial(self) -> dict[str, Any]:
        return {f"text_{language}": self.item.text_in(language) for language in self.item.LANGUAGES}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Reword a point of the checklist"), words_step=Step(self.item.step), **kwargs
        )

    def form_valid(self, form: TextsForm) -> HttpResponse:
        self.item.reword(form.texts, by=self.user)
        return self.back(self.item.step)


class ChecklistMoveView(OneItemMixin, View):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.item.move(up=request.POST.get("to") == "up", by=self.user)
        return self.back(self.item.step)


class ChecklistRetireView(OneItemMixin, View):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.item.retire(by=self.user)
        messages.success(request, _("The point is taken off the list. What was answered to it is kept."))
        return self.back(self.item.step)


class OneTextMixin(WordsMixin):
    list_name = "oversight:ready_texts"

    @cached_property
    def text(self) -> ReadyText:
        text: ReadyText = get_object_or_404(ReadyText, pk=self.kwargs["pk"])
        if text.retired_at is not None:
            raise StateConflict(text)
        return text


class ReadyTextsView(WordsMixin, TemplateView):
    list_name = "oversight:ready_texts"
    template_name = "oversight/ready_texts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts = ReadyText.objects.filter(retired_at__isnull=True)
        steps = [(step, _by_kind([text for text in texts if text.step == step])) for step in Step]
        return super().get_context_data(steps=steps, **kwargs)


def _by_kind(texts: list[ReadyText]) -> list[tuple[ReasonKind, list[ReadyText]]]:
    """In the order of the kinds; those without a text are left out."""
    found = [(kind, [text for text in texts if text.reason_kind == kind]) for kind in ReasonKind]
    return [(kind, of_kind) for kind, of_kind in found if of_kind]


class ReadyTextFormView(WordsFormView):
    list_name = "oversight:ready_texts"
    form_class = ReadyTextForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"step": self.words_step}

    @property
    def words_step(self) -> Step:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(words_step=self.words_step, **kwargs)


class ReadyTextAddView(ReadyTextFormView):
    @property
    def words_step(self) -> Step:
        return self.step

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Add a ready text"), **kwargs)

    def form_valid(self, form: ReadyTextForm) -> HttpResponse:
        ReadyText.objects.add(self.step, form.cleaned_data["reason_kind"], form.texts, by=self.user)
        return self.back(self.step)


class ReadyTextEditView(OneTextMixin, ReadyTextFormView):
    @property
    def words_step(self) -> Step:
        return Step(self.text.step)

    def get_initial(self) -> dict[str, Any]:
        texts = {f"text_{language}": self.text.text_in(language) for language in self.text.LANGUAGES}
        return {"reason_kind": self.text.reason_kind, **texts}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Reword a ready text"), **kwargs)

    def form_valid(self, form: ReadyTextForm) -> HttpResponse:
        self.text.reason_kind = form.cleaned_data["reason_kind"]
        self.text.reword(form.texts, by=self.user)
        return self.back(self.text.step)


class ReadyTextRetireView(OneTextMixin, View):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.text.retire(by=self.user)
        messages.success(request, _("The text is not offered any more."))
        return self.back(self.text.step)
