# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §13.1: a leaf of a lane, judged after the one before it. Raises Refused."""

from dataclasses import dataclass

from layout import BadVersion, require, signing_key
from primitives import is_signed, labelled_hash
from refusal import refuse_if
from words import layout_of

SIZE = 214


@dataclass(frozen=True)
class Leaf:
    raw: bytes
    kind: int
    lane: bytes
    slot: int
    prev: bytes
    commitment: bytes
    key: bytes
    next: bytes


def judge_leaf(data, before=None):
    leaf = parse_leaf(data)
    if before is None:
        refuse_if(leaf.slot != 0, "lane.gap")
        own = labelled_hash("log-lane", bytes([leaf.kind]) + leaf.key)[:16]
        refuse_if(leaf.lane != own, "lane.wrong_lane")
        refuse_if(leaf.prev != bytes(32), "lane.fork")
        return check_signature(leaf)
    refuse_if((leaf.kind, leaf.lane) != (before.kind, before.lane), "lane.wrong_lane")
    follow(leaf, before)
    return check_signature(leaf)


def follow(leaf, before):
    """`leaf` comes behind `before` in the same lane."""
    refuse_if(leaf.slot != before.slot + 1, "lane.gap")
    refuse_if(leaf.prev != labelled_hash("lane-leaf", before.raw), "lane.fork")
    refuse_if(leaf.key != before.next, "lane.wrong_key")


def read_leaf(data):
    """Well-formed and signed by the key that it names."""
    return check_signature(parse_leaf(data))


def check_signature(leaf):
    signed = is_signed(leaf.key, "lane-leaf", leaf.raw[:150], leaf.raw[150:])
    refuse_if(not signed, "lane.bad_signature")
    return leaf


def parse_leaf(data):
    with layout_of("lane"):
        require(len(data) == SIZE, "of another length")
        if data[0] != 1:
            raise BadVersion(str(data[0]))
        require(data[1] <= 2, "an unknown kind")
        return Leaf(
            raw=data,
            kind=data[1],
            lane=data[2:18],
            slot=int.from_bytes(data[18:22], "big"),
            prev=data[22:54],
            commitment=data[54:86],
            key=signing_key(data[86:118]),
            next=signing_key(data[118:150]),
        )


def household_commitment(salt, seq, head):
    return labelled_hash("lane-head", salt + seq.to_bytes(4, "big") + head)
