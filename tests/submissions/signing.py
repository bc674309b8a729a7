"""Throw-away certificates and PDFs signed with them; made anew in every run, nothing of it is kept anywhere."""

import io
from datetime import UTC, datetime, timedelta
from functools import cache

import pikepdf
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, fields, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore

BORN = datetime(2026, 1, 1, tzinfo=UTC)
SIGNER, SECOND, ISSUER = "Nguyễn Thị Chủ Tịch", "Trần Văn Phó", "CA thử của bộ kiểm thử"


class Authority:
    """A root that gives out certificates."""

    def __init__(self, name: str = ISSUER):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name(name)
        self.certificate = _certificate(self.name, self.key.public_key(), self.name, self.key, is_root=True)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def signer(self, name: str = SIGNER, organisation: str = "UBND phường Lê Chân") -> SimpleSigner:
        """Somebody with a key and a certificate of this root."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(_name(name, organisation), key.public_key(), self.name, self.key)
        store = SimpleCertificateStore()
        store.register(_asn1(self.certificate))
        private = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return SimpleSigner(
            signing_cert=_asn1(certificate), signing_key=asn1_keys.PrivateKeyInfo.load(private), cert_registry=store
        )


@cache
def authority() -> Authority:
    """The one root most tests need."""
    return Authority()


@cache
def signed(*names: str) -> bytes:
    """A page signed by these people one after another; by SIGNER alone when nobody is named."""
    data = plain()
    for number, name in enumerate(names or (SIGNER,)):
        data = sign(data, authority().signer(name), field=f"ChuKy{number}")
    return data


def sign(data: bytes, signer: SimpleSigner, *, field: str = "ChuKy0") -> bytes:
    """One more signature below what is there, as signing programs add it."""
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    fields.append_signature_field(writer, fields.SigFieldSpec(field))
    sign_pdf(writer, PdfSignatureMetadata(field_name=field), signer=signer, output=out)
    return out.getvalue()


def plain() -> bytes:
    """A page nobody signed."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()


def with_a_page_more(data: bytes) -> bytes:
    """The signed file with a page added in a revision of its own, which leaves every signed byte as it was."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.writer import PageObject

    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    content = writer.add_object(generic.StreamObject(stream_data=b"0 0 m"))
    writer.insert_page(PageObject(contents=content, media_box=(0, 0, 200, 200)))
    writer.write(out)
    return out.getvalue()


def with_one_byte_changed(data: bytes) -> bytes:
    """A signed file in which the page's height was changed: still a PDF, no longer what was signed."""
    place = data.index(b"/MediaBox")
    digit = next(
        at for at in range(place, place + 60) if data[at : at + 1] in b"123456789" and data[at - 1 : at] in b" ["
    )
    return data[:digit] + (b"1" if data[digit : digit + 1] != b"1" else b"2") + data[digit + 1 :]


def _name(name: str, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name(parts)


def _certificate(subject, public_key, issuer, issuer_key, *, is_root: bool = False) -> x509.Certificate:
    usage = dict.fromkeys(
        ("data_encipherment", "key_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public_key)
        .serial_number(x509.random_serial_number()).not_valid_before(BORN).not_valid_after(BORN + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_root, content_commitment=not is_root, key_cert_sign=is_root, crl_sign=is_root,
                **usage,
            ),
            critical=True,
        )
    )  # fmt: skip
    return builder.sign(issuer_key, hashes.SHA256())


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
