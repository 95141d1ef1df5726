#!/usr/bin/env python3
"""Receives Dromedary's webhooks and believes only those that verify (Standard Webhooks 1.0.0).

    WEBHOOK_SECRET=whsec_... python3 receiver.py [port]

Needs Python 3.8 or newer and nothing else. Answers 204 to what is genuine, also when it comes again; 400 to anything
else. Behind a proxy that speaks TLS it can be used as it is; replace handle() by what you want to happen.
"""
import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_SECONDS = 300
MAX_BODY_BYTES = 4 << 20


def verify(secrets, headers, body, now):
    """The id of a genuine message; ValueError for any other. Several secrets are valid during a rotation."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not message_id or not timestamp.isdigit():
        raise ValueError("not a webhook")
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        raise ValueError("too old, or from the future")
    signed = message_id.encode() + b"." + timestamp.encode() + b"." + body
    expected = [hmac.new(secret, signed, hashlib.sha256).digest() for secret in secrets]
    for signature in headers.get("webhook-signature", "").split(" "):
        version, _, value = signature.partition(",")
        try:
            given = base64.b64decode(value, validate=True)
        except ValueError:
            continue
        if version == "v1" and any(hmac.compare_digest(given, one) for one in expected):
            return message_id
    raise ValueError("not signed with our secret")


class SeenIds:
    """Remembers ids for as long as a repeated message would still verify. Keep them in a database to survive a restart."""

    def __init__(self):
        self.expiry_by_id = {}

    def is_new(self, message_id, now):
        self.expiry_by_id = {i: end for i, end in self.expiry_by_id.items() if end > now}
        return self.expiry_by_id.setdefault(message_id, now + 2 * TOLERANCE_SECONDS + 1) == now + 2 * TOLERANCE_SECONDS + 1

    def forget(self, message_id):
        self.expiry_by_id.pop(message_id, None)


def handle(event):
    print(event["type"], json.dumps(event["data"]), flush=True)


class Receiver(BaseHTTPRequestHandler):
    secrets = []
    seen = SeenIds()
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        if length > MAX_BODY_BYTES:
            return self.answer(413)
        body = self.rfile.read(length)
        now = time.time()
        try:
            message_id = verify(self.secrets, self.headers, body, now)
        except ValueError as reason:
            print("refused:", reason, file=sys.stderr, flush=True)
            return self.answer(400)
        if self.seen.is_new(message_id, now):
            try:
                handle(json.loads(body))
            except Exception:
                self.seen.forget(message_id)  # so that it is sent again
                self.answer(500)
                raise
        return self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    Receiver.secrets = [
        base64.b64decode(secret[len("whsec_"):]) for secret in os.environ["WEBHOOK_SECRET"].split(",")
    ]
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 9000
    with ThreadingHTTPServer(("127.0.0.1", port), Receiver) as server:
        print("ready", server.server_address[1], flush=True)
        server.serve_forever()
