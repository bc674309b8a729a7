"""A mail server of the test: keeps what it was given, and can be told to refuse, or to hold its answer."""

import socketserver
import threading


class _Session(socketserver.StreamRequestHandler):
    """Just enough SMTP for one client after the other."""

    def handle(self) -> None:
        self._say(self.server.greeting)
        if not self.server.greeting.startswith("220"):
            return
        recipients = []
        while line := self.rfile.readline():
            word = line.split(b":")[0].split()[0].upper() if line.strip() else b""
            if word == b"EHLO" or word == b"HELO":
                self._say("250 thu-muc.example")
            elif word == b"RCPT":
                address = line.decode().split("<")[1].split(">")[0]
                refusal = self.server.refused.get(address)
                if not refusal:
                    recipients.append(address)
                self._say(refusal or "250 ok")
            elif word == b"DATA":
                self._say("354 go on")
                self._receive(recipients)
                recipients = []
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _receive(self, recipients: list[str]) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode("utf-8", "replace").rstrip())
        if not line:
            # The client was killed in mid-sentence: no server takes half a letter in.
            return
        message_id = next(line.split(":", 1)[1].strip() for line in lines if line.lower().startswith("message-id:"))
        self.server.arrived(recipients, message_id)
        self._say("250 queued")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class SmtpSink(socketserver.ThreadingTCPServer):
    """`letters` holds (recipient, Message-ID) of everything taken in, in the order of arrival.

    `refused` maps addresses to the server's answer, `greeting` is what it says first. While `release` is clear the
    server has the letter but does not say so: the moment in which a killed worker leaves the question open; `thinking`
    is called there too.
    """

    allow_reuse_address = daemon_threads = True
    # A client that is killed leaves its call behind; the next ones must not be turned away for it.
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        self.letters: list[tuple[str, str]] = []
        self.refused: dict[str, str] = {}
        self.greeting = "220 thu-muc.example ESMTP"
        self.thinking = lambda: None
        self.release, self.in_flight = threading.Event(), threading.Semaphore(0)
        self.release.set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> str:
        """Where it listens, as an environment variable wants it."""
        return str(self.server_address[1])

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a worker that mails here."""
        backend = "core.smtp.EmailBackend"
        return {"TEST_EMAIL_BACKEND": backend, "TEST_EMAIL_HOST": "127.0.0.1", "TEST_EMAIL_PORT": self.port}

    def arrived(self, recipients: list[str], message_id: str) -> None:
        """Note the letter, then wait while answers are held."""
        self.letters += [(recipient, message_id) for recipient in recipients]
        self.in_flight.release()
        self.thinking()
        self.release.wait(60)

    def end(self) -> None:
        """Let everybody go and stop listening."""
        self.release.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address) -> None:
        """A client that was killed is what the test is about."""
