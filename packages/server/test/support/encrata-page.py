"""Runs Encrata's verifying code as it stands.

Lines in: a JSON object with the body in base64, the secret and the signature. Lines out: what the
code returns.
"""

import base64
import json
import sys

names = {}
with open(sys.argv[1], encoding="utf-8") as page:
    exec(compile(page.read(), sys.argv[1], "exec"), names)

for line in sys.stdin:
    request = json.loads(line)
    payload = base64.b64decode(request["body"])
    verdict = names["verify_signature"](payload, request["secret"], request["signature"])
    print(verdict, flush=True)
