# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §14: a video file proves which hub signed it. Raises Refused."""

import cbor
from layout import array, number, octets, record, require, versioned
from ledger import apply
from logged import judge_record
from movie import HEAD, lay_movie
from primitives import labelled_hash, leaf_hash, node_hash
from refusal import Refused, refuse_if
from words import judge_manifest, layout_of, read_header

BOX_ID = bytes.fromhex("8a1f5c0e6d2b4f7a9c3e51d07b64e2f9")
BOX_FRAME = 4 + 4 + 16 + 4
MAX_PROOF = 32 * 1024 * 1024
MAX_ITEMS, MAX_CLIPS, MAX_FRAGMENTS, MAX_HIDDEN = 65_536, 4096, 524_288, 128


def judge_export(file, policy=None):
    """The household, the hub's diary, (n, first, last) of each clip, and what the public log says."""
    movie, proof = _split(file)
    household, heads = None, []
    for entry in proof["entries"]:
        household = apply(household, entry)
        heads.append(household.head)
    diary = [judge_manifest(household, item) for item in proof["diary"]]
    _check_order(diary, proof["diary"])
    clips, bytes_of, at, left = [], [], HEAD, list(diary)
    for clip in proof["clips"]:
        item = _item_of(household, left, clip["header"])
        first, last = clip["first"], clip["first"] + len(clip["fragments"]) - 2
        shown = _fragments(movie, at, clip, first, last, item["content"])
        at += sum(map(len, shown))
        clips.append((item["n"], first, last)), bytes_of.append(shown)
    _check_movie(movie, bytes_of, at)
    log = None if proof["log"] is None else judge_record(household, heads, proof["log"], policy)
    return household, diary, clips, log


def unshown(diary, clips):
    """What the diary has and the file does not show: left-out clips, the hub's gaps, and holes in the diary."""
    shown, found = {n for n, _, _ in clips}, []
    for before, item in zip([None, *diary], diary):
        n, content = item["n"], item["content"]
        if before is not None and n > before["n"] + 1:
            found.append({"kind": "items", "fromN": before["n"] + 1, "toN": n - 1})
        if item["kind"] == "gap":
            found.append({"kind": "gap", "n": n, **content})
        if item["kind"] == "clip" and n not in shown:
            found.append({"kind": "clip", "n": n, "startMs": content["startMs"], "endMs": content["endMs"]})
    return found


def _split(file):
    size = int.from_bytes(file[-4:], "big")
    box = file[-size:] if BOX_FRAME <= size <= len(file) else b""
    # Without the box it is a video like any other, which proves nothing and claims nothing.
    refuse_if(box[:4] != file[-4:] or box[4:24] != b"uuid" + BOX_ID, "no proof")
    refuse_if(size > MAX_PROOF + BOX_FRAME, "protocol.too_large")
    with layout_of("protocol"):
        proof = versioned(cbor.decode(box[24:-4]), "entries", "diary", "clips", "log")
        for name in ("entries", "diary"):
            for item in _listed(proof[name], MAX_ITEMS):
                _octets(item)
        for clip in _listed(proof["clips"], MAX_CLIPS):
            _read_clip(clip)
        fragments = sum(len(clip["fragments"]) for clip in proof["clips"])
        refuse_if(fragments > MAX_FRAGMENTS, "protocol.too_large")
        if proof["log"] is not None:
            log = record(proof["log"], "proof", "salt", "seq")
            _octets(log["proof"]), octets(log["salt"], 32), number(log["seq"])
    return file[:-size], proof


def _read_clip(clip):
    record(clip, "header", "first", "fragments", "hidden")
    _octets(clip["header"]), number(clip["first"])
    for fragment in _listed(clip["fragments"], MAX_FRAGMENTS, 0):
        length, salt = array(fragment, 2, 2)
        number(length), octets(salt, 16)
    for node in _listed(clip["hidden"], MAX_HIDDEN, 0):
        octets(node, 32)


def _listed(value, most, least=1):
    require(isinstance(value, list) and len(value) >= least, "no list, or an empty one")
    refuse_if(len(value) > most, "protocol.too_large")
    return value


def _octets(value):
    octets(value, len(value) if isinstance(value, bytes) else 0)


def _check_order(diary, signed):
    for before, item, raw in zip(diary, diary[1:], signed):
        same = all(item[name] == before[name] for name in ("hub", "camera"))
        refuse_if(not same or item["n"] <= before["n"], "export.not_as_signed")
        follows = item["n"] > before["n"] + 1 or item["prev"] == labelled_hash("manifest", raw)
        refuse_if(not follows, "export.not_as_signed")


def _item_of(household, left, raw):
    """The clip's item of the diary: the next one that names this header."""
    with layout_of("protocol"):
        header = read_header(raw)
    hashed = labelled_hash("clip-header", raw)
    while left and (left[0]["kind"] != "clip" or left[0]["content"]["header"] != hashed):
        left.pop(0)
    refuse_if(left == [], "export.not_as_signed")
    item = left.pop(0)
    same = all(header[name] == item[name] for name in ("lane", "hub", "camera"))
    refuse_if(not same or header["clip"] != item["content"]["clip"], "export.not_as_signed")
    removed = household.devices[item["hub"]].removed_seq
    refuse_if(removed is not None and header["seq"] >= removed, "export.not_as_signed")
    return item


def _fragments(movie, at, clip, first, last, content):
    """The bytes of each, fragment 0 first."""
    refuse_if(not 1 <= first <= last < content["count"], "export.not_as_signed")
    shown, leaves = [], {}
    for i, (size, salt) in enumerate(clip["fragments"]):
        refuse_if(size > len(movie) - at, "export.not_as_signed")
        shown.append(movie[at : at + size])
        leaves[0 if i == 0 else first + i - 1] = leaf_hash(salt + shown[-1])
        at += size
    hidden = list(clip["hidden"])
    root = _root(leaves, (first, last), hidden, 0, content["count"])
    refuse_if(hidden != [] or root != content["plainRoot"], "export.not_as_signed")
    return shown


def _root(leaves, shown, hidden, start, end):
    """Of leaves `start` up to `end`. A subtree without a shown leaf is the next of `hidden`, as a whole."""
    if start > 0 and (end <= shown[0] or start > shown[1]):
        refuse_if(hidden == [], "export.not_as_signed")
        return hidden.pop(0)
    if end - start == 1:
        return leaves[start]
    split = start + (1 << ((end - start - 1).bit_length() - 1))
    left = _root(leaves, shown, hidden, start, split)
    return node_hash(left, _root(leaves, shown, hidden, split, end))


def _check_movie(movie, clips, end):
    try:
        head, tail = lay_movie(clips)
    except cbor.Malformed as cause:
        raise Refused("export.not_as_signed") from cause
    refuse_if(movie[:HEAD] != head or movie[end:] != tail, "export.not_as_signed")
