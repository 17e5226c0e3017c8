"""A TCP proxy before PostgreSQL that knows which COMMIT ends an epoch, and does something to it once.

  drop-before   the connection is cut, COMMIT never reaches the server
  drop-after    COMMIT is forwarded and the connection cut at once
  eat-reply     COMMIT is forwarded, its answer is read and thrown away, then the connection is cut
  delay         the answer comes late, nothing else is wrong
  rollback      the server is told ROLLBACK, and answers so
  hold          COMMIT is held back until `release`; a client that has gone meanwhile means it is never sent
  orphan        the server goes on with COMMIT though the client has gone without the server noticing
"""
import socket
import struct
import threading

MODES = ["drop-before", "drop-after", "eat-reply", "delay", "rollback", "hold", "orphan"]
DELAY_SECONDS = 1.5


class Proxy:
    """Listens on a free port of 127.0.0.1 and forwards to `target`."""

    def __init__(self, target):
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.mode, self.after = None, 0
        # For people: what came through since the proxy was armed.
        self.connections = self.commits = 0
        self.acted = threading.Event()
        self.released = threading.Event()
        threading.Thread(target=self.accept, daemon=True).start()

    def arm(self, mode, after):
        """The `after`-th epoch's COMMIT from now gets the treatment; `acted` is set when it has."""
        with self.lock:
            self.mode, self.after = mode, after
            self.connections = self.commits = 0
            self.acted.clear()
            self.released.clear()

    def describe(self):
        """What a fault that did not come about is explained by."""
        with self.lock:
            waits = "nothing" if self.mode is None else f"{self.mode} at the {self.after}. COMMIT from now"
            return f"{self.connections} connections and {self.commits} COMMITs since it was armed, waiting for {waits}"

    def release(self):
        self.released.set()

    def close(self):
        self.listener.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self.target, timeout=5)
                server.settimeout(None)
            except OSError:
                client.close()
                continue
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                self.connections += 1
            Link(self, client, server)

    def due(self):
        """The mode when it is this COMMIT's turn."""
        with self.lock:
            self.commits += 1
            if self.mode is None:
                return None
            self.after -= 1
            if self.after > 0:
                return None
            mode, self.mode = self.mode, None
            return mode


class Link:
    """One connection through the proxy."""

    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.commits_epochs = False
        self.eats = threading.Event()
        self.ate = threading.Event()
        self.waits = threading.Event()
        self.orphan = False
        threading.Thread(target=self.guard, args=(self.upward,), daemon=True).start()
        threading.Thread(target=self.guard, args=(self.downward,), daemon=True).start()

    def guard(self, body):
        try:
            body()
        except OSError:
            pass
        if not self.orphan:
            self.cut()

    def cut(self):
        self.ate.set()
        for end in (self.client, self.server):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.client.recv(count - len(data))
            if not more:
                raise OSError("closed")
            data += more
        return data

    def upward(self):
        """The client's messages, one by one."""
        while True:
            head = self.exactly(4)
            body = self.exactly(struct.unpack("!I", head)[0] - 4)
            self.server.sendall(head + body)
            # A request for encryption is answered with a byte and followed by the real start.
            if struct.unpack("!I", body[:4])[0] == 196608:
                break
        while True:
            head = self.exactly(5)
            body = self.exactly(struct.unpack("!I", head[1:])[0] - 4)
            if head[:1] == b"P" and b"UPDATE millrace.job SET epoch" in body:
                self.commits_epochs = True
            if head[:1] == b"Q" and body == b"COMMIT\0" and self.commits_epochs:
                if not self.commit(self.proxy.due(), head + body):
                    return
                continue
            self.server.sendall(head + body)

    def commit(self, mode, message):
        """Sends COMMIT on as the mode says; False when the connection is to be cut."""
        if mode == "drop-before":
            self.proxy.acted.set()
            return False
        if mode == "rollback":
            message = b"Q" + struct.pack("!I", 4 + 9) + b"ROLLBACK\0"
        if mode == "hold":
            self.proxy.acted.set()
            self.proxy.released.wait(60)
            return False
        if mode == "eat-reply":
            self.eats.set()
        if mode == "delay":
            self.waits.set()
        if mode == "orphan":
            self.orphan = True
        self.server.sendall(message)
        if mode == "eat-reply":
            self.ate.wait(60)
        if mode:
            self.proxy.acted.set()
        return mode not in ("drop-after", "eat-reply")

    def downward(self):
        while True:
            data = self.server.recv(65536)
            if not data:
                self.orphan = False
                # A server that closes instead of answering COMMIT: nobody may wait for its answer.
                self.ate.set()
                return
            if self.eats.is_set():
                self.ate.set()
                return
            if self.waits.is_set():
                self.waits.clear()
                threading.Event().wait(DELAY_SECONDS)
            try:
                self.client.sendall(data)
            except OSError:
                # An orphan's answer has nobody to go to; its transaction has ended.
                self.orphan = False
                raise
