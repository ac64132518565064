"""What is said of signed files: a corpus of every kind, a second opinion by openssl, and files damaged at random."""

from __future__ import annotations

import contextlib
import random
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils import translation

from documents import sealing
from documents.pdf import Letterhead, render
from documents.signatures import (
    SENTENCES,
    Anchor,
    Coverage,
    Reason,
    Revocation,
    SignatureReport,
    Verdict,
    check,
    names_match,
    read_anchor,
)

from . import authority, openssl, signing
from .authority import NOW, issue, name_of
from .samples import CODES, charter_context
from .signed import Case, Papers, anchors, corpus

pytestmark = pytest.mark.once

VALID = {Verdict.VALID_TRUSTED, Verdict.VALID_UNTRUSTED}
NO_CHAIN = {"unknown_issuer", "self_signed", "expired", "not_yet_valid", "chain_fault", "no_anchors"}


def checked(case: Case) -> SignatureReport:
    """The report. Two cores may be busy with everything else: what was too slow is tried again."""
    for _attempt in range(4):
        report = check(case.pdf, issued=case.issued, anchors=list(case.anchors), at=case.at)
        if report.reasons[0].code != "too_slow":
            break
    return report


@pytest.fixture(scope="module")
def papers(django_db_setup) -> Papers:
    from django.conf import settings
    from django.test import override_settings

    ours, *others = settings.TEMPLATES
    folder = Path(__file__).parent / "templates"
    with override_settings(TEMPLATES=[{**ours, "DIRS": [*ours["DIRS"], folder]}, *others]):

        def charter(**changes: object) -> tuple[bytes, bytes]:
            made = render("tests/charter.html", charter_context(**changes), language="ar", page_codes=CODES)
            return made.pdf, sealing.prepare_field(made.pdf, box=made.boxes["signature"])

        issued, prepared = charter()
        return Papers(
            issued=issued,
            prepared=prepared,
            last_year=charter(title="ميثاق سنة 2025")[1],
            other=charter(letterhead=Letterhead(ar=("ولاية نابل", "بلدية قربة")))[1],
        )


@pytest.fixture(scope="module")
def judged(papers) -> dict[str, tuple[Case, SignatureReport]]:
    cases = list(corpus(papers))
    with ThreadPoolExecutor(2) as pool:
        return {case.name: (case, report) for case, report in zip(cases, pool.map(checked, cases), strict=True)}


def test_every_kind_of_file_gets_its_verdict_and_its_reason(judged):
    wrong = {
        name: (report.verdict, [reason.code for reason in report.reasons])
        for name, (case, report) in judged.items()
        if report.verdict != case.verdict or case.reason not in {reason.code for reason in report.reasons}
    }
    assert wrong == {}


def test_corpus_is_as_wide_as_promised(judged):
    verdicts = [case.verdict for case, _report in judged.values()]
    assert len(verdicts) >= 28
    assert all(verdicts.count(verdict) >= 4 for verdict in Verdict)


def test_nothing_is_valid_that_is_not_signed_to_its_last_byte(judged):
    for name, (case, report) in judged.items():
        if report.verdict in VALID:
            assert report.coverage is Coverage.ENTIRE_FILE, name
            assert report.intact, name
            _start, _before, after, length = signing.byte_range(case.pdf)
            assert after + length == len(case.pdf), name
            assert {"bytes_after", "changed_after"}.isdisjoint(reason.code for reason in report.reasons), name


# Where the two may differ, and why.
OPENSSL_DIFFERS = {
    "archived": "the last part is covered by a time stamp of the document, which openssl cms does not read",
    "form-filled-then-time-stamped": "likewise",
    "part-left-out": "the reading by hand looks at the ends of what is signed, not for a hole",
    "short-key": "openssl as Debian sets it takes keys of 1024 bits",
}


def test_openssl_says_the_same_of_bytes_chain_and_coverage(judged, tmp_path):
    differing = {}
    for name, (case, report) in judged.items():
        trust = case.anchors[0].pem if case.anchors else authority.root().pem
        at = report.signed_at if report.time_stamped and report.signed_at else case.at
        opinion = openssl.check(case.pdf, trust, at, tmp_path)
        if not opinion or report.verdict is Verdict.NOT_SIGNED:
            continue
        chained = NO_CHAIN.isdisjoint(reason.code for reason in report.reasons) or name == "no-anchors"
        theirs = (all(holds for holds, _whole in opinion), opinion[-1][1])
        # Of a signature that cannot be read, nothing is said of what it covers.
        covers = report.coverage is Coverage.ENTIRE_FILE if report.signers else theirs[1]
        if name not in OPENSSL_DIFFERS and theirs != (report.intact and chained, covers):
            differing[name] = (report.intact, chained, covers, theirs)
    assert differing == {}


