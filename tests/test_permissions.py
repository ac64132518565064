"""The access matrix: every address × method × visitor × own or other municipality, drawn from the URLconf."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

from municipalities.permissions import ROLE_PERMISSIONS, UNIT_ROLE_PERMISSIONS, Perm, Role, UnitPerm, UnitRole
from oversight.admin import site
from tests.addresses import ADDRESSES, ALLAUTH, ALLAUTH_ARGS, PUBLIC, REST, address, patterns
from tests.world import digest, undone

pytestmark = pytest.mark.once

METHODS = ("GET", "POST", "PUT", "DELETE")
SIGN_IN = "sign-in page"

MEMBERS = {
    "tinja": {"focal point": Role.FOCAL_POINT, "deputy": Role.DEPUTY, "reader": Role.READER},
    "zriba": {"neighbour": Role.FOCAL_POINT},
}
UNIT = {"officer": UnitRole.OFFICER, "manager": UnitRole.MANAGER, "observer": UnitRole.OBSERVER}
SIGNED_OUT = ("anonymous", "disabled")
VISITORS = (*SIGNED_OUT, "stranger", "operator", *MEMBERS["tinja"], *MEMBERS["zriba"], *UNIT)


def held_by(who: Perm | UnitPerm, visitor: str, place: str) -> frozenset[str]:
    if isinstance(who, Perm):
        role = MEMBERS[place].get(visitor)
        return ROLE_PERMISSIONS[role] if role else frozenset()
    role = UNIT.get(visitor)
    return UNIT_ROLE_PERMISSIONS[role] if role else frozenset()


def expected(name: str, method: str, visitor: str, place: str) -> int | str:
    entry = ADDRESSES[name]
    if entry.who == PUBLIC:
        return entry.status(method)
    if visitor in SIGNED_OUT:
        return SIGN_IN
    if isinstance(entry.who, Perm | UnitPerm):
        held = held_by(entry.who, visitor, place)
        if not held:
            return 404
        if entry.who not in held:
            return 403
    if name == "accounts:home" and method == "GET":
        return 200 if visitor in ("stranger", "operator") else 302
    return entry.status(method)


def told(answer) -> int | str:
    location = answer.headers.get("Location", "")
    return SIGN_IN if location.startswith(reverse(settings.LOGIN_URL)) else answer.status_code


def test_every_address_is_listed():
    names = {name for name, _pattern in patterns() if not name.startswith("admin:")}
    assert names == {*ADDRESSES, *ALLAUTH, *REST}


@pytest.mark.parametrize("name", ADDRESSES)
def test_only_those_who_may(world, name):
    wrong = []
    for place in (world.tinja, world.zriba):
        path = address(name, place, world)
        for visitor in VISITORS:
            for method in METHODS if place is world.tinja else METHODS[:2]:
                with undone():
                    found = told(world.browser(visitor).generic(method, path))
                right = expected(name, method, visitor, place.slug)
                if found != right:
                    wrong.append(f"{visitor}: {method} {path} answers {found}, not {right}")
    assert not wrong, "\n".join(wrong)


def test_what_is_refused_changes_nothing(world):
    before = digest()
    for name, entry in ADDRESSES.items():
        for place in (world.tinja, world.zriba):
            for visitor in VISITORS:
                if entry.post and expected(name, "POST", visitor, place.slug) in (SIGN_IN, 403, 404):
                    world.browser(visitor).post(address(name, place, world))
    assert digest() == before


@pytest.mark.parametrize("name", [name for name, entry in ADDRESSES.items() if entry.by_key])
def test_a_key_of_another_municipality_is_not_found_under_ones_own(world, name):
    own, other = ADDRESSES[name].args(world.tinja, world), ADDRESSES[name].args(world.zriba, world)
    swapped = reverse(name, args=[own[0], *other[1:]])
    visitor = "focal point" if isinstance(ADDRESSES[name].who, Perm) else "manager"
    method = "POST" if ADDRESSES[name].post else "GET"
    with undone():
        answer = world.browser(visitor).generic(method, swapped)
    assert answer.status_code == 404


def test_officers_leave_invitations_to_the_unit_to_those_who_manage_its_staff(world):
    for action in ("resend", "revoke"):
        path = reverse(f"oversight:invitation_{action}", args=[world.staff_invitation.pk])
        assert world.browser("officer").post(path).status_code == 403
        with undone():
            assert world.browser("manager").post(path).status_code in (200, 302)


def test_somebody_with_one_place_is_led_there_and_others_choose(world):
    assert world.browser("focal point").get("/accounts/home/").url == "/m/tinja/"
    assert world.browser("stranger").get("/accounts/home/").status_code == 200


@pytest.mark.parametrize("name", ALLAUTH)
def test_pages_of_the_account_answer_as_listed(world, name):
    path = reverse(name, args=ALLAUTH_ARGS.get(name))
    answers = []
    for visitor in ("anonymous", "stranger"):
        with undone():
            answers.append(world.browser(visitor).get(path).status_code)
            assert world.browser(visitor).post(path).status_code < 500
    assert tuple(answers) == ALLAUTH[name]


def admin_addresses() -> list[str]:
    paths = [reverse("admin:index"), reverse("admin:password_change")]
    for model in site._registry:
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        paths += [reverse(f"admin:{label}_{page}") for page in ("changelist", "add")]
        paths += [reverse(f"admin:{label}_{page}", args=["1"]) for page in ("change", "delete", "history")]
    return paths


def test_the_admin_is_for_operators_who_look(world):
    """Superusers read; everybody else is led to the one sign-in page, or refused."""
    assert world.browser("operator").get("/admin/", follow=True).status_code == 200
    before = digest()
    paths = admin_addresses()
    # The admin has one door: everybody knocks at the first page, one of each kind at every page behind it.
    for path in paths:
        for visitor in VISITORS if path == paths[0] else ("anonymous", "manager", "operator"):
            if visitor != "operator":
                answer = world.browser(visitor).get(path, follow=True)
                at_sign_in = answer.redirect_chain[-1][0].startswith(reverse(settings.LOGIN_URL))
                assert at_sign_in if visitor in SIGNED_OUT else answer.status_code == 403, (visitor, path)
            assert world.browser(visitor).post(path, {"post": "yes"}).status_code in (200, 302, 403), (visitor, path)
    assert digest() == before


def test_the_table_of_roles_is_the_one_agreed():
    workspace = {Perm.VIEW, Perm.EDIT, Perm.SUBMIT, Perm.INVITE}
    assert {Role.FOCAL_POINT: workspace, Role.DEPUTY: workspace, Role.READER: {Perm.VIEW}} == ROLE_PERMISSIONS
    officer = {
        UnitPerm.BOARD,
        UnitPerm.READ,
        UnitPerm.REVIEW,
        UnitPerm.INVITE,
        UnitPerm.EXTEND,
        UnitPerm.REMIND,
        UnitPerm.WRITE,
        UnitPerm.BEHALF,
        UnitPerm.EXPORT,
        UnitPerm.CONVENE,
    }
    assert {
        UnitRole.OFFICER: officer,
        UnitRole.MANAGER: officer | {UnitPerm.MANAGE, UnitPerm.STAFF},
        UnitRole.OBSERVER: {UnitPerm.BOARD},
    } == UNIT_ROLE_PERMISSIONS
