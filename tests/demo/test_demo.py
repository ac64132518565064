"""The demonstration exists only where it was asked for; there, every person gets in and finds the story told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
# Runs inside the demonstration, on a database of its own. Prints what it found wrong.
WALK = Path(__file__).with_name("walk.py")


def test_production_has_no_demonstration(client, db):
    assert not apps.is_installed("demo")
    for name in ("home", "sign_in", "outbox", "message", "message_html", "attachment"):
        with pytest.raises(NoReverseMatch):
            reverse(f"demo:{name}", args=[1] if name.startswith(("message", "attachment")) else [])
    for path in ("/demo/", "/demo/outbox/", "/demo/outbox/1/", "/demo/outbox/1/html/"):
        assert client.get(path).status_code == 404
    assert client.post("/demo/sign-in/", {"user": "1"}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.fixture
def manage(tmp_path):
    """manage.py with the product's own settings in demo mode, and nothing of this process's environment."""

    def run(*arguments: str) -> str:
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "DEMO": "1", "DATA_DIR": str(tmp_path)}
        result = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "localogp.settings"},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    return run


def test_demonstration_is_loaded_once_and_everybody_gets_in(manage):
    manage("manage.py", "migrate", "--verbosity", "0")
    manage("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    manage("manage.py", "load_demo")
    counted = manage(str(WALK), "count")
    assert "loaded" in manage("manage.py", "load_demo")
    assert manage(str(WALK), "count") == counted
    assert manage(str(WALK), "walk").strip() == ""
