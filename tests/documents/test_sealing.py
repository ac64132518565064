"""The platform's seal and prepared fields: whole, archivable, accessible, and never made without a key."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pikepdf
import pypdfium2
import pytest
import time_machine
from asn1crypto import tsp
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from documents import sealing
from documents.pdf import Box, RenderedDocument, render
from documents.signatures import Anchor, Revocation, Verdict
from tests import verapdf

from . import authority, openssl, signing
from .authority import NOW, YEAR, Identity, issue, name_of, revocation_list
from .samples import CODES, charter_context
from .signed import Case
from .test_signatures import checked

WHY = {"reason": "Charter signed on screen", "location": "Tinja", "at": NOW}


def charter(language: str = "ar") -> RenderedDocument:
    return render("tests/charter.html", charter_context(), language=language, page_codes=CODES)


@pytest.fixture(autouse=True)
def _that_day():
    """The certificates and lists of these tests are of one day; the seal asks the clock whether they hold."""
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def issued() -> RenderedDocument:
    return charter()


@pytest.fixture
def pkcs12_of(tmp_path, settings):
    """Configures the key of `who` as production does."""

    def configure(who: Identity, password: str = "s3cret") -> None:
        path = tmp_path / "seal.p12"
        data = pkcs12.serialize_key_and_certificates(
            b"seal", who.key, who.certificate, list(who.above), BestAvailableEncryption(password.encode())
        )
        path.write_bytes(data)
        settings.SEAL_PKCS12, settings.SEAL_PKCS12_PASSWORD = str(path), password
        settings.SEAL_SELF_MADE = False

    return configure


def report_on(pdf: bytes, issued: bytes, *anchors: bytes):
    trust = tuple(Anchor(pem) for pem in anchors)
    return checked(Case("", pdf, Verdict.VALID_TRUSTED, "", issued, anchors=trust))


def test_seal_covers_the_file_and_leaves_the_issued_bytes_in_front(issued, tmp_path):
    sealed = sealing.seal(issued.pdf, **WHY)
    assert sealed.startswith(issued.pdf)
    report = report_on(sealed, issued.pdf, sealing.anchor())
    assert report.verdict is Verdict.VALID_TRUSTED
    assert report.signer is not None
    assert report.signer.common_name == "Local OGP (demonstration)"
    assert report.signed_at == NOW
    assert openssl.check(sealed, sealing.anchor(), NOW, tmp_path) == [(True, True)]


@pytest.mark.parametrize("box", [None, Box(2, 20, 200, 100, 240)])
def test_pdfsig_says_that_the_total_document_is_sealed(issued, box, tmp_path):
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealing.seal(issued.pdf, box=box, **WHY))
    told = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=True).stdout
    assert told.count("Total document signed") == 1
    assert "Signature is Valid." in told
    assert "ETSI.CAdES.detached" in told


@pytest.mark.java
def test_sealed_prepared_and_signed_documents_stay_archivable_and_accessible(tmp_path):
    made = {}
    for language in ("ar", "fr", "en"):
        document = charter(language)
        prepared = sealing.prepare_field(document.pdf, box=document.boxes["signature"])
        made[f"{language}-sealed"] = sealing.seal(document.pdf, **WHY)
        made[f"{language}-prepared"] = prepared
        made[f"{language}-signed"] = signing.sign(prepared, authority.head())
    document = charter()
    made["sealed-in-a-box"] = sealing.seal(document.pdf, box=document.boxes["signature"], **WHY)
    made["signed-then-sealed"] = sealing.seal(made["ar-signed"], **WHY)
    paths = [tmp_path / f"{name}.pdf" for name in made]
    for path, pdf in zip(paths, made.values(), strict=True):
        path.write_bytes(pdf)
    assert verapdf.check("3a", *paths) == {path: [] for path in paths}
    assert verapdf.check("ua1", *paths) == {path: [] for path in paths}


def test_field_stands_where_the_box_is_and_in_the_tags(issued):
    box = issued.boxes["signature"]
    prepared = sealing.prepare_field(issued.pdf, box=box, label="إمضاء رئيس البلدية")
    assert prepared.startswith(issued.pdf)
    with pikepdf.open(io.BytesIO(prepared)) as pdf:
        [widget] = pdf.pages[box.page - 1].Annots
        left, bottom, right, top = (float(edge) * 25.4 / 72 for edge in widget.Rect)
        height = float(pdf.pages[0].MediaBox[3]) * 25.4 / 72
        assert (left, right) == pytest.approx((box.x0, box.x1), abs=0.1)
        assert (height - top, height - bottom) == pytest.approx((box.y0, box.y1), abs=0.1)
        assert str(widget.TU) == "إمضاء رئيس البلدية"
        assert int(widget.F) & 4, "printed"
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        element = next(numbers[at + 1] for at in range(0, len(numbers), 2) if numbers[at] == widget.StructParent)
        assert element.S == "/Form"
        assert element.K[0].Obj.objgen == widget.objgen
        assert any(child.objgen == element.objgen for child in element.P.K)


def test_field_cannot_be_prepared_twice(issued):
    box = issued.boxes["signature"]
    with pytest.raises(ValueError, match="already"):
        sealing.prepare_field(sealing.prepare_field(issued.pdf, box=box), box=box)


def test_seal_changes_nothing_that_is_seen(issued):
    def picture(pdf: bytes) -> bytes:
        return pypdfium2.PdfDocument(pdf)[1].render(scale=1).to_pil().tobytes()

    sealed = sealing.seal(issued.pdf, box=issued.boxes["signature"], **WHY)
    assert picture(sealed) == picture(issued.pdf)


def test_demonstration_makes_one_key_and_keeps_it_to_itself(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(sealing.anchor())) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
    [path] = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_production_without_a_key_seals_nothing(issued, settings):
    settings.SEAL_SELF_MADE = False
    with pytest.raises(sealing.NotConfigured, match="SEAL_PKCS12"):
        sealing.seal(issued.pdf, **WHY)
    with pytest.raises(sealing.SealingError):
        sealing.anchor()


def test_wrong_password_and_missing_file_are_told(issued, pkcs12_of, settings):
    pkcs12_of(authority.secretary())
    settings.SEAL_PKCS12_PASSWORD = "other"
    with pytest.raises(sealing.NotConfigured, match="SEAL_PKCS12_PASSWORD"):
        sealing.seal(issued.pdf, **WHY)
    settings.SEAL_PKCS12 = os.devnull + "/nothing.p12"
    with pytest.raises(sealing.NotConfigured):
        sealing.seal(issued.pdf, **WHY)


def test_certificate_that_has_run_out_seals_nothing(issued, pkcs12_of):
    ended = issue(name_of("Platform"), authority.authority(), since=NOW - 2 * YEAR, until=NOW - YEAR)
    pkcs12_of(ended)
    with pytest.raises(sealing.NotConfigured, match="valid from"):
        sealing.seal(issued.pdf, **WHY)


def test_configured_key_seals_with_its_chain(issued, pkcs12_of):
    pkcs12_of(issue(name_of("Local OGP"), authority.authority(), rsa_bits=3072))
    sealed = sealing.seal(issued.pdf, **WHY)
    assert sealing.anchor() == authority.root().pem
    report = report_on(sealed, issued.pdf, authority.root().pem)
    assert report.verdict is Verdict.VALID_TRUSTED
    assert report.signer is not None
    assert report.signer.common_name == "Local OGP"


class Outside(BaseHTTPRequestHandler):
    """A time-stamp authority at /stamp, and lists of revocation elsewhere."""

    lists: dict[str, bytes] = {}

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = signing.time_stamper(NOW).request_tsa_response(tsp.TimeStampReq.load(body))
        self.answer("application/timestamp-reply", answer.dump())

    def do_GET(self) -> None:
        if self.path not in self.lists:
            self.send_error(404)
        else:
            self.answer("application/pkix-crl", self.lists[self.path])

    def answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def outside() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Outside) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_time_stamp_authority_confirms_the_moment(issued, pkcs12_of, settings, outside):
    """The list of revocation cannot be had: sealed and stamped all the same."""
    pkcs12_of(issue(name_of("Local OGP"), authority.authority(), crl_address=f"{outside}/none.crl"))
    settings.SEAL_TSA_URL = f"{outside}/stamp"
    sealed = sealing.seal(issued.pdf, **WHY)
    report = report_on(sealed, issued.pdf, authority.root().pem)
    assert (report.verdict, report.time_stamped, report.signed_at) == (Verdict.VALID_TRUSTED, True, NOW)
    assert report.revocation is Revocation.NOT_CHECKED


def test_evidence_of_revocation_is_kept_inside_the_seal(issued, pkcs12_of, settings, outside):
    pkcs12_of(issue(name_of("Local OGP"), authority.authority(), crl_address=f"{outside}/authority.crl"))
    Outside.lists = {"/authority.crl": revocation_list(authority.authority(), made=NOW - timedelta(hours=1)).dump()}
    settings.SEAL_TSA_URL = f"{outside}/stamp"
    sealed = sealing.seal(issued.pdf, **WHY)
    report = report_on(sealed, issued.pdf, authority.root().pem)
    assert (report.verdict, report.time_stamped) == (Verdict.VALID_TRUSTED, True)
    assert report.revocation is Revocation.GOOD


def test_silent_time_stamp_authority_is_told_and_nothing_is_sealed(issued, settings):
    settings.SEAL_TSA_URL = "http://127.0.0.1:9/stamp"
    with pytest.raises(sealing.Unreachable):
        sealing.seal(issued.pdf, **WHY)
