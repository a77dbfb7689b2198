"""A way to a server that loses connections, for tests of clients that try again."""
import socket, threading


class Unreliable:
    """Forwards to a port of this machine. While `lose` is more than 0 a request is passed on and its answer thrown away; `cut`
    is after how many bytes of each answer the connection breaks (None: never)."""

    def __init__(self, port):
        self.port, self.lose, self.cut = port, 0, None
        self.listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def url(self):
        return "http://127.0.0.1:%d" % self.listening.getsockname()[1]

    def accept(self):
        while True:
            client, _ = self.listening.accept()
            server = socket.create_connection(("127.0.0.1", self.port))
            threading.Thread(target=self.pass_on, args=(client, server), daemon=True).start()
            threading.Thread(target=self.answer, args=(server, client), daemon=True).start()

    def pass_on(self, client, server):
        try:
            while piece := client.recv(65536):
                server.sendall(piece)
        except OSError:
            pass

    def answer(self, server, client):
        sent = 0
        try:
            while piece := server.recv(65536):
                if self.lose > 0:
                    self.lose -= 1
                    break
                if self.cut is not None and sent + len(piece) > self.cut:
                    client.sendall(piece[: self.cut - sent])
                    break
                client.sendall(piece)
                sent += len(piece)
        except OSError:
            pass
        for s in (client, server):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            s.close()
