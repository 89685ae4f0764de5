"""Answers JSON with what Python makes of it when it reads and writes it. Lines are base64."""

import base64
import json
import sys

for line in sys.stdin.buffer:
    text = json.dumps(json.loads(base64.b64decode(line)))
    print(base64.b64encode(text.encode()).decode(), flush=True)
