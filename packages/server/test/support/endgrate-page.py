"""Runs Endgrate's verifying code as it stands, with the names that it leaves to its reader.

Lines in: a JSON object with the body in base64 and the signature. Lines out: what the code prints;
for a body that is not JSON, which never comes as far as the code, an empty line.
"""

import base64
import contextlib
import io
import json
import os
import sys

with open(sys.argv[1], encoding="utf-8") as page:
    code = compile(page.read(), sys.argv[1], "exec")

for line in sys.stdin:
    request = json.loads(line)
    try:
        data = json.loads(base64.b64decode(request["body"]))
    except ValueError:
        print(flush=True)
        continue
    names = {
        "os": os,
        "data": data,
        "headers": {"X-Endgrate-Signature": request["signature"]},
    }
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, names)
    print(printed.getvalue().strip(), flush=True)
