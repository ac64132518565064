"""Takes a picture of every main page of a running demonstration, in three languages and two widths.

    python -m tests.browser.screenshots BASE_URL FOLDER [LANGUAGE-WIDTH …] [--only TEXT]

The pictures are called `ar-360-board.png`. Ends with 1 when a page answered otherwise than it should, or scrolls
sideways.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HEIGHT = 740
SIZES = [f"{language}-{width}" for language in ("ar", "fr", "en") for width in (360, 1280)]

TODAY = datetime.now(ZoneInfo("Africa/Tunis")).date()
WEEK_AGO, MONTH_AGO = TODAY - timedelta(days=7), TODAY - timedelta(days=30)

AMEL = "amel.hamdi@regueb.example"
HEDI = "hedi.nasri@essouassi.example"
HOUDA = "houda.bensalem@dar-chaabane-el-fehri.example"
KARIM = "karim@unit.ogp.example"
LEILA = "leila.dridi@carthage.example"
MOUNIA = "mounia.hdaji@kebili.example"
RIDHA = "ridha.ayari@nefza.example"
RIM = "rim.benyounes@zaouiet-sousse.example"
SALOUA = "saloua@unit.ogp.example"
SOUAD = "souad.methlouthi@tinja.example"
TAOUFIK = "taoufik.bennasr@gabes.example"
WALID = "walid.gasmi@hammam-chatt.example"
ZAINEB = "zaineb.mahdhi@medenine.example"
ABDESSATTAR = "abdessattar.hammami@zriba.example"


@dataclass(frozen=True)
class Picture:
    """`who` is signed in (nobody when empty); `path` is opened, "" stays where signing in leads; then `act` acts.

    `expect` is the status of the last answer.
    """

    name: str
    who: str
    path: str
    act: Callable[[Page], None] | None = None
    expect: int = 200


def follow(href: str, number: int = 0) -> Callable[[Page], None]:
    """Opens the link whose address contains `href`."""

    def act(page: Page) -> None:
        target = page.locator(f'main a[href*="{href}"]').nth(number).get_attribute("href")
        page.goto(localised(page, target or ""))

    return act


def open_row(number: int) -> Callable[[Page], None]:
    """Opens what a row of the table on the page names."""

    def act(page: Page) -> None:
        target = page.locator("main tbody th a").nth(number).get_attribute("href")
        page.goto(localised(page, target or ""))

    return act


def then(*ways: Callable[[Page], None]) -> Callable[[Page], None]:
    """One after the other."""

    def act(page: Page) -> None:
        for way in ways:
            way(page)

    return act


def press(selector: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state("load")

    return act


def begin(page: Page) -> None:
    start = page.locator('main form[action$="/start/"] button[type="submit"]')
    if start.count():
        start.first.click()
        page.wait_for_load_state("load")


def begin_and_send_nothing(page: Page) -> None:
    begin(page)
    page.goto(localised(page, "/m/kebili/focal-point/wizard/person/"))
    # The first such button is out of sight: it is what Enter presses.
    page.locator('[name="go"][value="next"]').last.click()
    page.wait_for_load_state("load")


def sign(*ways: Callable[[Page], None]) -> Callable[[Page], None]:
    """Follows the head's link, opens the charter when it is not open yet, and goes on."""
    return then(follow("/sign/"), *ways)


def open_charter(page: Page) -> None:
    button = page.locator('main form[action*="/open/"] button[type="submit"]')
    if button.count():
        button.first.click()
        page.wait_for_load_state("load")


def ask_for_code(page: Page) -> None:
    button = page.locator('main form[action*="/code/"] button.button:not(.quiet)')
    if button.count():
        button.first.click()
        page.wait_for_load_state("load")


