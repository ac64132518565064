"""What members agree to have public: asked by link, kept with its history."""

from committees.consents.standing import missing, unasked

__all__ = ["missing", "unasked"]
