"""A mailbox of the test, read by IMAP over TLS: just enough for one client after the other."""

import datetime
import socketserver
import ssl
import threading
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder) -> tuple[str, str]:
    """Paths of a certificate for 127.0.0.1 and of its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "imap")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    cert, secret = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )  # fmt: skip
    return str(cert), str(secret)


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say(b"* OK IMAP4rev1 ready")
        while line := self.rfile.readline():
            tag, _, rest = line.strip().partition(b" ")
            word = rest.upper()
            if word.startswith(b"CAPABILITY"):
                self._say(b"* CAPABILITY IMAP4rev1")
            elif word.startswith(b"LOGIN") and self.server.password not in rest:
                self._say(tag + b" NO wrong password")
                continue
            elif word.startswith(b"SELECT"):
                self._say(b"* %d EXISTS" % len(self.server.messages))
            elif word.startswith(b"UID SEARCH"):
                unseen = [str(uid).encode() for uid in self.server.messages if uid not in self.server.seen]
                self._say(b"* SEARCH " + b" ".join(unseen))
            elif word.startswith(b"UID FETCH"):
                self._fetch(int(rest.split()[2]), b"RFC822.SIZE" in word)
            elif word.startswith(b"UID STORE"):
                self.server.seen.add(int(rest.split()[2]))
            elif word.startswith(b"LOGOUT"):
                self._say(b"* BYE")
                self._say(tag + b" OK done")
                return
            self._say(tag + b" OK done")

    def _fetch(self, uid: int, size_only: bool) -> None:
        raw = self.server.messages[uid]
        if size_only:
            self._say(b"* 1 FETCH (UID %d RFC822.SIZE %d)" % (uid, len(raw)))
        else:
            self.server.fetched.append(uid)
            self._say(b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (uid, len(raw)) + raw + b")")

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


class ImapBox(socketserver.ThreadingTCPServer):
    """`messages` by number, `seen` those marked read, `fetched` those whose whole text was asked for."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, folder, messages: list[bytes], password: bytes = b"mat-khau"):
        self.cert, key = certificate(folder)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.cert, key)
        self.messages, self.password = dict(enumerate(messages, start=1)), password
        self.seen: set[int] = set()
        self.fetched: list[int] = []
        super().__init__(("127.0.0.1", 0), _Session)
        threading.Thread(target=self.serve_forever, args=[0.02], daemon=True).start()

    def get_request(self):
        raw, address = super().get_request()
        return self.context.wrap_socket(raw, server_side=True), address

    def handle_error(self, request, client_address) -> None:
        """A client that does not trust the certificate goes away; that is its test."""
