"""The look keeps its promises: contrast, direction, no inline style, and widgets that say what is wrong with them."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from localogp.templatetags.look import SHAPES, named, state_badge

CSS = (settings.BASE_DIR / "localogp/static/css/site.css").read_text()
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
TEXT_COLOURS = ("ink", "ink-soft", "sea", "sea-deep", "brick", "amber", "green", "grey")


def tokens(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", css))


def schemes() -> dict[str, dict[str, str]]:
    light = tokens(CSS.split(":root {")[1].split("}")[0])
    dark = tokens(CSS.split("prefers-color-scheme: dark")[1].split("/* Ground")[0])
    assert dark.keys() - {"grey"} <= light.keys()
    return {"light": light, "dark": light | dark}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_seven_to_one_on_every_ground(scheme: str) -> None:
    colours = schemes()[scheme]
    pairs = [(text, ground) for text in TEXT_COLOURS for ground in ("paper", "surface", "sunken")]
    pairs += [(hue, f"{hue}-tint") for hue in ("sea", "brick", "amber", "green")]
    pairs += [("ink", f"{hue}-tint") for hue in ("sea", "brick", "amber", "green")] + [("on-sea", "sea")]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 7} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_that_mean_something_stand_out_three_to_one(scheme: str) -> None:
    colours = schemes()[scheme]
    for line in ("line", "focus", "mark"):
        assert min(contrast(colours[line], colours[ground]) for ground in ("paper", "surface")) >= 3, line


def test_the_sheet_knows_start_and_end_not_left_and_right() -> None:
    physical = (
        r"(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?<![a-z-])(?:left|right|top|bottom|width|height):"
    )
    physical += r"|text-align: (?:left|right)|float: (?:left|right)|(?:max|min)-(?:width|height):"
    assert re.findall(physical, re.sub(r"@media[^{]*", "", CSS)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_no_page_carries_inline_style_or_script(path: Path) -> None:
    if path.parts[-2] in {"pdf", "emails", "email"}:
        return
    text = path.read_text()
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son(?:click|change|submit|load)=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_a_state_is_shape_and_word_and_late_stands_beside_it() -> None:
    with translation.override("en"):
        badge = state_badge("returned", "Returned", 4)
        assert badge.count("<svg") == 2
        assert "Returned" in badge
        assert "4 days late" in badge
        assert state_badge("accepted", "Accepted", 0).count("<svg") == 1


def test_the_words_of_a_state_are_escaped() -> None:
    assert "<b>" not in state_badge("accepted", "<b>")


def test_each_step_state_has_a_shape_of_its_own() -> None:
    states = ["not_started", "in_progress", "submitted", "returned", "accepted", "late", "on_hold", "withdrawn"]
    assert len({SHAPES[state] for state in states}) == len(states)


class NameForm(forms.Form):
    name = forms.CharField(help_text="As on the card.", widget=forms.TextInput(attrs={"placeholder": "Name"}))
    email = forms.EmailField()
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    scan = forms.FileField()


def field_html(form: forms.Form, name: str, **context: object) -> str:
    source = "{% include 'includes/_field.html' with field=field kept=kept only %}"
    return Template(source).render(Context({"field": form[name], "kept": None} | context))


def test_a_widget_is_described_by_its_hint_and_its_errors() -> None:
    html = field_html(NameForm({}), "name")
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert "placeholder" not in html


def test_radio_buttons_are_a_fieldset_that_carries_the_description() -> None:
    html = field_html(NameForm({}), "kind")
    assert re.search(r'<fieldset[^>]*aria-describedby="id_kind_error"', html)
    assert "<legend>" in html


def test_addresses_read_left_to_right_in_every_language() -> None:
    assert 'dir="ltr"' in field_html(NameForm(), "email")


def test_a_kept_file_is_shown_and_not_asked_for_again() -> None:
    kept = {"name": "act.pdf", "url": "/paper/1/", "size": 2048, "evidence": {"file": {"pages": 2}}}
    html = field_html(NameForm(), "scan", kept=kept)
    assert "act.pdf" in html
    assert " required" not in html
    assert " required" in field_html(NameForm(), "scan")


def test_the_error_summary_leads_to_each_field() -> None:
    html = render_to_string("includes/_error_summary.html", {"form": NameForm({})})
    assert 'role="alert"' in html
    for name in ("name", "email", "kind", "scan"):
        assert f'href="#id_{name}"' in html


def test_the_page_of_a_fault_needs_nothing_that_may_be_broken() -> None:
    for language, direction in (("ar", "rtl"), ("fr", "ltr")):
        with translation.override(language):
            html = render_to_string("500.html")
        assert f'lang="{language}" dir="{direction}"' in html


def test_looking_up_by_name_forgives_an_absent_mapping() -> None:
    assert named(None, "scan") is None
    assert named({"scan": 1}, "scan") == 1
