# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §14: a video file proves which hub signed it. Raises Refused; a fault of layout is `protocol.malformed`."""

import cbor
from layout import array, number, octets, versioned
from ledger import replay
from primitives import labelled_hash, leaf_hash, node_hash
from refusal import refuse_if
from words import judge_manifest, layout_of, read_header

BOX_ID = bytes.fromhex("8a1f5c0e6d2b4f7a9c3e51d07b64e2f9")
BOX_FRAME = 4 + 4 + 16 + 4
MAX_PROOF = 32 * 1024 * 1024
MAX_ITEMS = 65_536
MAX_HIDDEN = 128


def judge_export(file):
    """The household, the manifest, and the first and last fragment that the file shows."""
    content, proof = _split(file)
    household = replay(proof["entries"])
    refuse_if(household is None, "protocol.malformed")
    manifest = judge_manifest(household, proof["manifest"])
    refuse_if(manifest["kind"] != "clip", "export.not_as_signed")
    _check_header(household, manifest, proof["header"])
    first, count = proof["first"], manifest["content"]["count"]
    last = first + len(proof["fragments"]) - 2
    refuse_if(not 1 <= first <= last < count, "export.not_as_signed")
    refuse_if(sum(size for size, _ in proof["fragments"]) != len(content), "export.not_as_signed")
    shown = _leaves(content, proof["fragments"], first)
    hidden = list(proof["hidden"])
    root = _root(shown, hidden, 0, count)
    refuse_if(hidden != [] or root != manifest["content"]["plainRoot"], "export.not_as_signed")
    return household, manifest, first, last


def _split(file):
    size = int.from_bytes(file[-4:], "big")
    box = file[-size:] if BOX_FRAME <= size <= len(file) else b""
    # Without the box it is a video like any other, which proves nothing and claims nothing.
    refuse_if(box[:4] != file[-4:] or box[4:24] != b"uuid" + BOX_ID, "no proof")
    refuse_if(size > MAX_PROOF + BOX_FRAME, "protocol.too_large")
    with layout_of("protocol"):
        proof = versioned(
            cbor.decode(box[24:-4]), "entries", "header", "manifest", "first", "fragments", "hidden"
        )
        for entry in array(proof["entries"], MAX_ITEMS, 1):
            _octets(entry)
        _octets(proof["header"]), _octets(proof["manifest"]), number(proof["first"])
        for fragment in array(proof["fragments"], MAX_ITEMS, 2):
            length, salt = array(fragment, 2, 2)
            number(length), octets(salt, 16)
        for node in array(proof["hidden"], MAX_HIDDEN):
            octets(node, 32)
    return file[:-size], proof


def _octets(value):
    octets(value, len(value) if isinstance(value, bytes) else 0)


def _check_header(household, manifest, raw):
    with layout_of("protocol"):
        header = read_header(raw)
    refuse_if(labelled_hash("clip-header", raw) != manifest["content"]["header"], "export.not_as_signed")
    same = all(header[name] == manifest[name] for name in ("lane", "hub", "camera"))
    refuse_if(not same or header["clip"] != manifest["content"]["clip"], "export.not_as_signed")
    removed = household.devices[manifest["hub"]].removed_seq
    refuse_if(removed is not None and header["seq"] >= removed, "export.not_as_signed")


def _leaves(content, fragments, first):
    """Leaf hashes by their place in the clip: fragment 0, then `first` and on."""
    leaves, at = {}, 0
    for i, (size, salt) in enumerate(fragments):
        leaves[0 if i == 0 else first + i - 1] = leaf_hash(salt + content[at : at + size])
        at += size
    return leaves


def _root(shown, hidden, start, end):
    """Of leaves `start` up to `end`. A subtree without a shown leaf is the next of `hidden`, as a whole."""
    if not any(start <= place < end for place in shown):
        refuse_if(hidden == [], "export.not_as_signed")
        return hidden.pop(0)
    if end - start == 1:
        return shown[start]
    split = start + (1 << ((end - start - 1).bit_length() - 1))
    left = _root(shown, hidden, start, split)
    return node_hash(left, _root(shown, hidden, split, end))
