import pytest

from tests.committees.factories import committee_progress


@pytest.fixture
def progress(tinja, focal_point):
    """Tinja's committee step, begun."""
    progress = committee_progress(tinja)
    progress.start(by=focal_point)
    return progress


@pytest.fixture
def browser(client_of, focal_point):
    return client_of(focal_point)
