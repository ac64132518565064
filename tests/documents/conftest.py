"""Templates of documents made for these tests only."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _test_templates(settings):
    ours, *others = settings.TEMPLATES
    settings.TEMPLATES = [{**ours, "DIRS": [*ours["DIRS"], Path(__file__).parent / "templates"]}, *others]
