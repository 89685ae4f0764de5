"""Writes signature-vectors.json beside this file, with Python's hmac and nothing of Posthorn's.

Each vector says which `value` the header `header` has when `body` is signed with `secret`. A body is
a string, or `{"repeat", "times"}` for a long one; its bytes are its UTF-8.
`standard-webhooks`, `stripe` and `graph8-studio` sign a time in Unix seconds too, the first of them
also an id.
Format the file afterwards (`npm run format`).
"""

import base64
import hashlib
import hmac
import json
import pathlib

USER_CREATED = (
    '{"id":"evt_abc123","type":"user.created","created_at":"2026-01-15T12:30:00Z",'
    '"data":{"id":"user_123","name":"John Doe","email":"john@example.com","status":"active"}}'
)
NON_ASCII = '{"name":"Zoë Łukasiewicz","city":"東京","mood":"🦊","line":"a\u2028b","nul":"\\u0000"}'
PYTHON_SPACING = '{"success": true, "name": "Zo\\u00eb", "amount": 100000.0, "rate": 1e-05}'
BODIES = {
    "a user.created event": USER_CREATED,
    "an empty body": "",
    "one byte": "0",
    "text beyond ASCII": NON_ASCII,
    "a byte order mark and line ends": "\ufeff{\r\n}\n",
    "full stops and commas": "v1,a.b=c.{}",
    "100 kB": {"repeat": "0123456789", "times": 10_000},
    "100 kB beyond ASCII": {"repeat": "é🦊 ", "times": 14_286},
}
TEXT_SECRETS = {
    "a secret with whsec_ and hex": "whsec_" + bytes(range(32)).hex(),
    "a secret with whsec_ and base64": "whsec_" + base64.b64encode(bytes(range(32))).decode(),
    "a secret of one character": "s",
    "a secret beyond ASCII": "pässwörd 🔑",
    "a secret with spaces, quotes and a full stop": " \"it's\" a\\b.c,d=e%20 ",
    "a secret longer than a block of the hash": "k" * 256,
}
BINARY_SECRETS = {
    "a key of 24 bytes": bytes(range(24)),
    "a key of 32 bytes with high bits": bytes(range(224, 256)),
    "a key of 63 bytes, one = of padding short": bytes(range(63)),
    "a key of 64 bytes": bytes(range(255, 191, -1)),
}
ID, TIMESTAMP_S = "evt_01JH8Z5W3M", 1768480200
PLAIN = {
    "webhook-signature": ("X-Webhook-Signature", hashlib.sha256, "hex", ""),
    "encrata": ("X-Encrata-Signature", hashlib.sha256, "hex", ""),
    "graph8": ("X-Webhook-Signature", hashlib.sha256, "hex", ""),
    "endgrate": ("X-Endgrate-Signature", hashlib.sha1, "base64", ""),
    "github": ("X-Hub-Signature-256", hashlib.sha256, "hex", "sha256="),
}
TIMED = {
    "stripe": ("Stripe-Signature", f"t={TIMESTAMP_S},v1="),
    "graph8-studio": ("X-Studio-Signature", "sha256="),
}


def body_bytes(body):
    text = body if isinstance(body, str) else body["repeat"] * body["times"]
    return text.encode()


def digest(key, content, algorithm, encoding):
    mac = hmac.new(key, content, algorithm).digest()
    return mac.hex() if encoding == "hex" else base64.b64encode(mac).decode()


def plain(name, scheme, secret, body):
    header, algorithm, encoding, prefix = PLAIN[scheme]
    value = prefix + digest(secret.encode(), body_bytes(body), algorithm, encoding)
    return dict(name=name, scheme=scheme, secret=secret, body=body, header=header, value=value)


def standard(name, key, body, id=ID, timestamp_s=TIMESTAMP_S):
    content = f"{id}.{timestamp_s}.".encode() + body_bytes(body)
    return dict(
        name=name,
        scheme="standard-webhooks",
        secret="whsec_" + base64.b64encode(key).decode(),
        id=id,
        timestampS=timestamp_s,
        body=body,
        header="webhook-signature",
        value="v1," + digest(key, content, hashlib.sha256, "base64"),
    )


def timed(name, scheme, secret, body):
    header, prefix = TIMED[scheme]
    content = f"{TIMESTAMP_S}.".encode() + body_bytes(body)
    return dict(
        name=name,
        scheme=scheme,
        secret=secret,
        timestampS=TIMESTAMP_S,
        body=body,
        header=header,
        value=prefix + digest(secret.encode(), content, hashlib.sha256, "hex"),
    )


def vectors():
    secret = TEXT_SECRETS["a secret with whsec_ and hex"]
    for what, body in BODIES.items():
        for scheme in PLAIN:
            yield plain(f"{scheme}: {what}", scheme, secret, body)
        yield standard(f"standard-webhooks: {what}", bytes(range(32)), body)
        for scheme in TIMED:
            yield timed(f"{scheme}: {what}", scheme, secret, body)
    for what, text in TEXT_SECRETS.items():
        for scheme in PLAIN:
            yield plain(f"{scheme}: {what}", scheme, text, USER_CREATED)
        for scheme in TIMED:
            yield timed(f"{scheme}: {what}", scheme, text, USER_CREATED)
    for what, key in BINARY_SECRETS.items():
        yield standard(f"standard-webhooks: {what}", key, USER_CREATED)
    yield standard("standard-webhooks: the first second", bytes(32), "{}", timestamp_s=0)
    yield standard("standard-webhooks: an id of one character", bytes(32), "{}", id="1")
    api_key = "3f2b6a9e-51c4-4d0a-9a43-0f5d7c2e8b16"
    yield plain("endgrate: a body as Python writes it", "endgrate", api_key, PYTHON_SPACING)


path = pathlib.Path(__file__).with_name("signature-vectors.json")
lines = ",\n".join("  " + json.dumps(vector, ensure_ascii=False) for vector in vectors())
path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
