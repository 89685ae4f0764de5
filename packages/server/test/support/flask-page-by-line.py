"""Runs the generic page's Flask code as it stands, with the names that it leaves to its reader.

Lines in: a JSON object with the body in base64 and the signature. Lines out: the status of the answer.
"""

import base64
import json
import sys

names = {"__name__": "page", "WEBHOOK_SECRET": sys.argv[2], "handle_event": lambda event: None}
with open(sys.argv[1], encoding="utf-8") as page:
    exec(page.read(), names)

client = names["app"].test_client()

for line in sys.stdin:
    request = json.loads(line)
    answer = client.post(
        "/webhook",
        data=base64.b64decode(request["body"]),
        headers={"X-Webhook-Signature": request["signature"]},
        content_type="application/json",
    )
    print(answer.status_code, flush=True)