def test_first_signed_revision_is_what_was_signed(judged):
    """What an altered file offers for download is valid in its own right."""
    for name in ("page-exchanged", "comment-added", "zip-appended", "evidence-added", "signature-taken-out"):
        case, report = judged[name]
        revision = report.first_signed_revision
        assert revision is not None, name
        assert case.pdf.startswith(revision)
        again = checked(Case(name, revision, Verdict.VALID_TRUSTED, "", case.issued, anchors=anchors()))
        assert again.verdict is Verdict.VALID_TRUSTED, name
    assert judged["good"][1].first_signed_revision is None


def test_signer_is_told_as_the_certificate_says(judged):
    _case, report = judged["good"]
    certificate = authority.head().certificate
    assert report.signer is not None
    assert report.signer.common_name == authority.HEAD
    assert report.signer.organisation == "بلدية تينجة"
    assert report.signer.serial == f"{certificate.serial_number:x}"
    assert report.signer.issuer == "Tunisia Gov CA (test)"
    assert (report.signer.valid_from, report.signer.valid_until) == (
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
    )
    assert report.anchor == read_anchor(authority.root().pem).sha256
    assert report.anchors == [report.anchor]
    assert [signer.common_name for signer in judged["two-signatures"][1].signers] == [
        authority.HEAD,
        "سعاد المثلوثي",
    ]


def test_moment_of_signing_says_who_claims_it(judged):
    claimed, stamped = judged["good"][1], judged["time-stamped"][1]
    assert (claimed.signed_at, claimed.time_stamped) == (NOW, False)
    assert (stamped.signed_at, stamped.time_stamped) == (NOW, True)


def test_revocation_is_what_the_file_proves(judged):
    assert judged["good"][1].revocation is Revocation.NOT_CHECKED
    assert judged["not-revoked"][1].revocation is Revocation.GOOD
    assert judged["revoked"][1].revocation is Revocation.REVOKED


def test_report_can_be_stored(judged):
    stored = judged["revoked"][1].as_json()
    assert stored["verdict"] == "valid_untrusted"
    assert stored["reasons"][0] == {"code": "revoked", "params": {"on": "2026-10-25T09:00:00+00:00"}}
    assert "first_signed_revision" not in stored


