"""Runs the generic page's Flask code as it stands, with the names that it leaves to its reader."""

import json
import sys

from werkzeug.serving import make_server

WEBHOOK_SECRET = sys.argv[2]


def handle_event(event):
    print(json.dumps({"handled": event["id"]}), flush=True)


with open(sys.argv[1], encoding="utf-8") as page:
    exec(page.read())

server = make_server("127.0.0.1", 0, app)  # noqa: F821, the page defines it
print(json.dumps({"port": server.port}), flush=True)
server.serve_forever()
