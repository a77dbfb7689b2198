#!/usr/bin/env python3
"""core/net's HTTP server as a process of its own: Python's HTTP client, slow clients, 10,000 WebSockets, draining."""
import http.client, os, re, resource, select, signal, socket, subprocess, sys, tempfile, threading, time

program = os.path.join(os.environ["BUILD_DIR"], "tests", "servers", "net_server")
failures = 0
HANDSHAKE = (b"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")


def check(what, ok, detail=""):
    global failures
    print(("ok - " if ok else "not ok - ") + what)
    if not ok:
        failures += 1
        print(detail)


class Server:
    def __init__(self, *options, address="127.0.0.1:0"):
        self.process = subprocess.Popen([program, address, *options], stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()
        self.port = int(self.address.rpartition(":")[2]) if ":" in self.address and address[0] != "u" else 0

    def dial(self):
        return socket.create_connection(("127.0.0.1", self.port), 60)

    def client(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def rss(self):
        with open(f"/proc/{self.process.pid}/status") as f:
            return int(re.search(r"VmRSS:\s*(\d+) kB", f.read()).group(1)) * 1024

    def stop(self):
        """Its counters, and its exit code."""
        self.process.send_signal(signal.SIGTERM)
        out = self.process.communicate(timeout=120)[0]
        return {k: int(v) for k, v in re.findall(r"(\w+)=(\d+)", out)}, self.process.returncode


def hear(sock):
    data = b""
    try:
        while piece := sock.recv(65536):
            data += piece
    except ConnectionResetError:
        pass
    return data


def clients_of_the_standard_library():
    server = Server()
    client = server.client()
    for _ in range(3):
        client.request("GET", "/hello")
        answer = client.getresponse()
        check("http.client gets a page", (answer.status, answer.read()) == (200, b"hello\n"))
    check("on one connection", client.sock is not None)
    client.request("HEAD", "/hello")
    answer = client.getresponse()
    check("HEAD has the length alone", (answer.getheader("Content-Length"), answer.read()) == ("6", b""))
    body = os.urandom(3_000_000)
    client.request("POST", "/echo", body=body)
    check("a body comes back", client.getresponse().read() == body)
    client.request("POST", "/echo", body=(body[i:i + 70_001] for i in range(0, len(body), 70_001)), encode_chunked=True,
                   headers={"Transfer-Encoding": "chunked"})
    check("one in chunks too", client.getresponse().read() == body)
    client.request("POST", "/count", body=b"x" * 50_000_000)
    check("one of 50 MB is taken in pieces", client.getresponse().read() == b"50000000 bytes\n")
    pattern = (b"abcdefghijklmnopqrstuvwxyz" * 400_000)[:10_000_000]
    for target in ("/stream?n=10000000", "/stream?n=10000000&sized", "/file?n=10000000"):
        client.request("GET", target)
        check(f"{target} arrives as it is", client.getresponse().read() == pattern)
    client.request("GET", "/file?n=1000", headers={"Range": "bytes=-26"})
    answer = client.getresponse()
    check("a range is a part", (answer.status, answer.read()) == (206, pattern[974:1000]))
    client.request("POST", "/echo?max=10", body=b"x" * 11)
    answer = client.getresponse()
    check("a refusal has the product's document",
          (answer.status, answer.getheader("Content-Type"), b'"status":413' in answer.read()) ==
          (413, "application/problem+json", True))
    threads, right = [], []

    def ask(number):
        own = server.client()
        for i in range(50):
            own.request("POST", "/echo", body=b"%d %d" % (number, i))
            right.append(own.getresponse().read() == b"%d %d" % (number, i))
    for number in range(20):
        threads.append(threading.Thread(target=ask, args=(number,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    check("20 clients at once get their own answers", len(right) == 1000 and all(right))
    client.close()
    counters, code = server.stop()
    check("SIGTERM ends it with 0", code == 0)
    check("the counters tell the requests", counters["accepted"] == 21 and counters["body"] == 1, counters)


def slow_clients():
    server = Server("head=400", "first_byte=400", "idle=60000", "per_address=1000")
    slow = [server.dial() for _ in range(300)]
    client = server.client()
    answered = 0
    request = b"GET /hello HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 1000
    for i in range(1000):
        for sock in slow:
            try:
                sock.send(request[i:i + 1])
            except OSError:
                pass
        client.request("GET", "/hello")
        answered += client.getresponse().read() == b"hello\n"
        if not select.select([], [], slow, 0)[2] and i > 20 and len(select.select(slow, [], [], 0)[0]) == len(slow):
            break
        time.sleep(0.02)
    texts = [hear(sock) for sock in slow]
    check("300 heads that drip are answered 408", all(t.startswith(b"HTTP/1.1 408 ") for t in texts), texts[:3])
    check("while another client is served", answered == i + 1)
    for sock in slow:
        sock.close()
    client.close()
    counters, _ = server.stop()
    check("and counted", counters["head"] == 300, counters)


def many_websockets():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    count = 10_000 if hard == resource.RLIM_INFINITY or hard >= 10_200 else hard - 200
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    server = Server("connections=20000", "per_address=20000")
    empty = server.rss()
    socks = []
    for _ in range(count):
        sock = server.dial()
        sock.sendall(HANDSHAKE)
        socks.append(sock)
    good = sum(sock.recv(1000).startswith(b"HTTP/1.1 101 ") for sock in socks)
    check(f"{count} WebSockets are open at once", good == count, good)
    for sock in socks:  # each has spoken once
        sock.sendall(b"\x81\x82\0\0\0\0hi")
    check("each is answered", all(sock.recv(1000) == b"\x81\x02hi" for sock in socks))
    used = server.rss()
    print(f"# {used / 1e6:.1f} MB in all, {(used - empty) / count:.0f} bytes each")
    check("in less than 300 MB", used < 300e6)
    server.process.send_signal(signal.SIGUSR1)
    check("a message to all reaches each", all(sock.recv(1000) == b"\x81\x06to all" for sock in socks))
    for sock in socks[::2]:
        sock.close()
    server.process.send_signal(signal.SIGTERM)
    codes = [sock.recv(1000)[2:4] for sock in socks[1::2]]
    check("those that are left are told 1001 when it drains", all(code == b"\x03\xe9" for code in codes))
    for sock in socks[1::2]:
        sock.sendall(b"\x88\x82\0\0\0\0\x03\xe9")
        sock.close()
    counters, code = server.stop()
    check("and it ends", code == 0 and counters["ws_opened"] == count and counters["ws_out"] == 2 * count, counters)


def drains():
    server = Server()
    later, idle = server.dial(), server.dial()
    later.sendall(b"GET /later?ms=300 HTTP/1.1\r\nHost: a\r\n\r\n")
    idle.sendall(b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
    check("a page before", b"hello" in idle.recv(1000))
    server.process.send_signal(signal.SIGTERM)
    check("what is under way ends well", hear(later).endswith(b"later\n"))
    check("what is idle is closed", hear(idle) == b"")
    later.close(), idle.close()
    check("with 0", server.process.wait(30) == 0)


def other_addresses():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "s")
        server = Server(address="unix:" + path)
        check("a Unix socket is its owner's", os.stat(path).st_mode & 0o777 == 0o600)
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(path)
        sock.sendall(b"GET /what HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        check("and answers", b"\npeer unix\n" in hear(sock))
        sock.close()
        second = subprocess.run([program, "unix:" + path], capture_output=True, text=True)
        check("a second server is told that it is taken", second.returncode == 1 and "Address already in use" in second.stderr,
              second.stderr)
        server.process.kill()
        server.process.wait()
        check("a socket that was left behind", os.path.exists(path))
        server = Server(address="unix:" + path)
        check("is replaced", server.address == "unix:" + path)
        server.stop()
        check("and removed at the end", not os.path.exists(path))
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError as error:
        print(f"# no IPv6 on this machine: {error}")
    else:
        server = Server(address="[::1]:0")
        client = http.client.HTTPConnection("::1", server.port, timeout=60)
        client.request("GET", "/hello")
        check("IPv6 is served", client.getresponse().read() == b"hello\n")
        client.close()
        server.stop()
    server = Server()
    second = subprocess.run([program, server.address], capture_output=True, text=True)
    check("a port that is taken is named", second.returncode == 1 and server.address in second.stderr, second.stderr)
    server.stop()


for test in (clients_of_the_standard_library, slow_clients, many_websockets, drains, other_addresses):
    test()
sys.exit(1 if failures else 0)
