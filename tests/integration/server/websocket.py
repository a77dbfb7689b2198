"""As much of a WebSocket's client (RFC 6455) as the tests need, over a plain socket."""
import base64, json, os, socket, struct


class WebSocket:
    def __init__(self, port, path, headers=(), buffer=None):
        self.socket = socket.socket()
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.settimeout(60)
        self.socket.connect(("127.0.0.1", port))
        key = base64.b64encode(os.urandom(16)).decode()
        lines = ["GET %s HTTP/1.1" % path, "Host: localhost", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: " + key, "Sec-WebSocket-Version: 13"]
        self.socket.sendall(("\r\n".join(lines + ["%s: %s" % h for h in dict(headers).items()]) + "\r\n\r\n").encode())
        self.head = b""
        while not self.head.endswith(b"\r\n\r\n"):
            byte = self.socket.recv(1)
            if not byte:
                break
            self.head += byte
        self.status = int(self.head.split()[1])

    def send(self, message, opcode=1):
        data = json.dumps(message).encode() if not isinstance(message, bytes) else message
        mask = os.urandom(4)
        length = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + struct.pack(">H", len(data))
        self.socket.sendall(bytes([0x80 | opcode]) + length + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))

    def exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def frame(self):
        first, second = self.exactly(2)
        length = second & 127
        if length == 126:
            length, = struct.unpack(">H", self.exactly(2))
        elif length == 127:
            length, = struct.unpack(">Q", self.exactly(8))
        return first & 15, self.exactly(length)

    def receive(self):
        """The next message as JSON; ("close", code) at the end."""
        while True:
            opcode, data = self.frame()
            if opcode == 8:
                return "close", struct.unpack(">H", data[:2])[0] if data else None
            if opcode == 9:
                self.send(data, 10)
            elif opcode in (1, 2):
                return json.loads(data)

    def close(self):
        self.socket.close()
