"""The one wizard class. formtools gives the page list, conditions, forms and the final re-validation; the rows of
a draft are the storage, so that another device, another colleague or another day goes on where it was left."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.generic import View
from formtools.wizard.storage.base import BaseStorage
from formtools.wizard.views import NamedUrlWizardView, StepsHelper, WizardView

from documents.fields import Paper
from municipalities.drafts import Draft
from municipalities.exceptions import DraftClosed, StaleDraft, StepIncomplete
from municipalities.forms.pages import PageForm
from municipalities.mixins import MunicipalityMixin, refusal_response
from municipalities.models import ActingOnBehalf, DraftFile, DraftPage, Evidence, ReviewComment, StepProgress
from municipalities.permissions import Perm
from municipalities.remarks import Remark, placed
from municipalities.steps import AnswerPage, Step, StepState

CHECK = "check"


class DraftStorage(BaseStorage):
    """formtools' storage over the rows of a draft. The current page is the one of the address, kept nowhere."""

    def __init__(self, draft: Draft, page: str) -> None:
        self.draft = draft
        self.page = page

    def reset(self) -> None:
        """Nothing to forget: a draft outlives its submit."""

    def _get_current_step(self) -> str:
        return self.page

    def _set_current_step(self, step: str) -> None:
        self.page = step

    def _get_extra_data(self) -> dict[str, Any]:
        return {}

    def get_step_data(self, step: str) -> MultiValueDict[str, str] | None:
        return self.draft.data(step)

    def get_step_files(self, step: str) -> MultiValueDict[str, Any]:
        return self.draft.form_files(step)

    def update_response(self, response: HttpResponseBase) -> None:
        """No cookie, no temporary file."""


