"""Signed files of every kind, made here, each with the verdict it must get and the reason that must be told."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pikepdf
from asn1crypto import cms
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign import SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from documents import sealing
from documents.signatures import Anchor, Verdict

from . import authority, signing
from .authority import NOW, YEAR, Identity, issue, name_of, revocation_list
from .signing import flip, sign

TRUSTED, UNTRUSTED = Verdict.VALID_TRUSTED, Verdict.VALID_UNTRUSTED
ALTERED, BROKEN, NOT_SIGNED = Verdict.ALTERED, Verdict.BROKEN, Verdict.NOT_SIGNED


@dataclass(frozen=True)
class Papers:
    """What was issued: the PDF, the same with the prepared field, last year's text, and another municipality's."""

    issued: bytes
    prepared: bytes
    last_year: bytes
    other: bytes


@dataclass(frozen=True)
class Case:
    name: str
    pdf: bytes
    verdict: Verdict
    reason: str
    issued: bytes | None
    at: datetime = NOW
    anchors: tuple[Anchor, ...] = ()

    def __str__(self) -> str:
        return self.name


def anchors() -> tuple[Anchor, ...]:
    return (Anchor(authority.root().pem),)


def corpus(papers: Papers) -> Iterator[Case]:
    for made in (trusted, untrusted, altered_after, altered_before, broken, not_signed):
        yield from made(papers)


def case(
    papers: Papers,
    name: str,
    pdf: bytes,
    verdict: Verdict,
    reason: str,
    *,
    issued: bytes | None = None,
    at: datetime = NOW,
    trust: tuple[Anchor, ...] | None = None,
) -> Case:
    return Case(name, pdf, verdict, reason, issued or papers.prepared, at, anchors() if trust is None else trust)


def trusted(papers: Papers) -> Iterator[Case]:
    head, secretary, prepared = authority.head(), authority.secretary(), papers.prepared
    good = sign(prepared, head)
    clean = revocation_list(authority.authority())
    expired = issue(name_of(authority.HEAD), authority.authority(), since=NOW - 2 * YEAR, until=NOW - YEAR)
    yield case(papers, "good", good, TRUSTED, "trusted_issuer")
    yield case(papers, "good-against-the-issued", good, TRUSTED, "as_issued", issued=papers.issued)
    yield case(papers, "elliptic", sign(prepared, secretary), TRUSTED, "trusted_issuer")
    yield case(papers, "pss", sign(prepared, head, pss=True), TRUSTED, "trusted_issuer")
    yield case(papers, "time-stamped", sign(prepared, head, stamped=NOW), TRUSTED, "time_stamped")
    yield case(
        papers,
        "time-stamped-before-it-expired",
        sign(prepared, expired, stamped=NOW - YEAR - timedelta(days=9)),
        TRUSTED,
        "time_stamped",
    )
    locked = sign(prepared, head, certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    yield case(papers, "certified", locked, TRUSTED, "trusted_issuer")
    adobe = SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    yield case(papers, "not-pades", sign(prepared, head, subfilter=adobe), TRUSTED, "trusted_issuer")
    yield case(papers, "not-revoked", sign(prepared, head, crls=[clean]), TRUSTED, "revocation_good")
    archive = ValidationContext(
        trust_roots=[authority.root().asn1],
        other_certs=[authority.authority().asn1],
        crls=[clean, revocation_list(authority.root())],
        moment=NOW,
        revocation_mode="require",
    )
    within = sign(prepared, head, subfilter=adobe, embed_validation_info=True, validation_context=archive)
    yield case(papers, "not-revoked-adobe", within, TRUSTED, "revocation_good")
    twice = sign(good, secretary, field="Second")
    yield case(papers, "two-signatures", twice, TRUSTED, "several_signatures")
    yield case(papers, "archived", signing.stamp_document(good), TRUSTED, "trusted_issuer")
    elsewhere = sign(papers.issued, head, field="Mine", box=(300, 20, 420, 60), page=1)
    yield case(papers, "own-field", elsewhere, TRUSTED, "as_issued", issued=papers.issued)
    ink = StaticStampStyle(border_width=0, background=RawContent(b"0 0 90 30 re f", box=BoxConstraints(90, 30)))
    yield case(papers, "with-a-picture", sign(prepared, head, style=ink), TRUSTED, "as_issued")
    pinned = issue(name_of(authority.HEAD), None)
    yield case(papers, "pinned", sign(prepared, pinned), TRUSTED, "trusted_issuer", trust=(Anchor(pinned.pem),))
    sealed = sealing.seal(papers.issued, reason="r", location="l", at=NOW)
    seal = (Anchor(sealing.anchor()),)
    yield case(papers, "sealed", sealed, TRUSTED, "trusted_issuer", issued=papers.issued, trust=seal)


def untrusted(papers: Papers) -> Iterator[Case]:
    prepared, name, ca = papers.prepared, name_of(authority.HEAD), authority.authority()
    head = authority.head()
    stranger = issue(name_of("Another CA (test)", "Another"), None, ca=True, usages=authority.AUTHORITY)

    def one(title: str, who: Identity, reason: str, **options: object) -> Case:
        return case(papers, title, sign(prepared, who, **options), UNTRUSTED, reason)

    yield one("twin", issue(name, None), "self_signed")
    yield one("other-authority", issue(name, stranger), "unknown_issuer")
    imitation = issue(authority.root().certificate.subject, None, ca=True, usages=authority.AUTHORITY)
    yield one("authority-of-the-same-name", issue(name, imitation), "chain_fault")
    yield one("by-a-person", issue(name, authority.secretary()), "chain_fault")
    yield one("expired", issue(name, ca, since=NOW - 2 * YEAR, until=NOW - YEAR), "expired")
    yield one("not-yet-valid", issue(name, ca, since=NOW + YEAR / 2), "not_yet_valid")
    yield one("revoked", head, "revoked", crls=[revocation_list(ca, head)])
    old = revocation_list(ca, head, made=NOW - timedelta(days=20))
    yield one("revoked-by-an-old-list", head, "revoked", crls=[old])
    above = [revocation_list(authority.root(), ca), revocation_list(ca)]
    yield one("authority-revoked", head, "authority_revoked", crls=above)
    yield one("only-for-signing-in", issue(name, ca, usages=("digital_signature",)), "not_for_signing")
    yield one("short-key", issue(name, ca, rsa_bits=1024), "chain_fault")
    good = sign(prepared, head)
    ended = (Anchor(authority.root().pem, None, NOW - timedelta(days=1)),)
    yield case(papers, "anchor-ended", good, UNTRUSTED, "anchor_out_of_period", trust=ended)
    yield case(papers, "no-anchors", good, UNTRUSTED, "no_anchors", trust=())
    yield case(papers, "twin-after-the-head", sign(good, issue(name, None), field="Second"), UNTRUSTED, "self_signed")


def altered_after(papers: Papers) -> Iterator[Case]:
    good = sign(papers.prepared, authority.head())
    clean = revocation_list(authority.authority())

    def one(title: str, pdf: bytes, reason: str) -> Case:
        return case(papers, title, pdf, ALTERED, reason)

    yield one("page-exchanged", signing.exchange_page(good, b"0 0 300 300 re f"), "changed_after")
    yield one("comment-added", signing.annotate(good), "changed_after")
    yield one("last-page-dropped", signing.drop_last_page(good), "changed_after")
    yield one("action-added", signing.open_with_action(good), "changed_after")
    locked = sign(papers.prepared, authority.head(), certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    yield one("page-exchanged-though-certified", signing.exchange_page(locked, b""), "changed_after")
    form = signing.with_text_field(papers.prepared)
    filled = signing.fill_in(sign(form, authority.head()), "صفاقس")
    yield case(papers, "form-filled", filled, ALTERED, "comments_after", issued=form)
    stamped = signing.stamp_document(filled)
    yield case(papers, "form-filled-then-time-stamped", stamped, ALTERED, "changed_after", issued=form)
    yield one("evidence-added", signing.append_evidence(good, clean), "evidence_after")
    yield one("signature-taken-out", signing.take_out_signature(good), "signature_removed")
    taken = sign(signing.take_out_signature(good), authority.secretary(), field="Other")
    yield one("signature-taken-out-and-signed-anew", taken, "signature_removed")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("charter.txt", "x")
    yield one("zip-appended", good + archive.getvalue(), "bytes_after")
    yield one("page-of-the-web-appended", good + b"<html><script>alert(1)</script></html>" * 60, "bytes_after")
    yield one("spaces-appended", good + b" \r\n" * 3, "bytes_after")
    yield one("newline-appended", good + b"\n", "bytes_after")
    second = signing.annotate(sign(good, authority.secretary(), field="Second"))
    yield one("comment-after-two-signatures", second, "changed_after")
    between = sign(signing.exchange_page(good, b"0 0 300 300 re f"), authority.secretary(), field="Second")
    yield one("page-exchanged-between-two-signatures", between, "changed_after")


def altered_before(papers: Papers) -> Iterator[Case]:
    """Signed as a whole, and all the same not what was issued."""
    head, prepared = authority.head(), papers.prepared

    def one(title: str, pdf: bytes, reason: str) -> Case:
        return case(papers, title, sign(pdf, head), ALTERED, reason)

    yield one("other-municipality", papers.other, "other_document")
    yield one("last-year", papers.last_year, "other_document")
    with pikepdf.open(io.BytesIO(prepared)) as pdf:
        anew = io.BytesIO()
        pdf.save(anew)
    yield one("saved-by-another-program", anew.getvalue(), "saved_anew")
    yield one("page-exchanged-then-signed", signing.exchange_page(prepared, b"0 0 300 300 re f"), "page_look_changed")
    yield one("text-covered-then-signed", signing.cover_text(prepared), "page_look_changed")
    yield one("commented-then-signed", signing.annotate(prepared), "comments_added")
    yield one("link-then-signed", signing.annotate(prepared, "/Link"), "comments_added")
    yield one("page-hidden-then-signed", signing.drop_last_page(prepared), "pages_changed")
    yield one("action-then-signed", signing.open_with_action(prepared), "behaviour_added")
    yield one("spoken-otherwise-then-signed", signing.speak_otherwise(prepared), "tags_changed")
    over = sign(papers.issued, head, field="Mine", box=(40, 100, 560, 700))
    yield case(papers, "signature-over-the-text", over, ALTERED, "signature_hides_text", issued=papers.issued)
    good = sign(prepared, head)
    yield case(papers, "part-left-out", left_out(good), ALTERED, "part_only")


def left_out(pdf: bytes) -> bytes:
    """Signed anew so that 64 bytes before the signature are free to change: its /Type and more."""
    start, before, after, length = signing.byte_range(pdf)
    old = b"%d %d %d %d" % (start, before, after, length)
    new = b"%d %d %d %d" % (start, before - 64, after, length)
    return resigned(pdf.replace(old, new.ljust(len(old)), 1), before - 64, after)


def resigned(pdf: bytes, before: int, after: int) -> bytes:
    """The head signs exactly `pdf` up to `before` and from `after` on."""
    who = authority.head()
    digest = hashlib.sha256(pdf[:before] + pdf[after:]).digest()
    signer = SimpleSigner(who.asn1, who.asn1_key, signing.store(who.above))
    message = asyncio.run(signer.async_sign(digest, "sha256"))
    place = pdf.rindex(b"<", 0, after)
    return pdf[:place] + b"<" + message.dump().hex().encode().ljust(after - place - 2, b"0") + b">" + pdf[after:]


def broken(papers: Papers) -> Iterator[Case]:
    head, prepared = authority.head(), papers.prepared
    good = sign(prepared, head)
    _start, before, _after, _length = signing.byte_range(good)

    def one(title: str, pdf: bytes, reason: str) -> Case:
        return case(papers, title, pdf, BROKEN, reason)

    text = good.index(b"stream") + 200
    yield one("content-flipped", flip(good, text), "bytes_changed")
    yield one("trailer-flipped", flip(good, good.rindex(b"/Size") + 6), "bytes_changed")
    contents = signing.contents_of(good)
    value = cms.ContentInfo.load(contents)["content"]["signer_infos"][0]["signature"].native
    flipped = flip(contents, contents.index(value) + 20)
    yield one("signature-flipped", signing.with_contents(good, flipped), "wrong_key")
    stolen = sign(prepared, authority.secretary(), claims=issue(name_of("سعاد المثلوثي"), authority.authority()))
    yield one("certificate-of-another", stolen, "wrong_key")
    other = signing.contents_of(sign(papers.other, head))
    yield one("signature-of-another-document", signing.with_contents(good, other), "bytes_changed")
    yield one("sha1", sign(prepared, head, md_algorithm="sha1"), "weak_method")
    yield one("md5", sign(prepared, head, md_algorithm="md5"), "weak_method")
    yield one("signature-of-zeros", signing.with_contents(good, b""), "unreadable_signature")
    yield one("signature-of-noise", signing.with_contents(good, os.urandom(900)), "unreadable_signature")
    yield one("signature-cut", signing.with_contents(good, contents[:500]), "unreadable_signature")
    yield one("no-byte-range", good.replace(b"/ByteRange", b"/BiteRange"), "unreadable_signature")
    yield one("unknown-kind", good.replace(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.detacked"), "unreadable_signature")
    yield one("truncated", good[: before + 900], "unreadable")
    yield one("head-cut-off", good[400:], "unreadable")
    yield one("not-a-pdf", b"<html>" * 900, "unreadable")


def not_signed(papers: Papers) -> Iterator[Case]:
    sealed = sealing.seal(papers.issued, reason="r", location="l", at=NOW)
    yield case(papers, "issued", papers.issued, NOT_SIGNED, "no_signature")
    yield case(papers, "prepared", papers.prepared, NOT_SIGNED, "no_signature")
    yield case(papers, "only-commented", signing.annotate(papers.prepared, "/Stamp"), NOT_SIGNED, "no_signature")
    yield case(papers, "only-time-stamped", signing.stamp_document(papers.prepared), NOT_SIGNED, "only_time_stamp")
    yield case(papers, "only-our-own-seal", sealed, NOT_SIGNED, "no_signature", issued=sealed)
