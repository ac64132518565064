"""pyHanko without its network client: imported before anything of pyHanko.

pyHanko imports aiohttp wherever it goes. Here nothing may be fetched, and a third of the start would be spent on it: in
its place stands a module whose every name is an empty class, good for annotations and for nothing else. The others are
what pyHanko imports only when it meets the first stream, key, text or metadata, when no file can be opened any more.
"""

import sys
from importlib import import_module
from types import ModuleType


class Absent(ModuleType):
    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


sys.modules["aiohttp"] = Absent("aiohttp")

for name in (
    "_strptime",
    "cryptography.hazmat.backends.openssl.backend",
    "encodings.idna",
    "encodings.utf_16",
    "encodings.utf_16_be",
    "encodings.utf_16_le",
    "gzip",
    "lxml.etree",
    "pyhanko.pdf_utils.filters",
):
    import_module(name)
