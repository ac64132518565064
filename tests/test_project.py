"""Promises of the project as a whole: its configuration, its licence."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "SECRET_KEY": "kD8vJ2mQ7xR4tZ9wB6nL3pH5sF1gY0cV8uE2aT7iO4jX5qK1hN6",
    "SITE_URL": "https://ogp.example",
    "ALLOWED_HOSTS": "ogp.example",
    "UNIT_MAILBOX": "unit@ogp.example",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py as an operator does: the product's own settings, and nothing of this process's environment."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def variables_of_settings() -> set[str]:
    """The first argument of every env.something("…") and required("…") in settings.py."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / "localogp" / "settings.py").read_text())):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.value if isinstance(node.func, ast.Attribute) else node.func
            if isinstance(called, ast.Name) and called.id in {"env", "required"}:
                names.add(node.args[0].value)
    return names


def test_environment_page_lists_exactly_the_variables_of_the_settings():
    page = (ROOT / "docs" / "environment.md").read_text().split("## Outside the settings")[0]
    assert set(re.findall(r"^\| `(\w+)`", page, flags=re.MULTILINE)) == variables_of_settings()
    assert {*PRODUCTION, "DEMO", "DATABASE_URL"} <= variables_of_settings()


def test_environment_page_says_what_is_required():
    page = (ROOT / "docs" / "environment.md").read_text()
    assert set(re.findall(r"^\| `(\w+)` .*\*\*required\*\*", page, flags=re.MULTILINE)) == set(PRODUCTION)


@pytest.mark.parametrize("name", PRODUCTION)
def test_production_refuses_to_start_without(name, tmp_path):
    environment = {key: value for key, value in PRODUCTION.items() if key != name}
    result = manage("check", DATA_DIR=str(tmp_path), **environment)
    assert result.returncode != 0
    assert f"Set {name} in the environment" in result.stderr


def test_production_refuses_a_site_url_in_clear(tmp_path):
    result = manage("check", DATA_DIR=str(tmp_path), **(PRODUCTION | {"SITE_URL": "http://ogp.example"}))
    assert result.returncode != 0
    assert "https://" in result.stderr


def test_deployment_check_is_clean_in_production(tmp_path):
    result = manage("check", "--deploy", "--fail-level", "INFO", DATA_DIR=str(tmp_path), **PRODUCTION)
    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout


def test_licence_is_named_by_its_spdx_name():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"] == "EUPL-1.2"
    assert "EUPL-1.2" in (ROOT / "README.md").read_text()
