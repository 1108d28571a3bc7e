# SPDX-License-Identifier: AGPL-3.0-or-later
"""c2sp.org/tlog-policy, as protocol §13.4 narrows it: logs, witnesses, groups of them, and a quorum."""

import re
from dataclasses import dataclass, field

from cbor import Malformed
from notes import COSIGNATURE, ML_DSA_44, SIGNATURE, read_vkey
from refusal import Refused

MAX_GROUPS = 64


class BadPolicy(Exception):
    def __init__(self, line):
        super().__init__(line)
        self.line = line


@dataclass
class Policy:
    logs: list = field(default_factory=list)
    # name -> key; name -> (threshold, members)
    witnesses: dict = field(default_factory=dict)
    groups: dict = field(default_factory=dict)
    quorum: str | None = None


def check_policy(text):
    """Of the ledger: empty while the server has no log."""
    if text == "":
        return
    try:
        parse_policy(text)
    except BadPolicy as cause:
        raise Refused("ledger.bad_policy") from cause


def parse_policy(text):
    policy, taken = Policy(), set()
    lines = text.split("\n")
    for at, line in enumerate(lines[:-1], start=1):
        try:
            _read_line(policy, taken, line)
        except (Malformed, ValueError, IndexError) as cause:
            raise BadPolicy(at) from cause
    if lines[-1] != "" or policy.quorum is None:
        raise BadPolicy(len(lines))
    return policy


def is_reached(policy, name, voices):
    """`voices`: names of witnesses that cosigned."""
    if name == "none" or name in policy.witnesses:
        return name == "none" or name in voices
    threshold, members = policy.groups[name]
    return sum(is_reached(policy, member, voices) for member in members) >= threshold


def _read_line(policy, taken, line):
    _check(not any((ord(sign) < 32 and sign != "\t") or ord(sign) == 127 for sign in line))
    words = [word for word in re.split("[ \t]+", line) if word]
    if not words or words[0].startswith("#"):
        return
    READERS[words[0]](policy, taken, words[1:]) if words[0] in READERS else _check(False)


def _read_log(policy, taken, words):
    _check(len(words) in (1, 2))
    key = read_vkey(words[0])
    _check(key.type in (SIGNATURE, ML_DSA_44) and key not in policy.logs)
    policy.logs.append(key)


def _read_witness(policy, taken, words):
    _check(len(words) in (2, 3))
    key = read_vkey(words[1])
    _check(key.type in (COSIGNATURE, ML_DSA_44) and key not in policy.witnesses.values())
    policy.witnesses[_new_name(policy, words[0])] = key


def _read_group(policy, taken, words):
    _check(len(words) >= 3 and len(policy.groups) < MAX_GROUPS)
    name, wanted, members = _new_name(policy, words[0]), words[1], words[2:]
    for member in members:
        _check((member in policy.witnesses or member in policy.groups) and member not in taken)
        taken.add(member)
    if wanted in ("any", "all"):
        threshold = 1 if wanted == "any" else len(members)
    else:
        _check(re.fullmatch("[1-9][0-9]{0,5}", wanted) is not None)
        threshold = int(wanted)
    _check(threshold <= len(members))
    policy.groups[name] = (threshold, members)


def _read_quorum(policy, taken, words):
    _check(len(words) == 1 and policy.quorum is None)
    _check(words[0] == "none" or words[0] in policy.witnesses or words[0] in policy.groups)
    policy.quorum = words[0]


def _new_name(policy, name):
    _check(name != "none" and name not in policy.witnesses and name not in policy.groups)
    return name


def _check(holds):
    if not holds:
        raise Malformed("no policy")


READERS = {"log": _read_log, "witness": _read_witness, "group": _read_group, "quorum": _read_quorum}
