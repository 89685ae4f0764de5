"""Runs Endgrate's verifying code as it stands, with the names that it leaves to its reader.

Lines in: a JSON object with the body in base64 and the signature. Lines out: what the code prints.
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
    names = {
        "os": os,
        "data": json.loads(base64.b64decode(request["body"])),
        "headers": {"X-Endgrate-Signature": request["signature"]},
    }
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, names)
    print(printed.getvalue().strip(), flush=True)
