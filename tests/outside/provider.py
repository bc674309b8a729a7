"""A small OpenID provider for the tests, run as a process of its own: `python -m tests.outside.provider PORT`.

It signs in whoever it was last told to (`POST /as`, a JSON object of claims and of faults to commit) without asking, as
a gateway does for somebody already signed in there. Faults: `key` (sign with a key nobody published), `alg` "none" or
"HS256", `claims` (put into the token last, None removes), `profile` (the answer of the userinfo address), `error`
(come back with this error instead of a code), `token_status`.
"""

import hashlib
import json
import secrets
import sys
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "cong-thi-dua", "bi-mat-cua-phep-thu"
PUBLISHED, FOREIGN = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


def sign(claims: dict, *, key: str = "published", alg: str = "RS256") -> str:
    """The token, by the published key unless a fault is asked for."""
    headers = {"kid": "khoa-1"}
    if alg == "RS256":
        return jwt.encode(claims, FOREIGN if key == "foreign" else PUBLISHED, "RS256", headers)
    if alg == "none":
        return jwt.encode(claims, None, "none", headers)
    # The public key as a shared secret: made by hand, since the library refuses to.
    public = PUBLISHED.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    import hmac

    text = ".".join(_encode(json.dumps(part).encode()) for part in ({"alg": "HS256", **headers}, claims))
    return f"{text}.{_encode(hmac.new(public, text.encode(), hashlib.sha256).digest())}"


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Handler(BaseHTTPRequestHandler):
    """The addresses of the provider."""

    person: dict = {}
    waiting: dict[str, dict] = {}

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def do_GET(self):
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/.well-known/openid-configuration":
            self.answer(self.describe())
        elif url.path == "/keys":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(PUBLISHED.public_key()))
            self.answer({"keys": [{**key, "kid": "khoa-1", "use": "sig", "alg": "RS256"}]})
        elif url.path == "/authorize":
            self.authorize(query)
        elif url.path == "/profile":
            self.answer(self.person.get("profile", {}))
        else:
            self.answer({"error": "not_found"}, 404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/as":
            Handler.person = json.loads(body)
            self.answer({})
        elif self.path == "/token":
            self.token({name: values[0] for name, values in parse_qs(body).items()})
        else:
            self.answer({"error": "not_found"}, 404)

    def describe(self) -> dict:
        """Discovery."""
        pages = {"authorization": "authorize", "token": "token", "userinfo": "profile"}
        found = {f"{name}_endpoint": f"{self.base}/{page}" for name, page in pages.items()}
        return {
            **found,
            "issuer": self.base,
            "jwks_uri": f"{self.base}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, query: dict) -> None:
        """Back to the application with a code, or with the error asked for."""
        wanted = {"client_id": CLIENT, "response_type": "code"}
        assert {name: query.get(name) for name in wanted} == wanted and "openid" in query["scope"].split()
        if error := self.person.get("error"):
            back = {"error": error, "state": query["state"]}
        else:
            code = secrets.token_urlsafe(8)
            self.waiting[code] = {name: query[name] for name in ("nonce", "redirect_uri", "code_challenge")}
            back = {"code": code, "state": self.person.get("state", query["state"])}
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def token(self, form: dict) -> None:
        """Exchange a code, once, for tokens; the application proves itself and that it began this."""
        request = self.waiting.pop(form.get("code"), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            request is None
            or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET)
            or form.get("redirect_uri") != request["redirect_uri"]
            or urlsafe_b64decode(request["code_challenge"] + "=") != verifier
        ):
            return self.answer({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.base, "aud": CLIENT, "sub": "nguoi-1", "iat": now, "exp": now + 300}
        claims |= {"nonce": request["nonce"], "name": "Tên Ở Nơi Khác", **self.person.get("claims", {})}
        claims = {name: value for name, value in claims.items() if value is not None}
        faults = {name: self.person[name] for name in ("key", "alg") if name in self.person}
        tokens = {"access_token": "mo", "token_type": "Bearer", "expires_in": 300, "id_token": sign(claims, **faults)}
        return self.answer(tokens, self.person.get("token_status", 200))

    def answer(self, data: dict, status: int = 200) -> None:
        """JSON."""
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args) -> None:
        """Quiet."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
