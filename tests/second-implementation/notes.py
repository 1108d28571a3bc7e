# SPDX-License-Identifier: AGPL-3.0-or-later
"""c2sp.org/signed-note and tlog-checkpoint, as protocol §13.2 narrows them."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

import edwards
from cbor import MAX_INTEGER, Malformed
from layout import require
from refusal import Unjudged, refuse_if

SIGNATURE, COSIGNATURE, ML_DSA_44 = 1, 4, 6
KEY_SIZES = {SIGNATURE: 32, COSIGNATURE: 32, ML_DSA_44: 1312}
MAX_NOTE = 262_144
MAX_SIGNATURES = 64


@dataclass(frozen=True)
class NoteKey:
    name: str
    key_id: bytes
    type: int
    public_key: bytes


@dataclass(frozen=True)
class Note:
    text: str
    # (name, key id, bytes behind it)
    signatures: tuple


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes
    extensions: tuple


def read_vkey(text):
    """name+id+base64(type, key). Raises Malformed."""
    parts = text.split("+", 2)
    require(len(parts) == 3 and is_key_name(parts[0]) and re.fullmatch("[0-9a-f]{8}", parts[1]), "no key")
    data = read_base64(parts[2])
    require(len(data) > 1 and KEY_SIZES.get(data[0]) == len(data) - 1, "a key of another type or length")
    key_id = key_id_of(parts[0], data[0], data[1:])
    require(key_id.hex() == parts[1], "another key id")
    require(data[0] == ML_DSA_44 or edwards.is_named_key(data[1:]), "a key of small order")
    return NoteKey(parts[0], key_id, data[0], data[1:])


def key_id_of(name, key_type, public_key):
    return hashlib.sha256(name.encode() + b"\n" + bytes([key_type]) + public_key).digest()[:4]


def parse_note(data):
    require(isinstance(data, str) or isinstance(data, bytes), "no note")
    raw = data.encode() if isinstance(data, str) else data
    refuse_if(len(raw) > MAX_NOTE, "transparency.too_large")
    try:
        text = raw.decode()
    except UnicodeDecodeError as cause:
        raise Malformed("not UTF-8") from cause
    require(not any(ord(sign) < 32 and sign != "\n" for sign in text), "a control character")
    split = text.rfind("\n\n")
    require(split >= 0 and text.endswith("\n"), "no signatures")
    body, lines = text[: split + 1], text[split + 2 :].split("\n")[:-1]
    require(lines != [], "no signatures")
    refuse_if(len(lines) > MAX_SIGNATURES, "transparency.too_large")
    return Note(body, tuple(parse_signature(line) for line in lines))


def parse_signature(line):
    words = line.split(" ")
    require(len(words) == 3 and words[0] == "\u2014" and is_key_name(words[1]), "no signature line")
    data = read_base64(words[2])
    require(len(data) > 4, "no signature")
    return words[1], data[:4], data[4:]


def parse_checkpoint(text):
    lines = text.split("\n")[:-1]
    require(len(lines) >= 3, "too few lines")
    require(1 <= len(lines[0].encode()) <= 255, "no origin")
    require(re.fullmatch("0|[1-9][0-9]{0,15}", lines[1]) and int(lines[1]) <= MAX_INTEGER, "no size")
    root = read_base64(lines[2])
    require(len(root) == 32 and "" not in lines[3:], "no root, or an empty line")
    return Checkpoint(lines[0], int(lines[1]), root, tuple(lines[3:]))


def open_checkpoint(note, keys):
    """Signed by the log whose keys these are. Raises Refused."""
    checkpoint = parse_checkpoint(note.text)
    own = [key for key in keys if key.name == checkpoint.origin]
    refuse_if(own == [], "transparency.wrong_log")
    held = [times_of(note, key) for key in own]
    refuse_if(not any(held), "transparency.bad_signature")
    return checkpoint


def times_of(note, key):
    """The times of its cosignatures (0 for a log's own); none where it did not sign. One that is false condemns all."""
    times = []
    for name, key_id, signature in note.signatures:
        if (name, key_id) != (key.name, key.key_id):
            continue
        time = _time_of(note, key, signature)
        refuse_if(time is None, "transparency.bad_signature")
        times.append(time)
    return times


def _time_of(note, key, signature):
    if key.type == SIGNATURE:
        return 0 if edwards.verify(key.public_key, note.text.encode(), signature) else None
    if key.type == ML_DSA_44:
        raise Unjudged("an ML-DSA-44 signature")
    time = int.from_bytes(signature[:8], "big")
    if len(signature) != 72 or not 0 < time * 1000 <= MAX_INTEGER:
        return None
    message = f"cosignature/v1\ntime {time}\n{note.text}".encode()
    return time if edwards.verify(key.public_key, message, signature[8:]) else None


def is_key_name(name):
    return name != "" and "+" not in name and not any(sign.isspace() for sign in name)


def read_base64(text):
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as cause:
        raise Malformed("no base64") from cause
    require(base64.b64encode(data).decode() == text, "base64 of another form")
    return data
