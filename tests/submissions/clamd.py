"""A virus scanner for tests: speaks clamd's INSTREAM on a socket of the loopback, and may be told to be ill."""

import socket
import struct
import threading

# The word that makes this scanner cry out, as the EICAR file does with real ones.
VIRUS = b"X5O-THU-MA-DOC"


class Clamd:
    """Answers every connection in a thread of its own. `mood`: "well", "silent", "limit", "rubbish"."""

    def __init__(self):
        self.mood, self.seen = "well", []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Take no further connection: the thread that waits for one is woken, or it would answer one more."""
        if self.server.fileno() == -1:
            return
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(link,), daemon=True).start()

    def _answer(self, link: socket.socket) -> None:
        with link, link.makefile("rb") as stream:
            if stream.read(10) != b"zINSTREAM\0":
                link.sendall(b"UNKNOWN COMMAND\0")
                return
            data = b""
            while length := struct.unpack(">I", stream.read(4))[0]:
                data += stream.read(length)
                if self.mood == "limit":
                    link.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            self.seen.append(data)
            if self.mood == "silent":
                return
            found = b"stream: Thu.Ma.Doc FOUND\0" if VIRUS in data else b"stream: OK\0"
            link.sendall(b"?\0" if self.mood == "rubbish" else found)
