"""The scan of any other municipality's charter is told for what it is, by name."""

import pytest
from django.core.management import call_command

from charters.models import Charter, CharterScan
from municipalities.models import Municipality
from municipalities.scans import ScanReport
from tests import factories
from tests.charters import signing

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_each_of_the_eleven_others_is_named_and_blocks():
    call_command("load_pilot", verbosity=0)
    charters: dict[str, Charter] = {}
    for municipality in Municipality.objects.all():
        person = factories.member(municipality)
        charters[municipality.slug] = signing.issue(signing.progress_of(municipality), by=person, languages="ar")
    own = charters.pop("tinja")
    progress = signing.progress_of(own.municipality)
    person = own.document.issued_by
    for slug, other in charters.items():
        CharterScan.objects.filter(charter=own).delete()
        signing.add_scans(own, progress, other.document.file.read(), by=person)
        told = [finding.sentence for finding in ScanReport.of(own).blocking]
        name = Municipality.objects.get(slug=slug).name_en
        assert f"this is the charter of {name}." in told[0]
        assert other.register_number in told[0]
    assert len(charters) == 11
