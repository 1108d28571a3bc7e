# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §4.1 and §4.3: a signed ledger entry, taken apart. Raises cbor.Malformed or layout.BadVersion."""

from dataclasses import dataclass

import cbor
from edwards import is_whole_key
from grants import read_grant, read_release, read_revoke
from layout import array, flag, number, octets, one_of, receiving_key, record, require, signing_key, text, versioned
from primitives import labelled_hash

MAX_ENTRY = 256 * 1024
MAX_POLICY = 8 * 1024
MAX_DEVICES = 256
MAX_GROUPS = 32
MAX_CAMERAS = 64
ROLES = ("owner", "member", "guest", "hub", "paper")
SIGNED = ("lane", "seq", "prev", "type", "actor", "body", "seen", "nonce")


@dataclass(frozen=True)
class Entry:
    head: bytes
    content: bytes
    signature: bytes
    lane: bytes
    seq: int
    prev: bytes
    type: str
    actor: bytes
    body: dict
    time_ms: int


def read_entry(data):
    require(len(data) <= MAX_ENTRY, "too long")
    content, signature = read_signed(data)
    value = versioned(cbor.decode(content), *SIGNED)
    kind = one_of(value["type"], BODIES)
    seen = record(value["seen"], "size", "root", "timeMs")
    number(seen["size"]), octets(seen["root"], 32), octets(value["nonce"], 16)
    BODIES[kind](value["body"])
    return Entry(
        head=labelled_hash("ledger-head", data),
        content=content,
        signature=signature,
        lane=octets(value["lane"], 16),
        seq=number(value["seq"]),
        prev=octets(value["prev"], 32),
        type=kind,
        actor=octets(value["actor"], 16),
        body=value["body"],
        time_ms=number(seen["timeMs"]),
    )


def read_signed(data):
    """§2: the bytes and the signature over them."""
    content, signature = array(cbor.decode(data), 2, 2)
    require(isinstance(content, bytes), "no bytes")
    return content, octets(signature, 64)


def device_id(keys):
    return labelled_hash("device", cbor.encode(keys))[:16]


def _create(body):
    record(body, "device", "groups", "laneKey", "policy", "joint")
    _device(body["device"])
    for group in array(body["groups"], MAX_GROUPS):
        _epoch0(group)
    signing_key(body["laneKey"]), text(body["policy"], MAX_POLICY), flag(body["joint"])


def _add(body):
    record(body, "device", "groups", "boxes", "cameras", "untilMs")
    _device(body["device"]), _groups(body["groups"]), _boxes(body["boxes"]), number(body["untilMs"])
    for camera in array(body["cameras"], MAX_CAMERAS):
        octets(camera, 16)


def _change(body):
    record(body, "device", "role", "groups", "boxes")
    octets(body["device"], 16), one_of(body["role"], ROLES), _groups(body["groups"]), _boxes(body["boxes"])


def _rotate(body):
    record(body, "remove", "withdraw", "rotations", "laneKey")
    for removed in array(body["remove"], MAX_DEVICES):
        octets(removed, 16)
    for withdrawal in array(body["withdraw"], MAX_DEVICES):
        record(withdrawal, "device", "groups")
        octets(withdrawal["device"], 16), _groups(withdrawal["groups"])
    for rotation in array(body["rotations"], MAX_GROUPS):
        record(rotation, "group", "epoch", "pk", "boxes", "chain")
        octets(rotation["group"], 16), number(rotation["epoch"]), receiving_key(rotation["pk"])
        _recipients(rotation["boxes"]), octets(rotation["chain"], 60)
    if octets(body["laneKey"], 0, 32):
        signing_key(body["laneKey"])


def _group(body):
    _epoch0(record(body, "group")["group"])


def _leave(body):
    record(body)


def _rules(body):
    record(body, "policy", "joint")
    text(body["policy"], MAX_POLICY), flag(body["joint"])


def _proposal(body):
    octets(record(body, "proposal")["proposal"], 32)


def _device(value):
    record(value, "keys", "role", "witness")
    keys = record(value["keys"], "hpke", "ledger", "session")
    receiving_key(keys["hpke"]), signing_key(keys["ledger"]), signing_key(keys["session"])
    one_of(value["role"], ROLES)
    # It goes into policies: of it, all that a signature asks is asked at once (§1).
    require(octets(value["witness"], 0, 32) == b"" or is_whole_key(value["witness"]), "a witness key that is none")


def _epoch0(value):
    record(value, "group", "pk", "boxes")
    octets(value["group"], 16), receiving_key(value["pk"]), _recipients(value["boxes"])


def _recipients(value):
    for box in array(value, MAX_DEVICES):
        record(box, "device", "hash")
        octets(box["device"], 16), octets(box["hash"], 32)


def _groups(value):
    for group in array(value, MAX_GROUPS):
        octets(group, 16)


def _boxes(value):
    for box in array(value, MAX_GROUPS):
        record(box, "group", "epoch", "hash")
        octets(box["group"], 16), number(box["epoch"]), octets(box["hash"], 32)


BODIES = {
    "create": _create,
    "add": _add,
    "change": _change,
    "rotate": _rotate,
    "group": _group,
    "leave": _leave,
    "rules": _rules,
    "confirm": _proposal,
    "cancel": _proposal,
    "grant": read_grant,
    "revoke": read_revoke,
    "release": read_release,
}
