# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §6.2 and §7: what hubs sign, judged by the ledger. Raises Refused."""

from contextlib import contextmanager

import cbor
from entry import read_signed
from layout import BadVersion, array, flag, number, octets, one_of, record, require, versioned
from primitives import is_signed, labelled_hash
from refusal import Refused, refuse_if

MAX_MANIFEST = 256 * 1024
MAX_OPENING = 128 * 1024
MAX_KEYS = 64
KEY_BOX = 1120 + 32 + 16
# §17.3: keys of init and picture, or of these and the sound.
GRANT_BOXES = (1136 + 119, 1136 + 155)
HEADER = ("lane", "group", "camera", "clip", "epoch", "seq", "hub", "boot", "startMs", "commit")
REASONS = ("camera_offline", "hub_stopped", "disk_full", "paused")


@contextmanager
def layout_of(room):
    """Faults of layout as codes of this room."""
    try:
        yield
    except BadVersion as cause:
        raise Refused(f"{room}.bad_version") from cause
    except cbor.Malformed as cause:
        raise Refused(f"{room}.malformed") from cause


def judge_manifest(household, data):
    """The manifest that a hub of this household signed."""
    refuse_if(len(data) > MAX_MANIFEST, "protocol.too_large")
    with layout_of("protocol"):
        content, signature = read_signed(data)
        manifest = _read_manifest(cbor.decode(content))
    refuse_if(manifest["lane"] != household.lane, "protocol.wrong_household")
    hub = household.devices.get(manifest["hub"])
    refuse_if(hub is None, "protocol.unknown_device")
    refuse_if(hub.role != "hub", "protocol.not_allowed")
    refuse_if(not is_signed(hub.keys["ledger"], "manifest", content, signature), "protocol.bad_signature")
    return manifest


def judge_opening(household, data):
    """The header of the clip that this opening opens."""
    refuse_if(len(data) > MAX_OPENING, "protocol.too_large")
    with layout_of("protocol"):
        raw, keys, signature = array(cbor.decode(data), 3, 3)
        require(isinstance(raw, bytes), "no header")
        octets(signature, 64)
        for key in array(keys, MAX_KEYS):
            kind, recipient, box = array(key, 3, 3)
            octets(recipient, {0: 32, 1: 16, 2: 32}[number(kind, 2)])
            octets(box, *(GRANT_BOXES if kind == 2 else (KEY_BOX,)))
        require(any(kind != 2 for kind, _, _ in keys), "sealed to staff alone")
        header = read_header(raw)
    refuse_if(header["lane"] != household.lane, "protocol.wrong_household")
    hub = household.devices.get(header["hub"])
    refuse_if(hub is None, "protocol.unknown_device")
    refuse_if(hub.role != "hub", "protocol.not_allowed")
    refuse_if(hub.removed_seq is not None and header["seq"] >= hub.removed_seq, "protocol.unknown_device")
    _check_epoch(household, header, keys)
    message = labelled_hash("clip-header", raw) + labelled_hash("clip-keys", cbor.encode(keys))
    refuse_if(not is_signed(hub.keys["ledger"], "clip-opening", message, signature), "protocol.bad_signature")
    return header


def _check_epoch(household, header, keys):
    group = household.groups.get(header["group"])
    epochs = [] if group is None else group.epochs
    named = [epoch for epoch in epochs if labelled_hash("epoch-key", epoch.pk) == header["epoch"]]
    refuse_if(named == [], "protocol.unknown_epoch")
    refuse_if(header["group"] in household.shared_groups(), "protocol.not_allowed")
    until = named[0].until_seq
    # Whoever was put out may still hold this epoch's seed: a clip of now sealed to it is a clip for them.
    stale = until is not None and header["seq"] >= until and any(kind == 0 for kind, _, _ in keys)
    refuse_if(stale, "protocol.stale_epoch")


def read_header(raw):
    header = versioned(cbor.decode(raw), *HEADER)
    for name in ("lane", "group", "camera", "clip", "hub", "boot"):
        octets(header[name], 16)
    octets(header["epoch"], 32), octets(header["commit"], 32), number(header["seq"]), number(header["startMs"])
    return header


def _read_manifest(value):
    manifest = versioned(value, "lane", "hub", "camera", "n", "prev", "atMs", "kind", "content")
    for name in ("lane", "hub", "camera"):
        octets(manifest[name], 16)
    number(manifest["n"]), octets(manifest["prev"], 32), number(manifest["atMs"])
    READERS[one_of(manifest["kind"], READERS)](manifest["content"])
    return manifest


def _read_clip(clip):
    record(clip, "clip", "header", "startMs", "endMs", "count", "sealedRoot", "plainRoot", "parts", "cut")
    octets(clip["clip"], 16), flag(clip["cut"])
    for name in ("header", "sealedRoot", "plainRoot"):
        octets(clip[name], 32)
    start, end, count = number(clip["startMs"]), number(clip["endMs"]), number(clip["count"])
    require(start <= end, "an end before its start")
    last = -1
    for part in array(clip["parts"], count, 1):
        first, start_ms, size = array(part, 3, 3)
        number(start_ms), number(size)
        require(last < number(first) < count and (last >= 0 or first == 0), "parts that do not rise from 0")
        last = first


def _read_heartbeat(content):
    record(content)


def _read_gap(gap):
    record(gap, "fromMs", "toMs", "reason")
    require(number(gap["fromMs"]) <= number(gap["toMs"]), "an end before its start")
    one_of(gap["reason"], REASONS)


READERS = {"clip": _read_clip, "heartbeat": _read_heartbeat, "gap": _read_gap}
