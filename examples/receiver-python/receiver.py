"""A receiver that verifies, writes down, answers, and only then works.

    WEBHOOK_SECRET=whsec_… python3 receiver.py

The standard library is all that it needs (Python 3.9 or later).
"""

import base64
import hashlib
import hmac
import json
import os
import sqlite3
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_S = 300
LONGEST_BODY = 2 * 1024 * 1024
RETRY_AFTER_S = 10
USUAL_INBOX_PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "inbox.db")


def log(text):
    print(text, flush=True)


def work(event):
    """Whatever your product does with an event, and takes its time for."""
    time.sleep(int(os.environ.get("WORK_MS", "0")) / 1000)
    log(f"Done: {event['type']} {event['id']}")


def is_genuine(headers, body, key):
    """Standard Webhooks: one of the signatures fits id, time and body, and the time is now."""
    event_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not is_count(timestamp) or abs(time.time() - int(timestamp)) > TOLERANCE_S:
        return False
    signed = f"{event_id}.{timestamp}.".encode("latin-1") + body
    expected = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    given = headers.get("webhook-signature", "").encode("latin-1").split(b" ")
    return any(hmac.compare_digest(expected, each) for each in given)


def is_count(text):
    return text.isascii() and text.isdigit() and len(text) <= 12


class Inbox:
    """Events that were answered and still have to be worked on: a crash in between loses none."""

    def __init__(self, path):
        self.lock = threading.Lock()
        self.wakened = threading.Event()
        self.database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        # What is done stays in the table, so that a repeat is known for one.
        self.execute(
            "CREATE TABLE IF NOT EXISTS inbox (id TEXT PRIMARY KEY, event BLOB NOT NULL,"
            " due_at REAL NOT NULL, is_done INTEGER NOT NULL DEFAULT 0)"
        )

    def execute(self, statement, *values):
        with self.lock:
            cursor = self.database.execute(statement, values)
            return cursor.fetchone(), cursor.rowcount

    def add(self, event_id, body):
        """False: it came before. Afterwards the event is on disk, and the sender may be answered."""
        _, changes = self.execute(
            "INSERT INTO inbox (id, event, due_at) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
            event_id, body, time.time(),
        )
        return changes == 1

    def work_through(self):
        """Runs for ever in a thread of its own, and begins with what an earlier run left undone."""
        while True:
            self.wakened.clear()
            row, _ = self.execute(
                "SELECT id, event FROM inbox WHERE is_done = 0 AND due_at <= ?"
                " ORDER BY due_at LIMIT 1",
                time.time(),
            )
            if row is None:
                self.wakened.wait(timeout=1)
            else:
                self.work_on(*row)

    def work_on(self, event_id, body):
        try:
            work(json.loads(body))
            self.execute("UPDATE inbox SET is_done = 1 WHERE id = ?", event_id)
        except Exception as error:
            log(f"The work on {event_id} failed and will be tried again: {error!r}")
            due_at = time.time() + RETRY_AFTER_S
            self.execute("UPDATE inbox SET due_at = ? WHERE id = ?", due_at, event_id)


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # For a connection that sends nothing.
    timeout = 60

    def do_POST(self):
        length = self.headers.get("content-length", "")
        if not is_count(length) or int(length) > LONGEST_BODY:
            self.close_connection = True
            return self.answer(413, "The body has no length, or too much of it")
        # The bytes as they came: parsing them and writing them again may change them.
        body = self.rfile.read(int(length))
        if self.path != "/webhooks":
            return self.answer(404, "Webhooks arrive at /webhooks")
        if not is_genuine(self.headers, body, self.server.key):
            return self.answer(401, "The signature does not verify")
        event = json.loads(body)
        is_new = self.server.inbox.add(event["id"], body)
        log(f"{'Received' if is_new else 'Seen before'}: {event['type']} {event['id']}")
        self.answer(200, "Received")
        self.server.inbox.wakened.set()

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if status != 200:
            log(f"Refused with {status}: {text}")

    def log_message(self, *_):
        """What is worth a line is logged above."""


def main():
    secret = os.environ.get("WEBHOOK_SECRET", "")
    if not secret.startswith("whsec_"):
        sys.exit("Set WEBHOOK_SECRET to the secret of the webhook: whsec_…")
    address = (os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "3000")))
    server = ThreadingHTTPServer(address, Receiver)
    server.key = base64.b64decode(secret[len("whsec_"):])
    server.inbox = Inbox(os.environ.get("INBOX_PATH", USUAL_INBOX_PATH))
    threading.Thread(target=server.inbox.work_through, daemon=True).start()
    log(f"Listening on http://{server.server_address[0]}:{server.server_port}/webhooks")
    server.serve_forever()


if __name__ == "__main__":
    main()