class StepWizardView(MunicipalityMixin, NamedUrlWizardView):
    """A step's wizard. A subclass names its step, pages, addresses and, where it differs, what `done()` does.

    GET shows a page, POST saves it (`go` = next, back, save, autosave, remove-<field>). A page is open once all
    pages before it are valid; asking for a later one leads to the first that still needs an answer.
    """

    permission = Perm.EDIT
    step: ClassVar[Step]
    overview_url_name: ClassVar[str]
    templates: ClassVar[dict[str, str]] = {}
    file_storage = None
    http_method_names = ["get", "head", "post"]

    progress: StepProgress
    draft: Draft

    @classmethod
    def get_initkwargs(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("url_name", cls.url_name)
        initkwargs: dict[str, Any] = super().get_initkwargs(*args, **kwargs)
        return initkwargs

    # Getting to a page -------------------------------------------------------------------------------------

    def acting_on(self) -> ActingOnBehalf | None:
        return self.acting_in(self.step)

    def guard(self) -> None:
        super().guard()
        self.progress = self.progress_of(self.step)
        self.draft = Draft(self.progress)

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Past formtools' own dispatch, which would build a storage of its own."""
        self.prefix = self.get_prefix(request)
        return View.dispatch(self, request, *args, **kwargs)

    def _open_page(self) -> HttpResponse | None:
        """Sets the page of the address up, or answers why it cannot be worked on."""
        if not self.progress.is_open:
            if self.request.method == "POST" and self.progress.state != StepState.NOT_STARTED:
                raise DraftClosed
            return redirect(self.refuge())
        self.storage = DraftStorage(self.draft, self.kwargs["page"])
        self.steps = StepsHelper(self)
        if self.kwargs["page"] not in self.get_form_list():
            raise Http404
        reachable = self.first_unanswered()
        if self.get_step_index(self.kwargs["page"]) > self.get_step_index(reachable):
            return redirect(self.get_step_url(reachable))
        return None

    def first_unanswered(self) -> str:
        """The first page that is not yet saved and valid; the last page when all before it are."""
        pages = list(self.get_form_list())
        return next((page for page in pages[:-1] if not self.is_answered(page)), pages[-1])

    def is_answered(self, page: str) -> bool:
        return self.draft.cleaned(page, self.form_list[page]) is not None

    def refuge(self) -> str:
        return reverse(self.overview_url_name, args=[self.municipality.slug])

    def get_step_url(self, step: str) -> str:
        return reverse(self.url_name, kwargs={"slug": self.municipality.slug, "page": step})

    def get_form_kwargs(self, step: str | None = None) -> dict[str, Any]:
        return {"progress": self.progress}

    def get_form_initial(self, step: str) -> dict[str, Any]:
        """What is saved; the last page is confirmed anew each time."""
        if step == self.steps.last:
            return {}
        return self.draft.initial(step, self.form_list[step])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self._open_page() or self.render(self.get_form())

    # Saving a page -----------------------------------------------------------------------------------------

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        elsewhere = self._open_page()
        if elsewhere is not None:
            return elsewhere
        page, go = self.kwargs["page"], request.POST.get("go", "next")
        if go.startswith("remove-"):
            return self._remove_file(page, go.removeprefix("remove-"))
        files = self.draft.form_files(page)
        if go != "autosave":
            files.update(request.FILES)
        form: PageForm = self.get_form(data=request.POST, files=files)
        valid = form.is_valid()
        try:
            saved = self._save(page, form)
        except StaleDraft as stale:
            return self._stale(form, stale.current)
        if go == "autosave":
            return render(request, "municipalities/_saved.html", {"saved": saved, "page_key": page})
        if go == "save":
            return redirect(self.refuge())
        if go == "back":
            return redirect(self.get_step_url(self.steps.prev) if self.steps.prev else self.refuge())
        if not valid:
            return self.render(form, status=422)
        del self._resolved_form_list
        if page == self.steps.last:
            return WizardView.render_done(self, form)  # type: ignore[no-any-return]
        return redirect(self.get_step_url(self.steps.next))

    def _save(self, page: str, form: PageForm) -> DraftPage:
        """Files first: they are rows of their own, and stay even when the text turns out to be stale."""
        now = timezone.now()
        for field in form.paper_fields:
            paper = form.cleaned_data.get(field)
            if isinstance(paper, Paper):
                self._keep(page, field, paper, form)
        try:
            version = int(self.request.POST.get("version", "0"))
        except ValueError:
            version = 0
        try:
            return DraftPage.objects.save_page(
                self.progress, page, form.own_answers(), version=version, by=self.user, at=now
            )
        finally:
            self.draft.forget()

    def _keep(self, page: str, field: str, paper: Paper, form: PageForm) -> None:
        kept = self.draft.files(page).get(field)
        evidence = Evidence.objects.keep(
            paper,
            self.municipality,
            kind=form.paper_kinds.get(field, field),
            by=self.user,
            paper_date=form.cleaned_data.get(form.paper_dates.get(field, "")),
            replaces=kept.evidence if kept else None,
        )
        DraftFile.objects.attach(self.progress, page, field, evidence)

    def _remove_file(self, page: str, field: str) -> HttpResponse:
        form: PageForm = self.get_form()
        if field not in form.paper_fields:
            raise Http404
        DraftFile.objects.detach(self.progress, page, field)
        return redirect(self.get_step_url(page))

    def _stale(self, form: PageForm, current: Any) -> HttpResponse:
        """409 with both texts: mine in the fields, theirs beside; saving again is then a knowing choice."""
        if self.request.POST.get("go") == "autosave":
            context = {"current": current, "page_key": self.kwargs["page"]}
            return render(self.request, "municipalities/_saved_elsewhere.html", context)
        theirs: PageForm = self.form_list[self.kwargs["page"]](
            data=self.storage.get_step_data(self.kwargs["page"]), prefix=self.kwargs["page"], progress=self.progress
        )
        differences = [
            {"label": mine.label, "mine": mine.value, "theirs": other.value}
            for mine, other in zip(form.describe(), theirs.describe(), strict=True)
            if mine.value != other.value
        ]
        return self.render(form, status=409, stale=current, differences=differences)

    # Showing a page ----------------------------------------------------------------------------------------

    def get_template_names(self) -> list[str]:
        page = self.kwargs["page"]
        default = "municipalities/wizard_check.html" if page == CHECK else "municipalities/wizard_page.html"
        return [self.templates.get(page, default)]

    def render(self, form: Form | None = None, *, status: int = 200, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(form=form or self.get_form(), **kwargs)
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.kwargs["page"]
        saved = self.draft.page(page)
        context: dict[str, Any] = super().get_context_data(
            progress=self.progress,
            page_key=page,
            page_list=self.page_list(),
            version=saved.version if saved else 0,
            saved=saved,
            kept_files=self.draft.files(page),
            is_first=self.steps.prev is None,
            is_last=page == self.steps.last,
            overview_url=self.refuge(),
            last_return=self.progress.last_return,
            remarks=self.remarks(page),
            **kwargs,
        )
        if page == CHECK:
            context["answer_pages"] = self.answer_pages()
        return context

    def remarks(self, page: str) -> list[Remark]:
        """What reviewers wrote about the answers and papers of `page`; on the last page about all of them."""
        comments = ReviewComment.objects.all().standing(self.progress)  # type: ignore[attr-defined]
        if page != self.steps.last:
            comments = comments.filter(page=page)
        return placed(self.progress, comments)

    def page_list(self) -> list[dict[str, Any]]:
        """Every page with its state: done, current or todo; pages beyond the first unanswered one have no address."""
        pages, reached = [], True
        for key, form_class in self.get_form_list().items():
            answered = key != self.steps.last and self.is_answered(key)
            state = "current" if key == self.kwargs["page"] else "done" if answered else "todo"
            pages.append(
                {
                    "key": key,
                    "title": form_class.title,
                    "state": state,
                    "url": self.get_step_url(key) if reached else "",
                }
            )
            reached = reached and answered
        return pages

    def answer_pages(self) -> list[AnswerPage]:
        """What stands on the pages before the check, each with the address where it is changed."""
        return self.progress.definition.draft_answers(self.draft)  # type: ignore[attr-defined, no-any-return]

    # The end -----------------------------------------------------------------------------------------------

    def render_revalidation_failure(self, step: str, form: Form, **kwargs: Any) -> HttpResponseRedirect:
        return redirect(self.get_step_url(step))

    def done(self, form_list: Any, **kwargs: Any) -> HttpResponse:
        """Submits the step; a subclass whose wizard ends otherwise overrides this."""
        try:
            self.progress.submit(by=self.user)
        except StepIncomplete as incomplete:
            return incomplete_response(self.request, incomplete, self.refuge())
        if self.acting:
            return acting_is_over(self.request, self.acting)
        namespace = self.overview_url_name.split(":")[0]
        return redirect(f"{namespace}:receipt", self.municipality.slug)


def acting_is_over(request: HttpRequest, acting: ActingOnBehalf) -> HttpResponse:
    """After a submit on behalf of a municipality: the step is closed again, and the officer is back at the Unit."""
    messages.success(
        request, _("Submitted on behalf of the municipality, which is told. A colleague must decide on it.")
    )
    return redirect("oversight:municipality", acting.progress.participation.municipality.slug)


def incomplete_response(request: HttpRequest, incomplete: StepIncomplete, url: str) -> HttpResponse:
    """409: what is missing, one sentence each; the draft is kept."""
    return refusal_response(
        request,
        status=409,
        title=_("Something is still missing"),
        message=_("Everything you typed is kept. Missing: %(items)s")
        % {"items": " · ".join(str(item.text) for item in incomplete.missing)},
        url=incomplete.missing[0].url or url,
        url_label=_("Complete it"),
    )
