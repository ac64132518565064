"""The keyboard alone is enough, and one always sees where one is."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from municipalities.forms.focal_point import PersonForm
from municipalities.steps import Step
from tests.browser.visitor import Visitor
from tests.steps import fill_focal_point, submit_focal_point

pytestmark = pytest.mark.browser

# Where the focus is: whether it can be seen, and whether something lies over it.
FOCUS = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
    const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 1), innerHeight - 2);
    const top = document.elementFromPoint(x, y);
    return {
        html: element.outerHTML.slice(0, 120),
        outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        uncovered: !!top && (element.contains(top) || top.contains(element) || !!top.closest('label')),
        isSkip: element.matches('.skip-link'),
    };
}"""


def focus(visitor: Visitor) -> dict[str, object] | None:
    # The skip link slides in; it is where it belongs once its movement has ended.
    visitor.page.evaluate("Promise.all(document.getAnimations().map((animation) => animation.finished))")
    return visitor.page.evaluate(FOCUS)


def walk(visitor: Visitor, limit: int = 150) -> list[str]:
    """Presses Tab through the whole page; what is wrong with a stop, told with the element."""
    wrong, stops = [], 0
    for _stop in range(limit):
        visitor.page.keyboard.press("Tab")
        found = focus(visitor)
        if found is None or (stops and found["isSkip"]):
            break
        stops += 1
        wrong += [f"not {name}: {found['html']}" for name in ("outlined", "inside", "uncovered") if not found[name]]
    assert stops > 3
    return list(dict.fromkeys(wrong))


@pytest.mark.parametrize(("language", "size"), [("ar", (360, 740)), ("fr", (1280, 800))])
def test_the_first_stop_leads_past_the_navigation(visit, tinja, focal_point, language, size):
    for visitor, path in [
        (visit(language, size), "/"),
        (visit(language, size), "/accounts/login/"),
        (visit(language, size, person=focal_point), "/m/tinja/"),
    ]:
        visitor.go(path)
        visitor.page.keyboard.press("Tab")
        expect(visitor.link("Skip to the content")).to_be_focused()
        expect(visitor.link("Skip to the content")).to_be_in_viewport()
        visitor.page.keyboard.press("Enter")
        expect(visitor.page.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_refused_page_puts_the_focus_on_its_errors_and_leads_to_each_field(visit, tinja, focal_point, language):
    tinja.participations.get().progress_of(Step.FOCAL_POINT).start(by=focal_point)
    member = visit(language, (360, 740), person=focal_point)
    member.go("/m/tinja/focal-point/wizard/person/")
    member.press("Save and continue")
    summary = member.page.get_by_role("alert")
    expect(summary).to_be_focused()
    label = member.word(PersonForm.base_fields["name_latin"].label)
    link = summary.get_by_role("link").filter(has_text=label)
    link.focus()
    member.page.keyboard.press("Enter")
    field = member.field(PersonForm, "name_latin")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(member.word("This field is required."))


@pytest.mark.parametrize(("language", "size"), [("ar", (360, 740)), ("fr", (1280, 800))])
def test_one_always_sees_where_the_focus_is(visit, tinja, zriba, focal_point, neighbour, officer, language, size):
    fill_focal_point(tinja.participations.get().progress_of(Step.FOCAL_POINT), by=focal_point)
    submission = submit_focal_point(zriba.participations.get().progress_of(Step.FOCAL_POINT), by=neighbour)
    anyone, member, unit = (visit(language, size, person=who) for who in (None, focal_point, officer))
    wrong = []
    for visitor, path in [
        (anyone, "/"),
        (anyone, "/accounts/login/"),
        (member, "/m/tinja/"),
        (member, "/m/tinja/focal-point/wizard/person/"),
        (member, "/m/tinja/focal-point/wizard/act/"),
        (member, "/m/tinja/focal-point/wizard/publication/"),
        (member, "/m/tinja/people/"),
        (unit, "/oversight/"),
        (unit, f"/oversight/review/{submission.pk}/"),
    ]:
        visitor.go(path)
        wrong += [f"{path}: {line}" for line in walk(visitor)]
    assert not wrong, "\n".join(wrong)
