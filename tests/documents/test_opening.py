from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from documents.opening import Refusal, inspect, page_pictures, read_codes
from documents.pdf import Enclosure, RenderedDocument, render, render_again
from tests.documents import hostile
from tests.documents.samples import CODES, charter_context
from tests.processor import Spent


@pytest.fixture(scope="module")
def rendered() -> RenderedDocument:
    from django.template import engines

    engine = engines["django"].engine
    engine.dirs.append(Path(__file__).parent / "templates")
    return render("tests/charter.html", charter_context(), language="ar", page_codes=CODES)


@pytest.fixture(scope="module")
def charter(rendered) -> bytes:
    return rendered.pdf


@pytest.fixture(scope="module")
def ours(rendered) -> bytes:
    """A document of ours with a file attached to it by ourselves."""
    enclosures = [Enclosure("charter.json", b'{"number": 7}', "The charter for machines")]
    return render_again(
        rendered.html,
        rtl=True,
        page_codes=CODES,
        pages=rendered.pages,
        enclosures=enclosures,
        at=datetime(2026, 11, 24, tzinfo=UTC),
    ).pdf


@pytest.mark.parametrize("what", hostile.HOSTILE)
def test_hostile_paper_is_refused_with_its_reason_in_time(what):
    make, reason = hostile.HOSTILE[what]
    data = make()
    with Spent() as spent:
        inspection = inspect(data)
    assert spent.seconds < 6
    assert inspection.refusal in reason.split()
    assert str(inspection.refusal.message)
    assert inspection.pages == 0


def test_next_paper_is_answered_after_a_bomb():
    assert inspect(hostile.bomb_in_content()).refusal == Refusal.TOO_HEAVY
    assert inspect(hostile.plain_pdf()).refusal is None


@pytest.mark.parametrize("what", hostile.HONEST)
def test_honest_paper_is_taken(what):
    make, media_type, pages, marks = hostile.HONEST[what]
    inspection = inspect(make())
    assert (inspection.refusal, inspection.media_type, inspection.pages) == (None, media_type, pages)
    assert inspection.marks == marks
    assert inspection.width > 0
    assert inspection.height > 0


def test_own_documents_are_taken(charter):
    inspection = inspect(charter)
    assert inspection.refusal is None
    assert inspection.marks == []
    assert inspect(hostile.from_cairo(charter)).refusal is None


def changed(ours: bytes, change: hostile.Change) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(ours)) as pdf:
        change(pdf)
        pdf.save(output)
    return output.getvalue()


