"""Somebody at a browser, who finds things by the words that stand on the page in their language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django import forms
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from playwright.sync_api import BrowserContext, Locator, Page, expect

from accounts.models import OutboxMessage

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Milliseconds. A charter is set and its scans are read in seconds, but not on a machine that does ten things at once.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

# A file as a browser sends it: name, media type, bytes.
File = tuple[str, str, bytes]


def whole(words: str, ending: str = "") -> re.Pattern[str]:
    """Exactly these words, with or without the ending; French sets spaces that do not break."""
    written, end = (r"\s+".join(map(re.escape, text.split())) for text in (words, ending))
    return re.compile(rf"^\s*{written}(\s+{end})?\s*$")


def code_for(email: str) -> str:
    """The code of the last e-mail by which this address signs in."""
    message = OutboxMessage.objects.filter(kind="account-login-code", to=email).latest("pk")
    (code,) = re.findall(r"^[A-Z0-9-]{6,12}$", message.text, flags=re.MULTILINE)
    return code


def link_for(email: str, kind: str) -> str:
    """The path of the link in the last e-mail of this kind to the address."""
    message = OutboxMessage.objects.filter(kind=kind, to=email).latest("pk")
    (url,) = {url for url in re.findall(r"https?://\S+", message.text) if urlsplit(url).path.count("/") == 3}
    return urlsplit(url).path


class Visitor:
    def __init__(self, context: BrowserContext, language: str, page: Page | None = None) -> None:
        self.context = context
        self.language = language
        self.page = page or context.new_page()
        # What the policy of the pages stopped, and what their scripts stumbled over.
        self.complaints: list[str] = []
        self.page.on("console", lambda told: self._complain(told.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _complain(self, told: str) -> None:
        if "Content Security Policy" in told:
            self.complaints.append(told)

    def tab(self) -> Visitor:
        """The same person with another tab."""
        return Visitor(self.context, self.language)

    # Words -------------------------------------------------------------------------------------------------

    def word(self, text: Any, **values: Any) -> str:
        """`text`, a msgid or a lazy string, as the page says it; `values` fill it in."""
        with translation.override(self.language):
            words = gettext(text) if isinstance(text, str) else str(text)
            return " ".join((words % values if values else words).split())

    def number(self, one: str, many: str, count: int) -> str:
        """A msgid with a plural, as the page says it of `count`."""
        with translation.override(self.language):
            return " ".join((ngettext(one, many, count) % {"count": count}).split())

    def beginning(self, text: str) -> str:
        """The words of a msgid up to its first value, where that is enough to know it by."""
        return self.word(text).split("%(")[0].strip()

    def day(self, day: date) -> str:
        with translation.override(self.language):
            return date_format(day, "DATE_FORMAT")

    # Going -------------------------------------------------------------------------------------------------

    def go(self, path: str) -> int:
        response = self.page.goto(path)
        return response.status if response else 0

    def button(self, text: Any, **values: Any) -> Locator:
        return self.page.get_by_role("button", name=whole(self.word(text, **values)))

    def link(self, text: Any, **values: Any) -> Locator:
        return self.page.get_by_role("link", name=whole(self.word(text, **values)))

    def press(self, text: Any, **values: Any) -> None:
        self.button(text, **values).click()

    def follow(self, text: Any, **values: Any) -> None:
        self.link(text, **values).click()

    def unfold(self, text: Any, **values: Any) -> None:
        self.page.locator("summary", has_text=self.word(text, **values)).click()

    # Reading -----------------------------------------------------------------------------------------------

    def is_at(self, title: Any, **values: Any) -> None:
        """The page with this heading is open."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.word(title, **values))

    def reads(self, text: Any, **values: Any) -> None:
        expect(self.page.locator("body")).to_contain_text(self.word(text, **values))

    # Filling in --------------------------------------------------------------------------------------------

    def field(self, form: type[forms.Form], name: str) -> Locator:
        """The control of a field, or the group of its radio buttons, by its label."""
        field = form.base_fields[name]
        words = whole(self.word(field.label), self.word("(optional)"))
        if isinstance(field.widget, forms.RadioSelect):
            return self.page.get_by_role("group", name=words)
        return self.page.get_by_label(words)

    def fill(self, form: type[forms.Form], answers: Mapping[str, Any]) -> None:
        for name, value in answers.items():
            control, widget = self.field(form, name), form.base_fields[name].widget
            if isinstance(widget, forms.RadioSelect):
                choices = dict(form.base_fields[name].choices)
                control.get_by_label(self.word(choices.get(value, value)), exact=True).check()
            elif isinstance(widget, forms.CheckboxInput):
                control.set_checked(bool(value))
            elif isinstance(widget, forms.Select):
                control.select_option(value)
            elif isinstance(widget, forms.FileInput):
                files = value if isinstance(value, list) else [value]
                control.set_input_files([{"name": n, "mimeType": kind, "buffer": data} for n, kind, data in files])
            else:
                control.fill(value)

    def keeps(self, form: type[forms.Form], answers: Mapping[str, Any]) -> None:
        """The fields hold these answers; a file is named above its field."""
        for name, value in answers.items():
            control, widget = self.field(form, name), form.base_fields[name].widget
            if isinstance(widget, forms.RadioSelect):
                choice = self.word(dict(form.base_fields[name].choices)[value])
                expect(control.get_by_label(choice, exact=True)).to_be_checked()
            elif isinstance(widget, forms.CheckboxInput):
                expect(control).to_be_checked(checked=bool(value))
            elif isinstance(widget, forms.FileInput):
                expect(self.page.locator(".file-kept").get_by_role("link", name=value[0])).to_be_visible()
            else:
                expect(control).to_have_value(value)

    # Looking closely ---------------------------------------------------------------------------------------

    def barriers(self) -> list[str]:
        """What axe finds on the page as it stands, one line for each element."""
        options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
        found = Axe().run(self.page, options=options).response["violations"]
        return [
            f"{violation['id']}: {', '.join(map(str, node['target']))} {node['html'][:160]} – "
            + "; ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]])[:300]
            for violation in found
            for node in violation["nodes"]
        ]

    def overflow(self, width: int = 320) -> list[str]:
        """The elements that stick out of a window of `width`, when the page can be scrolled sideways there."""
        size = self.page.viewport_size
        self.page.set_viewport_size({"width": width, "height": 740})
        wide = self.page.evaluate(
            """() => {
                const root = document.documentElement, limit = root.clientWidth;
                if (root.scrollWidth <= limit) return null;
                const out = [...document.body.querySelectorAll('*')].filter((element) => {
                    const box = element.getBoundingClientRect();
                    const out = box.width && (box.right > limit + 0.5 || box.left < -0.5);
                    return out && !element.closest('.table-scroll');
                });
                return [`${root.scrollWidth} px`, ...out.slice(-4).map((e) => e.outerHTML.slice(0, 160))];
            }"""
        )
        self.page.set_viewport_size(size)
        return [f"wider than {width}: {element}" for element in wide or []]
