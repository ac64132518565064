"""Why a paper is not taken. The reasons are the names of `documents.opening.Refusal`, spelt out to keep Django away."""


class Refused(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