def test_nobody_is_asked_outside(papers):
    """The addresses of revocation lists and of issuers in a certificate are never called."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        calls = []

        def wait() -> None:
            with contextlib.suppress(TimeoutError):
                calls.append(listening.accept())

        address = f"http://127.0.0.1:{listening.getsockname()[1]}/latest.crl"
        who = issue(name_of(authority.HEAD), authority.authority(), crl_address=address)
        case = Case("asks", signing.sign(papers.prepared, who), Verdict.VALID_TRUSTED, "", papers.prepared)
        report = checked(Case(**{**vars(case), "anchors": anchors()}))
        waiting = threading.Thread(target=wait)
        waiting.start()
        waiting.join()
    assert report.verdict is Verdict.VALID_TRUSTED
    assert calls == []


def mutated(pdf: bytes, chance: random.Random) -> bytes:
    made = bytearray(pdf)
    kind = chance.randrange(5)
    if kind == 0:
        for _flip in range(chance.randrange(1, 20)):
            made[chance.randrange(len(made))] = chance.randrange(256)
    elif kind == 1:
        del made[chance.randrange(len(made)) :]
    elif kind == 2:
        start = chance.randrange(len(made))
        del made[start : start + chance.randrange(1, 4000)]
    elif kind == 3:
        start = chance.randrange(len(made))
        made[start:start] = made[chance.randrange(len(made)) :][:3000]
    else:
        # Among the numbers and names at the end, where a reader begins.
        for _flip in range(chance.randrange(1, 6)):
            made[-chance.randrange(1, 6000)] = chance.choice(b"0123456789<>[]()/ R\n")
    return bytes(made)


def test_damaged_files_never_raise_and_are_never_valid(papers):
    good = signing.sign(papers.prepared, authority.head())
    chance = random.Random(2019)
    files = [mutated(good, chance) for _file in range(100)]
    assert good not in files

    def timed(pdf: bytes) -> tuple[SignatureReport, float]:
        started = time.monotonic()
        report = check(pdf, issued=papers.prepared, anchors=list(anchors()), at=NOW)
        return report, time.monotonic() - started

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(timed, files))
    assert [index for index, (report, _seconds) in enumerate(answers) if report.verdict in VALID] == []
    assert max(seconds for _report, seconds in answers) < 17  # the child's limit by the clock, and its start


def test_file_too_large_is_not_opened():
    report = check(b"%PDF-1.7" + bytes(21 * 1024 * 1024), issued=None, anchors=[], at=NOW)
    assert (report.verdict, report.reasons[0].code) == (Verdict.BROKEN, "too_heavy")


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_reason_is_a_sentence(language):
    params = {
        "issuer": "Tunisia Gov CA",
        "on": "2026-11-24T23:30:00+00:00",
        "count": "2",
        "page": "3",
        "issued": "3",
        "found": "2",
        "method": "SHA1",
    }
    with translation.override(language):
        for code in SENTENCES:
            assert "%(" not in Reason(code, params).sentence


def test_every_code_of_the_child_has_a_sentence():
    folder = Path(__file__).parents[2] / "documents" / "child"
    source = "".join((folder / f"{name}.py").read_text() for name in ("signatures", "trusting", "comparing"))
    told = re.findall(r'(?:Broken|failing_as)\("([a-z_]+)"|(?:\(|return )"([a-z_]+)", (?:\{|where|issuer)', source)
    codes = {code for pair in told for code in pair if code}
    assert len(codes) > 20
    assert codes <= set(SENTENCES)


def test_names_out_of_a_file_cannot_turn_a_sentence():
    sentence = Reason("unknown_issuer", {"issuer": "שם"}).sentence
    assert "\u2068שם\u2069" in sentence


def test_dates_of_reasons_are_days_in_tunis():
    with translation.override("en"):
        assert "25" in Reason("expired", {"on": "2026-11-24T23:30:00+00:00"}).sentence


@pytest.mark.parametrize(
    ("certificate", "person"),
    [
        ("محمد بن صالح الزواري", "محمد بن صالح الزواري"),
        ("الزواري محمد بن صالح", "محمد بن صالح الزواري"),
        ("عبد الرحمان التليلي", "التليلي عبدالرحمان"),
        ("إيمان الهمّامي", "ايمان الهمامي"),
        ("MOHAMED BEN SALAH", "Ben Salah Mohamed"),
        ("Hélène Bensalah", "helene Ben-Salah"),
    ],
)
def test_one_name_written_in_two_ways(certificate, person):
    assert names_match(certificate, person)
    assert names_match(person, certificate)


@pytest.mark.parametrize(
    ("certificate", "person"),
    [
        ("محمد بن صالح الزواري", "محمود بن صالح الزواري"),
        ("محمد الزواري", "محمد بن صالح الزواري"),
        ("Mohamed Zouari", "محمد الزواري"),
        ("Ali Ben", "Ali"),
        ("", ""),
        ("محمد", ""),
    ],
)
def test_other_names(certificate, person):
    assert not names_match(certificate, person)


def test_anchor_says_what_it_is():
    found = read_anchor(authority.root().pem)
    assert found.common_name == "Tunisian National Root CA (test)"
    assert found.is_ca
    assert found.not_after == authority.root().certificate.not_valid_after_utc
    assert found.pem == authority.root().pem
    assert not read_anchor(b"Bag Attributes\n" + authority.head().pem).is_ca


def private_key() -> bytes:
    return authority.root().key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("pem", "message"),
    [
        (lambda: b"", "not a certificate in PEM form"),
        (lambda: authority.root().certificate.public_bytes(Encoding.DER), "not a certificate in PEM form"),
        (lambda: b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "not a certificate in PEM form"),
        (lambda: authority.root().pem + authority.head().pem, "several certificates"),
        (lambda: authority.root().pem + private_key(), "private key"),
        (lambda: issue(name_of("Short"), None, rsa_bits=1024).pem, "cannot be used"),
    ],
)
def test_what_cannot_be_an_anchor_is_told(pem, message):
    with translation.override("en"), pytest.raises(ValueError, match=message):
        read_anchor(pem())


def test_anchor_counts_in_its_period_only(papers):
    good = signing.sign(papers.prepared, authority.head())
    periods = [(None, None), (datetime(2026, 1, 1, tzinfo=UTC), None), (datetime(2027, 1, 1, tzinfo=UTC), None)]
    verdicts = [
        checked(Case("", good, Verdict.VALID_TRUSTED, "", papers.prepared, anchors=(Anchor(authority.root().pem, *p),)))
        for p in periods
    ]
    assert [report.verdict for report in verdicts] == [
        Verdict.VALID_TRUSTED,
        Verdict.VALID_TRUSTED,
        Verdict.VALID_UNTRUSTED,
    ]
