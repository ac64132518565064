"""The product's settings under test: only the environment differs."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "tests-only-" + "k" * 50)
os.environ.setdefault("SITE_URL", "https://testserver")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("UNIT_MAILBOX", "unit@ogp.example")
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="localogp-tests-"))

from localogp.settings import *  # noqa: F403
from localogp.settings import DATA_DIR, DATABASES, STORAGES

# A file, not memory: the tests of races open several connections.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA_DIR) / "test.sqlite3")}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECURE_SSL_REDIRECT = False
SEAL_SELF_MADE = True
STATIC_ROOT = Path(DATA_DIR) / "static"
STATIC_ROOT.mkdir(exist_ok=True)