def own_file(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """What tells of the file that we attached."""
    return pdf.Root.Names.EmbeddedFiles.Names[1]


def attach_another(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["hidden.exe"] = b"MZ"


def attach_ours_again(pdf: pikepdf.Pdf) -> None:
    again = pdf.make_indirect(pikepdf.Dictionary(own_file(pdf)))
    pdf.Root.Names.EmbeddedFiles.Names.extend([pikepdf.String("second.json"), again])


def change_its_content(pdf: pikepdf.Pdf) -> None:
    own_file(pdf).EF.F.write(b'{"number": 8}')


def rename_it(pdf: pikepdf.Pdf) -> None:
    own_file(pdf).UF = pikepdf.String("charter.exe")


def rename_it_in_the_list(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Names.EmbeddedFiles.Names[0] = pikepdf.String("charter.exe")


def put_another_content_beside(pdf: pikepdf.Pdf) -> None:
    """Readers that know Unicode names open this one, and no stream says that it is a file."""
    own_file(pdf).EF.UF = pdf.make_stream(b"MZ")


def leave_a_file_without_a_name(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Hidden = pdf.make_stream(b"MZ", Type=pikepdf.Name.EmbeddedFile)


def associate_an_address(pdf: pikepdf.Pdf) -> None:
    far = pikepdf.Dictionary(
        Type=pikepdf.Name.Filespec, FS=pikepdf.Name.URL, F=pikepdf.String("http://x.example/a.exe")
    )
    pdf.Root.AF.append(far)


def show_the_files_instead_of_the_pages(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Collection = pikepdf.Dictionary(Type=pikepdf.Name.Collection)


def attach_to_a_note(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.FileAttachment,
        Rect=pikepdf.Array([0, 0, 9, 9]),
        FS=own_file(pdf),
    )
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])


def test_what_we_attached_ourselves_comes_back_with_our_document(ours):
    assert inspect(ours).refusal == Refusal.EMBEDDED_FILES
    inspection = inspect(ours, ours=ours)
    assert (inspection.refusal, inspection.pages, inspection.marks) == (None, 2, [])


def test_our_attachment_is_known_again_in_a_file_saved_anew(ours):
    saved = changed(ours, lambda pdf: own_file(pdf).EF.F.write(own_file(pdf).EF.F.read_bytes()))
    assert saved != ours
    assert inspect(saved, ours=ours).refusal is None


@pytest.mark.parametrize(
    "change",
    [
        attach_another,
        attach_ours_again,
        change_its_content,
        rename_it,
        rename_it_in_the_list,
        put_another_content_beside,
        leave_a_file_without_a_name,
        associate_an_address,
        show_the_files_instead_of_the_pages,
        attach_to_a_note,
    ],
)
def test_nothing_but_our_own_attachment_passes_with_our_document(ours, change):
    assert inspect(changed(ours, change), ours=ours).refusal == Refusal.EMBEDDED_FILES


def test_our_document_opens_the_door_for_nothing_else(ours):
    assert inspect(hostile.with_attachment(), ours=ours).refusal == Refusal.EMBEDDED_FILES
    assert inspect(hostile.with_hidden_script(), ours=ours).refusal == Refusal.JAVASCRIPT
    assert inspect(hostile.plain_pdf(), ours=ours).refusal is None
    assert inspect(hostile.saved(hostile.scan(), "PNG"), ours=ours).refusal is None
    script = changed(ours, lambda pdf: pdf.Root.update({"/OpenAction": pikepdf.Dictionary(S=pikepdf.Name.JavaScript)}))
    assert inspect(script, ours=ours).refusal == Refusal.JAVASCRIPT


def test_a_document_of_ours_without_attachments_allows_none(charter):
    assert inspect(hostile.with_attachment(), ours=charter).refusal == Refusal.EMBEDDED_FILES


def test_inspection_of_an_ordinary_pdf_is_quick():
    inspect(hostile.plain_pdf())
    with Spent() as spent:
        inspect(hostile.plain_pdf())
    assert spent.seconds < 1.5  # 0.2 s was measured


def test_no_paper_takes_more_than_500_mib():
    """Measured from outside: the largest child of a process that opened every hostile paper."""
    script = """
import django, resource
django.setup()
from documents.opening import inspect
from tests.documents import hostile
for make in (hostile.bomb_in_content, hostile.bomb_in_table, hostile.flooding_image, hostile.phone_photo):
    inspect(make())
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "/usr/bin:/bin", "DEMO": "0"},
    )
    assert int(done.stdout) < 500


@pytest.mark.parametrize("attempt", ["open('/etc/passwd')", "__import__('socket').socket()"])
def test_child_has_no_door_left(attempt):
    """Code run inside the child after its doors are closed opens no file and no connection."""
    script = f"import documents.child.__main__ as child\nchild.close_doors()\n{attempt}"
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv = ['child', 'inspect', '{}']\n" + script],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "Too many open files" in done.stderr


def test_every_refusal_says_what_happened_and_what_to_do():
    for refusal in Refusal:
        assert str(refusal.message).count(" ") >= 8


def scanned(charter: bytes, *, dpi: int = 150, turn: float = 0, quality: int = 40) -> list[Image.Image]:
    pictures = [Image.open(io.BytesIO(data)) for data in page_pictures(charter, dpi=dpi)]
    turned = [picture.convert("L").rotate(-turn, expand=True, fillcolor=255) for picture in pictures]
    return [Image.open(io.BytesIO(hostile.saved(picture, "JPEG", quality=quality))) for picture in turned]


@pytest.mark.parametrize("turn", [0, 2, -3, 90, 180])
def test_codes_of_every_page_are_read_from_a_poor_scan(charter, turn):
    pages = scanned(charter, turn=turn)
    paper = io.BytesIO()
    pages[0].save(paper, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    readings = read_codes(paper.getvalue())
    assert len(readings) == len(pages) >= 2
    for index, reading in enumerate(readings):
        assert (reading.index, reading.refusal) == (index, None)
        [code] = reading.codes
        assert code.text == CODES(index + 1, len(pages))
        assert abs((code.turn_degrees - turn + 180) % 360 - 180) <= 2
        assert 0 < code.x < reading.width
        assert 0 < code.y < reading.height


def test_codes_are_read_from_one_photo(charter):
    page = scanned(charter, dpi=200, turn=2)[0]
    [reading] = read_codes(hostile.saved(page, "JPEG", quality=40))
    assert [code.text for code in reading.codes] == [CODES(1, 2)] or reading.codes[0].text.startswith(CODES.site)


def test_reading_what_cannot_be_opened_gives_nothing():
    assert read_codes(b"%PDF-1.7 nonsense") == []
    assert page_pictures(b"nonsense") == []


def test_page_pictures_are_the_pages_asked_for(charter):
    every = page_pictures(charter, dpi=50)
    assert len(every) >= 2
    assert page_pictures(charter, dpi=50, first=2, last=2) == [every[1]]
    width, height = Image.open(io.BytesIO(every[0])).size
    assert abs(width - 210 / 25.4 * 50) < 2
    assert abs(height - 297 / 25.4 * 50) < 2


def test_photo_is_shown_upright():
    [picture] = page_pictures(hostile.phone_photo())
    width, height = Image.open(io.BytesIO(picture)).size
    assert height > width


def test_inspection_speaks_json():
    """The child answers a line of JSON on standard output, whoever calls it."""
    done = subprocess.run(
        [sys.executable, "-m", "documents.child", "inspect", '{"max_pixels": 40000000, "max_pages": 40}'],
        input=hostile.plain_pdf(),
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["pages"] == 2
