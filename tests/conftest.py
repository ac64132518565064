"""The cast: Tinja and its neighbour Zriba, their people, the Unit's people, and a stranger."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import override_settings
from django.utils import translation

from municipalities.permissions import Role, UnitRole
from tests import factories


def pytest_addoption(parser):
    parser.addoption(
        "--ask-database",
        action="store_true",
        help="only the tests that ask the database: for another one, where the others say the same again",
    )


def pytest_collection_modifyitems(config, items):
    """Chromium's tests last: Playwright keeps an event loop running, and others start one of their own."""
    if config.getoption("--ask-database"):
        others = [item for item in items if not _asks_database(item)]
        items[:] = [item for item in items if _asks_database(item)]
        config.hook.pytest_deselected(items=others)
    items.sort(key=lambda item: "browser" in item.keywords)


def _asks_database(item) -> bool:
    fixtures = {"db", "transactional_db", "django_db_setup"}
    return item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint(item.fixturenames)


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield


def _stored_in(folder):
    return {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}},
    }


@pytest.fixture(autouse=True)
def _own_files(request, tmp_path):
    """Each test writes its papers into a folder of its own; those that share a world share its folder."""
    if "world" in request.fixturenames:
        yield
        return
    with override_settings(STORAGES=_stored_in(tmp_path / "files")):
        yield


@pytest.fixture(scope="module")
def shared_world(django_db_setup, django_db_blocker, tmp_path_factory):
    """One world for a whole module: making it takes seconds."""
    from tests import world

    with (
        django_db_blocker.unblock(),
        override_settings(STORAGES=_stored_in(tmp_path_factory.mktemp("world") / "files")),
        translation.override("en"),
        world.undone(),
    ):
        yield world.build()


@pytest.fixture
def world(shared_world, db):
    """Two municipalities in mid-flow and everybody who may knock, as tests.world describes them."""
    return shared_world


@pytest.fixture
def tinja(db):
    municipality = factories.MunicipalityFactory(slug="tinja", name_ar="تينجة", name_fr="Tinja", name_en="Tinja")
    factories.admit(municipality)
    return municipality


@pytest.fixture
def zriba(db):
    municipality = factories.MunicipalityFactory(
        slug="zriba",
        name_ar="الزريبة",
        name_fr="Zriba",
        name_en="Zriba",
        governorate=factories.GovernorateFactory(iso="TN-22", name_ar="زغوان", name_fr="Zaghouan", name_en="Zaghouan"),
        region="centre",
    )
    factories.admit(municipality)
    return municipality


@pytest.fixture
def focal_point(tinja):
    return factories.member(tinja, Role.FOCAL_POINT, email="focal@tinja.example")


@pytest.fixture
def deputy(tinja):
    return factories.member(tinja, Role.DEPUTY, email="deputy@tinja.example")


@pytest.fixture
def reader(tinja):
    return factories.member(tinja, Role.READER, email="reader@tinja.example")


@pytest.fixture
def neighbour(zriba):
    """The focal point of another municipality."""
    return factories.member(zriba, Role.FOCAL_POINT, email="focal@zriba.example")


def _unit(role: UnitRole, email: str):
    person = factories.UserFactory(email=email)
    person.groups.add(Group.objects.get(name=role.value))
    return person


@pytest.fixture
def officer(db):
    return _unit(UnitRole.OFFICER, "officer@unit.example")


@pytest.fixture
def second_officer(db):
    return _unit(UnitRole.OFFICER, "officer2@unit.example")


@pytest.fixture
def manager(db):
    return _unit(UnitRole.MANAGER, "manager@unit.example")


@pytest.fixture
def observer(db):
    return _unit(UnitRole.OBSERVER, "observer@committee.example")


@pytest.fixture
def stranger(db):
    """An account without any role."""
    return factories.UserFactory(email="stranger@elsewhere.example")


@pytest.fixture
def client_of(client):
    """The test client signed in as somebody."""
    from django.test import Client

    def signed_in(person):
        browser = Client()
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return signed_in