PICTURES = [
    Picture("public-home", "", "/"),
    Picture("public-municipality", "", "/municipalities/carthage/"),
    Picture("public-municipality-late", "", "/municipalities/kebili/"),
    Picture("public-municipality-withdrawn", "", "/municipalities/nefza/"),
    Picture("public-committee", "", "/municipalities/carthage/committee/"),
    Picture("public-meetings", "", "/municipalities/carthage/meetings/"),
    Picture("public-plan", "", "/municipalities/carthage/plan/"),
    Picture("public-commitment", "", "/municipalities/carthage/plan/1/"),
    Picture("public-national-plan", "", "/national/plan/"),
    Picture("public-national-commitment", "", "/national/plan/2/"),
    Picture("public-national-meetings", "", "/national/meetings/"),
    Picture("verify", "", "/verify/"),
    Picture("verify-charter", "", "/demo/", follow("/verify/")),
    Picture("sign-intro", "", "/demo/", sign()),
    Picture("sign-in", "", "/accounts/login/"),
    Picture("not-found", "", "/nothing-here/", expect=404),
    Picture("demo", "", "/demo/"),
    Picture("demo-outbox", "", "/demo/outbox/"),
    Picture("demo-message", "", "/demo/outbox/", follow("/demo/outbox/", 1)),
    Picture("invitation", AMEL, ""),
    Picture("home-complete", LEILA, "/m/carthage/"),
    Picture("focal-point-accepted", LEILA, "/m/carthage/focal-point/"),
    Picture("charter-accepted", LEILA, "/m/carthage/charter/"),
    Picture("committee-accepted", LEILA, "/m/carthage/committee/"),
    Picture("members", LEILA, "/m/carthage/members/"),
    Picture("members-add", LEILA, "/m/carthage/members/add/"),
    Picture("consents", LEILA, "/m/carthage/consents/"),
    Picture("papers", LEILA, "/m/carthage/committee/papers/"),
    Picture("meetings", LEILA, "/m/carthage/meetings/"),
    Picture("meeting-new", LEILA, "/m/carthage/meetings/new/"),
    Picture("minutes", LEILA, "/m/carthage/minutes/"),
    Picture("plan", LEILA, "/m/carthage/plan/"),
    Picture("plan-three-columns", LEILA, "/m/carthage/plan/three-columns/"),
    Picture("plan-commitment", LEILA, "/m/carthage/plan/", open_row(0)),
    Picture("plan-progress", LEILA, "/m/carthage/plan/", then(open_row(0), follow("/progress/"))),
    Picture("people", LEILA, "/m/carthage/people/"),
    Picture("people-invite", LEILA, "/m/carthage/people/invite/"),
    Picture("settings", LEILA, "/accounts/settings/"),
    Picture("home-not-started", MOUNIA, "/m/kebili/"),
    Picture("home-waiting", HEDI, "/m/essouassi/"),
    Picture("focal-point-receipt", HEDI, "/m/essouassi/focal-point/receipt/"),
    Picture("charter-wizard-signatory", HEDI, "/m/essouassi/charter/wizard/signatory/"),
    Picture("charter-wizard-council", HEDI, "/m/essouassi/charter/wizard/council/"),
    Picture("charter-wizard-languages", HEDI, "/m/essouassi/charter/wizard/languages/"),
    Picture("charter-wizard-preview", HEDI, "/m/essouassi/charter/wizard/preview/"),
    Picture("home-returned", SOUAD, "/m/tinja/"),
    Picture("charter-returned", SOUAD, "/m/tinja/charter/"),
    Picture("home-signing", ABDESSATTAR, "/m/zriba/"),
    Picture("charter-issued", ABDESSATTAR, "/m/zriba/charter/"),
    Picture("charter-submitted", RIM, "/m/zaouiet-sousse/charter/"),
    Picture("charter-receipt", RIM, "/m/zaouiet-sousse/charter/receipt/"),
    Picture("home-on-hold", TAOUFIK, "/m/gabes/"),
    Picture("home-withdrawn", RIDHA, "/m/nefza/"),
    Picture("home-two-of-three", HOUDA, "/m/dar-chaabane-el-fehri/"),
    Picture("committee", HOUDA, "/m/dar-chaabane-el-fehri/committee/"),
    Picture("committee-wizard-act", HOUDA, "/m/dar-chaabane-el-fehri/committee/wizard/act/"),
    Picture("committee-wizard-members", HOUDA, "/m/dar-chaabane-el-fehri/committee/wizard/members/"),
    Picture("committee-member", HOUDA, "/m/dar-chaabane-el-fehri/committee/members/add/"),
    Picture("committee-submitted", WALID, "/m/hammam-chatt/committee/"),
    Picture("committee-receipt", WALID, "/m/hammam-chatt/committee/receipt/"),
    Picture("home-handover", ZAINEB, "/m/medenine/"),
    Picture("focal-point", ZAINEB, "/m/medenine/focal-point/"),
    Picture("focal-point-wizard-person", ZAINEB, "/m/medenine/focal-point/wizard/person/"),
    Picture("focal-point-wizard-deputy", ZAINEB, "/m/medenine/focal-point/wizard/deputy/"),
    Picture("focal-point-wizard-act", ZAINEB, "/m/medenine/focal-point/wizard/act/"),
    Picture("focal-point-wizard-publication", ZAINEB, "/m/medenine/focal-point/wizard/publication/"),
    Picture("focal-point-wizard-check", ZAINEB, "/m/medenine/focal-point/wizard/check/"),
    Picture("board", KARIM, "/oversight/"),
    Picture("board-late", KARIM, "/oversight/?state=late"),
    Picture("board-empty", KARIM, "/oversight/?q=xyz"),
    Picture("review-queue", KARIM, "/oversight/review/"),
    Picture("review-charter", KARIM, "/oversight/review/", open_row(0)),
    Picture("review-focal-point", KARIM, "/oversight/review/", open_row(1)),
    Picture("review-committee", KARIM, "/oversight/review/", open_row(2)),
    Picture("file-returned", KARIM, "/oversight/municipalities/tinja/"),
    Picture("file-complete", KARIM, "/oversight/municipalities/carthage/"),
    Picture("extend", KARIM, "/oversight/municipalities/kebili/focal_point/extend/"),
    Picture("invitations", KARIM, "/oversight/invitations/"),
    Picture("invite", KARIM, "/oversight/municipalities/regueb/invite/"),
    Picture("reopen", SALOUA, "/oversight/municipalities/carthage/charter/reopen/"),
    Picture("invite-staff", SALOUA, "/oversight/invitations/staff/"),
    Picture("texts", SALOUA, "/oversight/texts/"),
    Picture("text", SALOUA, "/oversight/texts/", follow("/oversight/texts/", 0)),
    Picture("letterheads", SALOUA, "/oversight/letterheads/"),
    Picture("trusted-certificates", SALOUA, "/oversight/anchors/"),
    Picture("trusted-certificate-add", SALOUA, "/oversight/anchors/add/"),
    Picture("ways-of-signing", SALOUA, "/oversight/cohorts/pilot/signing/"),
    Picture("tools", SALOUA, "/oversight/tools/"),
    Picture("board-last-week", KARIM, f"/oversight/?on={WEEK_AGO}"),
    Picture("board-difference", KARIM, f"/oversight/board/difference/?since={MONTH_AGO}"),
    Picture("board-progress", KARIM, "/oversight/board/progress/"),
    Picture("threads", KARIM, "/oversight/messages/"),
    Picture("thread", KARIM, "/oversight/municipalities/zriba/messages/charter/"),
    Picture("extensions", KARIM, "/oversight/extensions/"),
    Picture("extension", KARIM, "/oversight/extensions/1/"),
    Picture("behalf", KARIM, "/oversight/municipalities/regueb/behalf/focal_point/"),
    Picture("reminders", KARIM, "/oversight/reminders/"),
    Picture("bulk-remind", KARIM, "/oversight/bulk/remind/?state=late"),
    Picture("bulk-extend", KARIM, "/oversight/bulk/extend/?state=late"),
    Picture("national-members", KARIM, "/oversight/national/members/"),
    Picture("national-meetings", KARIM, "/oversight/national/meetings/"),
    Picture("national-plan", KARIM, "/oversight/national/plan/"),
    Picture("tasks", KARIM, "/oversight/tasks/"),
    Picture("plans", KARIM, "/oversight/plans/"),
    Picture("risks", KARIM, "/oversight/risks/"),
    Picture("reports", KARIM, "/oversight/reports/"),
    Picture("report-board", KARIM, "/oversight/reports/board/"),
    Picture("report-follow-up", KARIM, "/oversight/reports/follow-up/"),
    Picture("report-minutes", KARIM, f"/oversight/reports/minutes/?since={MONTH_AGO}"),
    Picture("activity", KARIM, "/oversight/activity/"),
    Picture("notices", KARIM, "/notifications/"),
    Picture("cohorts", SALOUA, "/oversight/cohorts/"),
    Picture("cohort", SALOUA, "/oversight/cohorts/pilot/"),
    Picture("cohort-due-dates", SALOUA, "/oversight/cohorts/pilot/due-dates/"),
    Picture("cohort-reminders", SALOUA, "/oversight/cohorts/pilot/reminders/"),
    Picture("cohort-import", SALOUA, "/oversight/cohorts/pilot/import/"),
    Picture("municipalities", SALOUA, "/oversight/municipalities/"),
    Picture("participation", SALOUA, "/oversight/municipalities/gabes/participation/"),
    Picture("people-by-the-unit", KARIM, "/oversight/municipalities/carthage/people/"),
    Picture("checklists", SALOUA, "/oversight/checklists/"),
    Picture("ready-texts", SALOUA, "/oversight/ready-texts/"),
    Picture("thread-of-the-municipality", ABDESSATTAR, "/m/zriba/messages/charter/"),
    Picture("extension-asked", MOUNIA, "/m/kebili/extension/focal_point/"),
    Picture("handover", LEILA, "/m/carthage/handover/"),
    Picture("activity-of-the-municipality", LEILA, "/m/carthage/activity/"),
    Picture("notification-settings", LEILA, "/notifications/settings/"),
]
# These write: they come when every other picture is taken, so that the languages show the same.
PICTURES_THAT_WRITE = [
    Picture("sign-page", "", "/demo/", sign(open_charter)),
    Picture("sign-here", "", "/demo/", sign(open_charter, follow("/here/"), ask_for_code)),
    Picture("sign-paper", "", "/demo/", sign(open_charter, follow("/paper/"))),
    Picture("sign-certificate", "", "/demo/", sign(open_charter, follow("/certificate/"))),
    Picture("sign-question", "", "/demo/", sign(open_charter, follow("/question/"))),
    Picture("sign-refuse", "", "/demo/", sign(open_charter, follow("/refuse/"))),
    Picture("sign-hand-over", "", "/demo/", sign(open_charter, follow("/hand-over/"))),
    Picture("focal-point-not-started", MOUNIA, "/m/kebili/focal-point/"),
    Picture("focal-point-wizard-errors", MOUNIA, "/m/kebili/focal-point/", begin_and_send_nothing, expect=422),
    Picture(
        "charter-scan-refused",
        ABDESSATTAR,
        "/m/zriba/charter/",
        press('form[action$="/scan/"] button[type="submit"]'),
        expect=422,
    ),
]


