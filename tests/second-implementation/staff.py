# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §15.1 and §15.2: a signed roster entry, taken apart. Raises cbor.Malformed or layout.BadVersion."""

import unicodedata
from dataclasses import dataclass

import cbor
from grants import read_keys
from layout import array, number, octets, one_of, record, require, signing_key, versioned
from primitives import labelled_hash

MAX_ENTRY = 64 * 1024
MAX_SIGNATURES = 16
MAX_FOUNDERS = 16
DAY_MS = 24 * 60 * 60 * 1000
ROLES = ("officer", "supervisor", "support", "moderator", "annotator")
SIGNED = ("operator", "seq", "prev", "type", "body", "seen", "nonce")
UNSHOWN = ("Cc", "Cf", "Zl", "Zp")


@dataclass(frozen=True)
class RosterEntry:
    head: bytes
    content: bytes
    # (staff id, signature)
    signatures: list
    operator: bytes
    seq: int
    prev: bytes
    type: str
    body: dict
    time_ms: int


def read_roster_entry(data):
    require(len(data) <= MAX_ENTRY, "too long")
    content, signatures = array(cbor.decode(data), 2, 2)
    require(isinstance(content, bytes), "no bytes")
    signers = [array(pair, 2, 2) for pair in array(signatures, MAX_SIGNATURES, 1)]
    for staff, signature in signers:
        octets(staff, 16), octets(signature, 64)
    ids = [staff for staff, _ in signers]
    require(ids == sorted(set(ids)), "signers that do not ascend")
    value = versioned(cbor.decode(content), *SIGNED)
    kind = one_of(value["type"], BODIES)
    seen = record(value["seen"], "size", "root", "timeMs")
    number(seen["size"]), octets(seen["root"], 32), octets(value["nonce"], 16)
    BODIES[kind](value["body"])
    return RosterEntry(
        head=labelled_hash("roster-head", data),
        content=content,
        signatures=signers,
        operator=octets(value["operator"], 16),
        seq=number(value["seq"]),
        prev=octets(value["prev"], 32),
        type=kind,
        body=value["body"],
        time_ms=number(seen["timeMs"]),
    )


def _found(body):
    record(body, "name", "waitMs", "laneKey", "staff")
    _shown(body["name"]), signing_key(body["laneKey"])
    require(DAY_MS <= number(body["waitMs"]) <= 30 * DAY_MS, "a wait out of range")
    for staff in array(body["staff"], MAX_FOUNDERS):
        _staff(staff)


def _enrol(body):
    _staff(record(body, "staff")["staff"])


def _extend(body):
    record(body, "staff", "endMs")
    octets(body["staff"], 16), number(body["endMs"])


def _named(body):
    octets(record(body, "staff")["staff"], 16)


def _staff(value):
    record(value, "keys", "credential", "role", "team", "name", "endMs")
    read_keys(value["keys"])
    credential = record(value["credential"], "id", "key")
    octets(credential["id"], *range(1, 1024)), octets(credential["key"], *range(1, 1025))
    one_of(value["role"], ROLES), _shown(value["team"]), _shown(value["name"]), number(value["endMs"])


def _shown(value):
    require(isinstance(value, str) and 1 <= len(value) <= 40, "no text, or of another length")
    require(all(unicodedata.category(one) not in UNSHOWN for one in value), "a character that does not show")


BODIES = {
    "found": _found,
    "enrol": _enrol,
    "extend": _extend,
    "suspend": _named,
    "restore": _named,
    "end": _named,
}
