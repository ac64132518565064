"""The groups of the Unit: made after each migration from the one table in permissions.py."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

from municipalities.permissions import UNIT_ROLE_PERMISSIONS


def ensure_unit_groups(**kwargs: Any) -> None:
    """Each Unit role is a group holding exactly the permissions of the table."""
    create_permissions(apps.get_app_config("municipalities"), verbosity=0)
    known = {
        permission.codename: permission
        for permission in Permission.objects.filter(
            content_type__app_label="municipalities", content_type__model="participation"
        )
    }
    for role, permissions in UNIT_ROLE_PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.set([known[permission.value] for permission in permissions if permission.value in known])
