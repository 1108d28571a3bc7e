# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Answers questions, one JSON object a line: `{"about": …}` with the fields of a vector. The answer holds what the
vector says of a good case, or `error`, or `unjudged`. Whoever asks compares.
"""

import hashlib
import json
import sys

import cbor
import edwards
import exports
import leaf as lane
import ledger
import merkle
import primitives
import notes
import policy
import release
import roster
import tlog
import words
from refusal import Refused, Unjudged


def answer(question):
    try:
        return ABOUT[question["about"]](question)
    except Refused as refused:
        return {"error": refused.code}
    except Unjudged as cause:
        return {"unjudged": str(cause)}


def main():
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


def _cbor(question):
    data = bytes.fromhex(question["hex"])
    try:
        return {"valid": cbor.encode(cbor.decode(data)) == data}
    except cbor.Malformed:
        return {"error": "bytes.malformed"}


def _derivation(question):
    data = bytes.fromhex(question["input"])
    if question["operation"] == "hash":
        return {"output": primitives.labelled_hash(question["label"], data).hex()}
    ikm = bytes.fromhex(question["ikm"])
    return {"output": primitives.derive(ikm, question["label"], data, question["length"]).hex()}


def _signature(question):
    key = bytes.fromhex(question["publicKey"])
    if not edwards.is_whole_key(key):
        return {"keyError": "crypto.bad_key"}
    message, signature = bytes.fromhex(question["message"]), bytes.fromhex(question["signature"])
    return {"accepted": primitives.is_signed(key, question["context"], message, signature)}


def _household(question, name="entries"):
    key = hashlib.sha256("".join(question[name]).encode()).digest()
    if key not in HOUSEHOLDS:
        HOUSEHOLDS[key] = ledger.replay([bytes.fromhex(entry) for entry in question[name]])
    return HOUSEHOLDS[key]


def _ledger(question):
    after = ledger.apply(_household(question), bytes.fromhex(question["entry"]))
    counts = {"devices": len(after.active()), "proposals": len(after.proposals), "grants": len(after.grants)}
    return {"head": after.head.hex(), **counts}


def _roster(question):
    key = hashlib.sha256("".join(question["entries"]).encode()).digest()
    if key not in ROSTERS:
        ROSTERS[key] = roster.replay_roster([bytes.fromhex(entry) for entry in question["entries"]])
    after = roster.apply_roster(ROSTERS[key], bytes.fromhex(question["entry"]))
    return {"head": after.head.hex(), "working": len(after.working(question.get("atMs", 0)))}


def _manifest(question):
    return {"kind": words.judge_manifest(_household(question), bytes.fromhex(question["manifest"]))["kind"]}


def _opening(question):
    words.judge_opening(_household(question), bytes.fromhex(question["opening"]))
    return {}


def _leaf(question):
    before = question.get("previous")
    found = lane.judge_leaf(bytes.fromhex(question["leaf"]), before and lane.read_leaf(bytes.fromhex(before)))
    return {"slot": found.slot, "hash": primitives.labelled_hash("lane-leaf", found.raw).hex(), "lane": found.lane.hex()}


def _release(question):
    data = bytes.fromhex(question["release"])
    paths = [path for path, _, _ in release.judge_release(data)["files"]]
    return {"commitment": release.commitment_of(data).hex(), "paths": paths}


def _export(question):
    file = bytes.fromhex(question["file"])
    household, diary, clips, log = exports.judge_export(file, question.get("policy"))
    return {
        "lane": household.lane.hex(),
        "hub": diary[0]["hub"].hex(),
        "clips": [{"n": n, "first": first, "last": last} for n, first, last in clips],
        "unshown": exports.unshown(diary, clips),
        "record": log and {"seq": log[0], "index": log[1], "witnessedMs": log[2]},
    }


def _proof(question):
    proof, root = [bytes.fromhex(node) for node in question["proof"]], bytes.fromhex(question["root"])
    if question["kind"] == "inclusion":
        hashed = primitives.leaf_hash(bytes.fromhex(question["leaf"]))
        merkle.check_inclusion(hashed, question["index"], question["size"], proof, root)
    else:
        old_root = bytes.fromhex(question["oldRoot"])
        merkle.check_consistency(question["oldSize"], old_root, question["size"], root, proof)
    return {}


def _vkey(question):
    with tlog.transparency_layout():
        key = notes.read_vkey(question["vkey"])
    named = {"name": key.name, "keyId": int.from_bytes(key.key_id, "big"), "type": key.type}
    return {"key": {**named, "publicKey": key.public_key.hex()}}


def _checkpoint(question):
    with tlog.transparency_layout():
        keys = [notes.read_vkey(text) for text in question["vkeys"]]
    note = bytes.fromhex(question["noteBytes"]) if "noteBytes" in question else question["note"]
    found = tlog.judge_checkpoint(note, keys)
    shown = {"origin": found.origin, "size": found.size, "root": found.root.hex()}
    return {"checkpoint": {**shown, "extensions": list(found.extensions)}}


def _policy(question):
    try:
        return {"quorum": policy.parse_policy(question["policy"]).quorum}
    except policy.BadPolicy as bad:
        return {"error": "transparency.bad_policy", "line": bad.line}


def _quorum(question):
    _, by, reached, median = tlog.judge_quorum(question["policy"], question["note"], question.get("extraLines", ""))
    verdict = {"verdict": "reached" if reached else "short", "by": by}
    return verdict if median is None else {**verdict, "medianTimeMs": median}


def _cosignature(question):
    with tlog.transparency_layout():
        note, key = notes.parse_note(question["note"]), notes.read_vkey(question["vkey"])
        notes.parse_checkpoint(note.text)
    times = notes.times_of(note, key)
    return {"timeSeconds": max(times)} if times else {}


def _proof_file(question):
    index, _, median = tlog.judge_proof_file(bytes.fromhex(question["leaf"]), question["policy"], question["file"])
    return {"index": index, "medianTimeMs": median}


# A question names its whole history, and many questions name the same one.
ROSTERS = {}
HOUSEHOLDS = {hashlib.sha256(b"").digest(): None}
ABOUT = {
    "cbor": _cbor,
    "derivation": _derivation,
    "signature": _signature,
    "ledger": _ledger,
    "roster": _roster,
    "manifest": _manifest,
    "opening": _opening,
    "leaf": _leaf,
    "release": _release,
    "export": _export,
    "proof": _proof,
    "vkey": _vkey,
    "checkpoint": _checkpoint,
    "policy": _policy,
    "quorum": _quorum,
    "cosignature": _cosignature,
    "proof-file": _proof_file,
}

if __name__ == "__main__":
    main()
