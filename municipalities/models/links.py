"""What a link to one person has, whatever it opens: a token kept only as its hash, and an end."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import ClassVar


class PersonalLink:
    """For models with `email`, `token_hash`, `sent_at` and `expires_at`. The token stands only in the link."""

    LASTS: ClassVar[timedelta] = timedelta(days=14)

    email: str
    token_hash: str
    sent_at: datetime
    expires_at: datetime

    @staticmethod
    def hash(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @property
    def masked_email(self) -> str:
        """Enough to recognise one's own address, too little to learn another's: `a•••@tinja.example`."""
        local, _at, host = self.email.partition("@")
        return f"{local[:1]}•••@{host}"

    def renew(self, *, at: datetime) -> str:
        """A fresh token, valid from `at`; the old link stops working. Returns the token, kept nowhere else."""
        token = secrets.token_urlsafe(24)
        self.token_hash = self.hash(token)
        self.sent_at = at
        self.expires_at = at + self.LASTS
        return token

    def end(self, *, at: datetime) -> None:
        """The link that was given out opens nothing any more, as one that never was."""
        self.token_hash = self.hash(secrets.token_urlsafe(24))
        self.expires_at = min(self.expires_at, at)
