"""How the project is built: what imports what, who asks for whom, what lies unused. Read from the files themselves."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import allauth
import pytest
from django.apps import apps
from django.db import models

from documents.models import StoredFile
from municipalities.permissions import ROLE_PERMISSIONS, UNIT_ROLE_PERMISSIONS, Perm, UnitPerm
from tests.addresses import ADDRESSES, PUBLIC, patterns

ROOT = Path(__file__).resolve().parent.parent
# Each app may import those of a lower rank, and itself.
RANKS = {
    "accounts": 0,
    "documents": 1,
    "municipalities": 2,
    "charters": 3,
    "committees": 3,
    "oversight": 4,
    "demo": 5,
}
LINES = 420


@cache
def committed(*suffixes: str) -> list[Path]:
    """The files of the project: those of git, and new ones that it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / line for line in listed.stdout.splitlines()]
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def product_code() -> Iterator[tuple[str, str, ast.Module]]:
    """Name, app and tree of each module that is not a test."""
    for path in committed(".py"):
        name = name_of(path)
        app = name.split("/")[0]
        if app in RANKS or app == "localogp":
            yield name, app, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST) -> Iterator[str]:
    """Full names of the modules imported anywhere in `tree`, what is for the type checker alone apart."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module)
        else:
            yield from imported(node)


def test_imports_go_one_way():
    wrong = []
    for name, app, tree in product_code():
        for module in imported(tree):
            target = module.split(".")[0]
            if target == app or target not in RANKS:
                continue
            if app == "localogp":
                if name != "localogp/urls.py":
                    wrong.append(f"{name} imports {module}")
            elif RANKS[target] >= RANKS[app]:
                wrong.append(f"{name} imports {module}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["municipalities/permissions.py", "municipalities/steps.py"])
def test_tables_of_words_import_no_models(name):
    modules = set(imported(ast.parse((ROOT / name).read_text(encoding="utf-8"))))
    assert not [module for module in modules if module.split(".")[0] in RANKS or module.endswith(".models")]


# Who asks for whom ----------------------------------------------------------------------------------------


def guarded_views() -> Iterator[tuple[str, type]]:
    for name, pattern in patterns():
        if name in ADDRESSES and isinstance(ADDRESSES[name].who, Perm | UnitPerm):
            yield name, pattern.callback.view_class  # type: ignore[attr-defined]


def stated_permission(name: str, view: Any) -> Perm | UnitPerm:
    """Pages of a committee stand in two places, and state a permission for each."""
    return view.unit_permission if name.startswith("national_") else view.permission  # type: ignore[no-any-return]


def test_every_view_of_the_workspace_and_of_the_unit_states_the_permission_that_is_agreed():
    stated = {name: stated_permission(name, view) for name, view in guarded_views()}
    assert stated == {name: entry.who for name, entry in ADDRESSES.items() if isinstance(entry.who, Perm | UnitPerm)}


def test_every_permission_is_given_to_a_role_and_asked_by_a_view():
    asked = {stated_permission(name, view) for name, view in guarded_views()}
    assert asked == {*Perm, *UnitPerm}
    assert set().union(*ROLE_PERMISSIONS.values()) == set(Perm)
    assert set().union(*UNIT_ROLE_PERMISSIONS.values()) == set(UnitPerm)


def test_only_what_is_public_opts_out_of_signing_in():
    ours = {name for name, pattern in patterns() if name in ADDRESSES and not is_login_required(pattern.callback)}
    assert ours == {name for name, entry in ADDRESSES.items() if entry.who == PUBLIC}


def is_login_required(view: object) -> bool:
    return bool(getattr(view, "login_required", True))


# Models that belong to one municipality, and the words by which a query is bound to one.
TENANT_APPS = ("municipalities", "charters", "committees")
SHARED_MODELS = {
    "Governorate",
    "Cohort",
    "CohortStep",
    "CharterText",
    "CharterArticle",
    "LegalBasis",
    "UnitLetterhead",
    "TrustAnchor",
    "ChecklistItem",
    "ReadyText",
    "ReminderRule",
    # Of a person, not of a municipality.
    "Muted",
    "Digest",
    "CalendarAddress",
}
BOUND_BY = {
    "municipality",
    "municipality__in",
    "participation__in",
    "municipality__slug",
    "participation",
    "progress",
    "charter",
    "committee",
    "evidence",
    "scan",
    "submission",
    "slug",
    "for_user",
    "by_token",
    "member__committee__participation",
    "sitting_on",
    "member__committee",
    "committee__participation__in",
    # Of a committee, which is a municipality's or the national one.
    "national",
    "plan",
    "commitment",
    "note",
}
ACROSS = {
    # The public asks by the code that is printed on the paper.
    ("charters/views_verify.py", "Charter"),
    # A file that anyone brings may be anybody's: it is found by its own bytes, or by the code on it.
    ("charters/verifying.py", "Charter"),
    ("charters/verifying.py", "SignedEdition"),
    ("charters/verifying.py", "Signature"),
    # Anyone asks by the code that is printed on the paper, or brings a file that is known by its bytes.
    ("committees/papers/verifying.py", "CommitteePaper"),
    # Fetched by its submission in the statement that follows.
    ("charters/definition.py", "SignedCopy"),
    # Signing in belongs to no municipality.
    ("municipalities/apps.py", "Activity"),
    # A person was here, wherever it was that something was done.
    ("municipalities/risks.py", "Activity"),
    # Prefetched from the steps of one participation.
    ("municipalities/views/home.py", "Submission"),
    # The scheduled command's own question: who has not replied to a note.
    ("committees/plans/replying.py", "ReplyRequest"),
    # The scheduled command's own question: whose hold ends today.
    ("municipalities/lifecycle.py", "Participation"),
    # The scheduled command's own question: who has been silent for a week.
    ("committees/consents/asking.py", "Consent"),
}


def words_of(statement: ast.stmt) -> set[str]:
    words = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name):
            words.add(node.id)
        elif isinstance(node, ast.Attribute):
            words.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            words.add(node.arg)
    return words


def tenant_queries(tree: ast.Module, names: set[str]) -> Iterator[tuple[str, ast.stmt]]:
    """Each `Model.objects` of `names` with the innermost statement it stands in."""
    innermost: dict[ast.AST, ast.stmt] = {}
    for statement in ast.walk(tree):
        if isinstance(statement, ast.stmt):
            for node in ast.walk(statement):
                innermost[node] = statement
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "objects"
            and isinstance(node.value, ast.Name)
            and node.value.id in names
        ):
            yield node.value.id, innermost[node]


def test_only_the_unit_and_the_commands_ask_across_municipalities():
    names = {model.__name__ for app in TENANT_APPS for model in apps.get_app_config(app).get_models()} - SHARED_MODELS
    wrong, met = [], set()
    for name, app, tree in product_code():
        if app not in TENANT_APPS or "/management/" in name or "/models" in name or "/migrations/" in name:
            continue
        for model, statement in tenant_queries(tree, names):
            if words_of(statement) & BOUND_BY:
                continue
            if (name, model) in ACROSS:
                met.add((name, model))
            else:
                wrong.append(f"{name}:{statement.lineno} {ast.unparse(statement).splitlines()[0]}")
    assert not wrong, "\n".join(wrong)
    assert met == ACROSS


# What is kept ---------------------------------------------------------------------------------------------


def test_what_points_to_stored_bytes_protects_them():
    pointing = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is StoredFile
    ]
    assert pointing
    assert [field for field in pointing if field.remote_field.on_delete is not models.PROTECT] == []


def test_bytes_are_stored_in_one_place():
    holders = {
        field.model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField) and model._meta.app_label in RANKS
    }
    assert holders <= {StoredFile}


def test_migrations_are_named_by_hand():
    names = [path.name for path in committed(".py") if path.parent.name == "migrations" and path.stem != "__init__"]
    assert names
    assert [name for name in names if not re.fullmatch(r"\d{4}_(?!auto_)[a-z0-9_]+\.py", name)] == []


# Pages ----------------------------------------------------------------------------------------------------


def templates() -> list[Path]:
    return [path for path in committed(".html", ".txt") if "templates" in path.parts and "tests" not in path.parts]


def template_name(path: Path) -> str:
    return name_of(path).split("templates/", 1)[1]


def test_pages_carry_no_style_and_no_script_of_their_own():
    """The content security policy would drop them; e-mails and printed documents have nothing else."""
    wrong = [
        name_of(path)
        for path in templates()
        if not template_name(path).startswith(("emails/", "pdf/"))
        and re.search(
            r"\sstyle=|<style[\s>]|<script(?![^>]*\ssrc=)|\son[a-z]+=[\"']|javascript:", path.read_text("utf-8")
        )
    ]
    assert not wrong


def test_no_template_lies_unused():
    """Ours are named where they are used; allauth's are those that it has under the same name."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in committed(".py", ".html", ".txt") if path != Path(__file__)
    )
    of_allauth = Path(allauth.__file__).parent / "templates"
    emails = re.compile(r"emails/(.+)-(?:subject\.txt|body\.txt|body\.html)")
    unused = []
    for path in templates():
        name = template_name(path)
        kind = emails.fullmatch(name)
        if re.fullmatch(r"\d{3}\.html|403_csrf\.html", name) or (of_allauth / name).exists():
            continue
        if kind and kind[1].startswith("account-"):
            subject = kind[1].removeprefix("account-").replace("-", "_")
            found = any(
                (of_allauth / folder / f"{subject}_subject.txt").exists() for folder in ("account/email", "mfa/email")
            )
        elif kind:
            found = f'"{kind[1]}"' in text
        else:
            found = f'"{name}"' in text or f"'{name}'" in text
        if not found:
            unused.append(name)
    assert not unused