def localised(page: Page, path: str) -> str:
    """The absolute address of `path` in the language of the picture."""
    base, language = page.context.base_url_and_language  # type: ignore[attr-defined]
    joint = "&" if "?" in path else "?"
    return f"{base}{path}{joint}{urlencode({'lang': language})}"


class Camera:
    def __init__(self, browser: Browser, base_url: str, folder: Path, only: str) -> None:
        self.browser, self.base_url, self.folder, self.only = browser, base_url.rstrip("/"), folder, only
        self.faults: list[str] = []
        self.taken = 0

    def take(self, pictures: list[Picture], size: str) -> None:
        language, width = size.split("-")
        wanted = [picture for picture in pictures if self.only in picture.name]
        for who, group in groupby(wanted, key=lambda picture: picture.who):
            context = self.browser.new_context(
                viewport={"width": int(width), "height": HEIGHT}, reduced_motion="reduce"
            )
            context.base_url_and_language = (self.base_url, language)  # type: ignore[attr-defined]
            page = context.new_page()
            if who:
                self._sign_in(page, who)
            for picture in group:
                self._picture(page, picture, size)
            context.close()

    def _sign_in(self, page: Page, email: str) -> None:
        page.goto(localised(page, "/demo/"))
        page.locator(f'button[data-email="{email}"]').first.click()
        page.wait_for_load_state("load")

    def _unroll(self, page: Page) -> None:
        """Makes the window as high as the page: bars that stick to its edge, and pictures that load late, fall in
        place."""
        for _again in range(2):
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": page.viewport_size["width"], "height": height})  # type: ignore[index]
        page.wait_for_load_state("networkidle")

    def _picture(self, page: Page, picture: Picture, size: str) -> None:
        name = f"{size}-{picture.name}"
        answers: list[int] = []

        def remember(response: object) -> None:
            if response.request.is_navigation_request() and response.frame == page.main_frame:  # type: ignore[attr-defined]
                answers.append(response.status)  # type: ignore[attr-defined]

        page.on("response", remember)
        try:
            page.goto(localised(page, picture.path) if picture.path else page.url)
            if picture.act is not None:
                picture.act(page)
            page.evaluate("document.fonts.ready")
            self._unroll(page)
            page.screenshot(path=self.folder / f"{name}.png", full_page=True)
            self.taken += 1
            if answers and answers[-1] != picture.expect:
                self.faults.append(f"{name}: {answers[-1]} instead of {picture.expect}, at {page.url}")
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                self.faults.append(f"{name}: scrolls sideways")
        except Exception as error:  # one page that fails must not hide the others
            self.faults.append(f"{name}: {str(error).splitlines()[0]}")
        finally:
            page.remove_listener("response", remember)
            page.set_viewport_size({"width": int(size.split("-")[1]), "height": HEIGHT})


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("base_url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("sizes", nargs="*", default=SIZES, metavar="LANGUAGE-WIDTH")
    parser.add_argument("--only", default="", help="pictures whose name contains this")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        camera = Camera(browser, options.base_url, options.folder, options.only)
        for pictures in (PICTURES, PICTURES_THAT_WRITE):
            for size in options.sizes:
                camera.take(pictures, size)
        browser.close()
    print(f"{camera.taken} pictures")
    for fault in camera.faults:
        print(f"  {fault}", file=sys.stderr)
    return 1 if camera.faults else 0


if __name__ == "__main__":
    sys.exit(main())
