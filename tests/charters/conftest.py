import pytest

from tests.charters import signing


@pytest.fixture
def progress(tinja):
    return signing.progress_of(tinja)


@pytest.fixture
def charter(progress, focal_point):
    return signing.issue(progress, by=focal_point)
