# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §13.2 and §13.4: checkpoints under a policy, and c2sp.org/tlog-proof files. Raises Refused."""

import re
from contextlib import contextmanager

from cbor import MAX_INTEGER, Malformed
from layout import require
from merkle import check_inclusion
from notes import Note, open_checkpoint, parse_note, parse_signature, read_base64, times_of
from policy import BadPolicy, is_reached, parse_policy
from primitives import leaf_hash
from refusal import Refused, refuse_if

MAX_PROOF = 524_288
MAX_HASHES = 63


@contextmanager
def transparency_layout():
    try:
        yield
    except BadPolicy as cause:
        raise Refused("transparency.bad_policy") from cause
    except Malformed as cause:
        raise Refused("transparency.malformed") from cause


def judge_checkpoint(note, keys):
    with transparency_layout():
        return open_checkpoint(parse_note(note), keys)


def judge_quorum(policy_text, note_text, extra_lines=""):
    """Who cosigned, whether that is enough, and the median of the times in ms (None without any)."""
    with transparency_layout():
        policy = parse_policy(policy_text) if isinstance(policy_text, str) else policy_text
        note = parse_note(note_text)
        extra = tuple(parse_signature(line) for line in extra_lines.split("\n")[:-1])
        require(extra_lines == "" or extra_lines.endswith("\n"), "lines that are none")
        note = Note(note.text, note.signatures + extra)
        checkpoint = open_checkpoint(note, policy.logs)
    times = {name: max(found) for name, key in policy.witnesses.items() if (found := times_of(note, key))}
    median = sorted(times.values())[(len(times) - 1) // 2] * 1000 if times else None
    return checkpoint, list(times), is_reached(policy, policy.quorum, times), median


def judge_proof_file(leaf, policy_text, text):
    """Without a leaf, of the one that the proof brings."""
    refuse_if(len(text.encode()) > MAX_PROOF, "transparency.too_large")
    with transparency_layout():
        head, blank, note = text.partition("\n\n")
        lines = head.split("\n")
        require(blank != "" and lines.pop(0) == "c2sp.org/tlog-proof@v1" and lines, "another form")
        extra = read_base64(lines.pop(0)[6:]) if lines[0].startswith("extra ") else None
        index = re.fullmatch("index (0|[1-9][0-9]{0,15})", lines.pop(0) if lines else "")
        require(index is not None and int(index[1]) <= MAX_INTEGER, "no index")
        refuse_if(len(lines) > MAX_HASHES, "transparency.too_large")
        proof = [read_base64(line) for line in lines]
        require(all(len(node) == 32 for node in proof), "a hash of another length")
        require(leaf is not None or extra is not None, "no leaf")
    checkpoint, _, reached, median = judge_quorum(policy_text, note)
    refuse_if(not reached, "transparency.no_quorum")
    check_inclusion(leaf_hash(extra if leaf is None else leaf), int(index[1]), checkpoint.size, proof, checkpoint.root)
    return int(index[1]), extra, median
