"""Papers that nobody keeps any more go after 30 days; whatever was submitted stays for ever."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from documents.models import StoredFile
from municipalities.models import Evidence
from municipalities.steps import Step
from tests.steps import attach, fill_focal_point

pytestmark = pytest.mark.django_db


def test_a_replaced_paper_goes_after_thirty_days_and_a_submitted_one_stays(tinja, focal_point, time_machine):
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    fill_focal_point(progress, by=focal_point)
    replaced = Evidence.objects.get()
    attach(progress, "act", "act_scan", by=focal_point, kind="designation_act")
    progress.submit(by=focal_point)
    kept = Evidence.objects.exclude(pk=replaced.pk).get()

    call_command("sweep_evidence")
    assert Evidence.objects.count() == 2

    time_machine.move_to(timezone.now() + timedelta(days=31))
    path = replaced.file.path
    call_command("sweep_evidence")
    assert list(Evidence.objects.all()) == [kept]
    assert StoredFile.objects.count() == 1
    assert default_storage.exists(kept.file.path)
    call_command("sweep_files")
    assert not default_storage.exists(path)
