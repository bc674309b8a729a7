"""A mail server of the test: keeps what it was given, and can be told to hold its answer."""

import socketserver
import threading


class _Session(socketserver.StreamRequestHandler):
    """Just enough SMTP for one client after the other."""

    def handle(self) -> None:
        self._say("220 thu-muc.example ESMTP")
        recipients = []
        while line := self.rfile.readline():
            word = line.split(b":")[0].split()[0].upper() if line.strip() else b""
            if word == b"EHLO" or word == b"HELO":
                self._say("250 thu-muc.example")
            elif word == b"RCPT":
                recipients.append(line.decode().split("<")[1].split(">")[0])
                self._say("250 ok")
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
        message_id = next(line.split(":", 1)[1].strip() for line in lines if line.lower().startswith("message-id:"))
        self.server.arrived(recipients, message_id)
        self._say("250 queued")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class SmtpSink(socketserver.ThreadingTCPServer):
    """`letters` holds (recipient, Message-ID) of everything taken in, in the order of arrival.

    While `held` is set the server has the letter but does not say so: the moment in which a killed worker leaves the
    question open.
    """

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        self.letters: list[tuple[str, str]] = []
        self.release, self.in_flight = threading.Event(), threading.Semaphore(0)
        self.release.set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> str:
        """Where it listens, as an environment variable wants it."""
        return str(self.server_address[1])

    def arrived(self, recipients: list[str], message_id: str) -> None:
        """Note the letter, then wait while answers are held."""
        self.letters += [(recipient, message_id) for recipient in recipients]
        self.in_flight.release()
        self.release.wait(60)

    def handle_error(self, request, client_address) -> None:
        """A client that was killed is what the test is about."""
