#!/usr/bin/env python3
"""A feed to try line_feed with: JSON lines over TCP, numbered, sent again from where the client asks.

    feed_server.py --port 9009                    a trade every 100 ms, for ever
    feed_server.py --port 0 --first 24 --count 9  messages 24 to 32 at once, then silence (prints the port it got)
"""
import argparse
import itertools
import json
import socket
import time


def message(seq, symbol):
    price = 100 + (seq * 7919 % 200) / 100
    ts = 1_700_000_000_000_000_000 + seq * 1_000_000
    if seq % 10 == 0:
        return {"type": "heartbeat", "seq": seq, "ts": ts}
    if seq % 3 == 0:
        return {"type": "quote", "seq": seq, "ts": ts, "symbol": symbol, "bid": f"{price - 0.01:.2f}", "bid_qty": "300",
                "ask": f"{price + 0.01:.2f}", "ask_qty": "200"}
    return {"type": "trade", "seq": seq, "ts": ts, "symbol": symbol, "price": f"{price:.2f}", "qty": str(1 + seq % 50),
            "side": "buy" if seq % 2 else "sell"}


def serve(connection, options):
    request = json.loads(connection.makefile("r").readline())
    symbol = request["subscribe"][0]
    send = lambda line: connection.sendall(json.dumps(line).encode() + b"\n")
    send({"type": "hello", "session": options.session, "next": options.first})
    last = options.first + options.count if options.count else None
    start = max(options.first, request.get("from", 1))
    for seq in itertools.count(start):
        if last is not None and seq >= last:
            break
        send(message(seq, symbol))
        if not options.count:
            time.sleep(options.every)
    while connection.recv(4096):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=9009)
    parser.add_argument("--first", type=int, default=1, help="number of the first message there is")
    parser.add_argument("--count", type=int, default=0, help="how many there are, sent at once; 0: no end")
    parser.add_argument("--session", default="demo", help="name of the numbering")
    parser.add_argument("--every", type=float, default=0.1, help="seconds between messages without --count")
    options = parser.parse_args()
    with socket.create_server(("127.0.0.1", options.port)) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            with connection:
                try:
                    serve(connection, options)
                except (ConnectionError, ValueError):
                    pass


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
