"""The papers of every municipality, for the Unit."""

from municipalities.mixins import OversightMixin
from municipalities.permissions import UnitPerm
from municipalities.views.evidence import EvidenceDownload, EvidencePicture


class EvidenceView(OversightMixin, EvidenceDownload):
    permission = UnitPerm.READ


class EvidencePageView(OversightMixin, EvidencePicture):
    permission = UnitPerm.READ
