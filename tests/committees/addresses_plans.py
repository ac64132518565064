"""Action plans, in both places, for the public, and by a link."""

from __future__ import annotations

from municipalities.permissions import Perm, UnitPerm
from tests.address import PUBLIC, Address, joint, of, of_national, slug

# Name, permission on a municipality, statuses of GET and POST, the attribute that an address names, more arguments.
_PAGES: list[tuple[str, Perm, int | None, int | None, str, tuple[str, ...]]] = [
    ("current", Perm.VIEW, 200, None, "", ()),
    ("begin", Perm.EDIT, 302, 422, "", ()),
    ("edit", Perm.EDIT, 200, 422, "", ()),
    ("publish", Perm.SUBMIT, None, 409, "", ()),
    ("unpublish", Perm.SUBMIT, None, 302, "", ()),
    ("close", Perm.SUBMIT, 200, 302, "", ()),
    ("former", Perm.VIEW, 200, None, "former_plan", ()),
    ("three_columns", Perm.VIEW, 200, None, "", ()),
    ("three_columns_file", Perm.VIEW, 200, None, "", ("docx",)),
    ("export", Perm.VIEW, 200, None, "", ("json",)),
    ("import", Perm.EDIT, 200, 422, "", ()),
    ("import_draft", Perm.EDIT, 200, 409, "plan_import", ()),
    ("commitment_add", Perm.EDIT, 200, 422, "", ()),
    ("commitment", Perm.VIEW, 200, None, "commitment", ()),
    ("commitment_edit", Perm.EDIT, 200, 422, "commitment", ()),
    ("standing", Perm.EDIT, 200, 409, "commitment", ()),
    ("progress", Perm.EDIT, 200, 422, "commitment", ()),
    ("milestone_add", Perm.EDIT, 200, 422, "commitment", ()),
    ("milestone_edit", Perm.EDIT, 200, 422, "milestone", ()),
    ("milestone_move", Perm.EDIT, None, 302, "milestone", ()),
    ("milestone_remove", Perm.EDIT, None, 302, "milestone", ()),
    ("paper", Perm.VIEW, 200, None, "milestone_paper", ()),
    ("ask_reply", Perm.EDIT, None, 409, "progress_note", ()),
    ("renew_reply", Perm.EDIT, None, 302, "progress_note", ()),
]

ADDRESSES: dict[str, Address] = {
    "public:plan": Address(PUBLIC, args=slug()),
    "public:plan_json": Address(PUBLIC, args=slug()),
    "public:commitment": Address(PUBLIC, args=slug(1)),
    "public:national_plan": Address(PUBLIC),
    "public:national_plan_json": Address(PUBLIC),
    "public:national_commitment": Address(PUBLIC, args=lambda place, world: [1]),
    "replies:reply": Address(PUBLIC, 200, 422, joint("reply_token")),
    "oversight:plans": Address(UnitPerm.READ),
}
for _name, _permission, _get, _post, _attribute, _more in _PAGES:
    _own = of(_attribute, *_more) if _attribute else slug(*_more)
    _national = of_national(_attribute, *_more) if _attribute else (lambda more: lambda place, world: [*more])(_more)
    ADDRESSES[f"plan:{_name}"] = Address(_permission, _get, _post, _own)
    ADDRESSES[f"national_plan:{_name}"] = Address(UnitPerm.CONVENE, _get, _post, _national)