# The files themselves -------------------------------------------------------------------------------------


def test_words_are_marked_by_names_that_the_catalogues_are_made_from():
    """makemessages reads `gettext("…")` and `_("…")`; under any other name a word is never translated."""
    alias = re.compile(r"\b[np]*gettext(?:_lazy|_noop)? as (?!_\b)\w+")
    aliases = {name_of(path): alias.findall(path.read_text(encoding="utf-8")) for path in committed(".py")}
    assert {name: found for name, found in aliases.items() if found} == {}


def test_no_file_is_too_long_to_be_read():
    long = {
        name_of(path): lines
        for path in committed(".py", ".html", ".js", ".md", ".txt", ".toml")
        if path.parent.name != "migrations" and (lines := path.read_text(encoding="utf-8").count("\n")) > LINES
    }
    assert not long


def test_no_file_speaks_of_one_persons_machine():
    """No path of a home or a working directory, and no page that is not here."""
    pages = {path.name for path in committed(".md")}
    wrong = []
    for path in committed(".py", ".html", ".js", ".css", ".md", ".txt", ".toml", ".po", ".csv", ".svg", ""):
        if path == Path(__file__) or path.name.endswith(".lock"):
            continue
        text = path.read_text(encoding="utf-8")
        wrong += [
            f"{name_of(path)}: {found}" for found in re.findall(r"(?<![\w.:/-])/(?:home|root|work|Users)/\w+", text)
        ]
        wrong += [f"{name_of(path)}: {page}" for page in re.findall(r"\b[A-Z]{3,}\.md\b", text) if page not in pages]
    assert not wrong, "\n".join(wrong)


def test_every_page_of_the_documentation_can_be_reached_from_the_readme():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for target in re.findall(r"\]\(([^)#:]+)[^):]*\)", page.read_text(encoding="utf-8")):
            linked = (page.parent / target).resolve()
            assert linked.exists(), f"{name_of(page)} links to {target}"
            found = linked.glob("*.md") if linked.is_dir() else [linked] if linked.suffix == ".md" else []
            waiting += [each for each in found if each not in reached]
    pages = {path for path in committed(".md") if name_of(path).startswith("docs/")}
    assert {name_of(page) for page in pages - reached} == set()
