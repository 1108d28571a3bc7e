# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §14.3: that a household's history is in the public log, and since when. Raises Refused."""

import base64

from leaf import Leaf, check_signature, household_commitment, parse_leaf
from notes import COSIGNATURE, NoteKey, key_id_of
from policy import Policy, parse_policy
from primitives import labelled_hash
from refusal import Refused, refuse_if
from tlog import judge_proof_file, transparency_layout


def judge_record(household, heads, log, policy_text=None):
    """(number of the entry, index of the leaf, witnessed time in ms or None)."""
    with transparency_layout():
        policy = effective_policy(household, log["seq"]) if policy_text is None else parse_policy(policy_text)
    refuse_if(policy is None, "transparency.wrong_log")
    try:
        text = log["proof"].decode()
    except UnicodeDecodeError as cause:
        raise Refused("transparency.malformed") from cause
    index, extra, median = judge_proof_file(None, policy, text)
    _check_leaf(household, heads, extra, log, index)
    return log["seq"], index, median


def effective_policy(household, seq):
    """§13.4: the ledger's, and as soon as a hub is proved, one of the household's own as well. None without a log."""
    if household.policy == "":
        return None
    policy = parse_policy(household.policy)
    hubs = [
        (name, device)
        for name, device in household.active().items()
        if device.role == "hub" and device.added_seq <= max(0, seq) and device.witness
    ]
    if not hubs:
        return policy
    witnesses = {f" {hub_name(name)}": hub_key(name, device.witness) for name, device in hubs}
    groups = {**policy.groups, " hubs": (1, list(witnesses)), " both": (2, [" hubs", policy.quorum])}
    quorum = " hubs" if policy.quorum == "none" else " both"
    return Policy(policy.logs, {**policy.witnesses, **witnesses}, groups, quorum)


def hub_name(device):
    return "hub/" + base64.urlsafe_b64encode(device).decode().rstrip("=")


def hub_key(device, witness):
    name = hub_name(device)
    return NoteKey(name, key_id_of(name, COSIGNATURE, witness), COSIGNATURE, witness)


def _check_leaf(household, heads, raw, log, index):
    leaf: Leaf = parse_leaf(raw)
    first = household.lane_keys[0][1]
    own = labelled_hash("log-lane", b"\0" + first)[:16]
    refuse_if(leaf.kind != 0 or leaf.lane != own, "lane.wrong_lane")
    check_signature(leaf)
    if leaf.slot == 0:
        refuse_if(leaf.key != first, "lane.wrong_lane")
        refuse_if(leaf.prev != bytes(32), "lane.fork")
    seq = log["seq"]
    refuse_if(seq >= len(heads), "ledger.withheld")
    refuse_if(leaf.commitment != household_commitment(log["salt"], seq, heads[seq]), "ledger.fork")
    known = [key for since, key in household.lane_keys if since <= seq]
    refuse_if(leaf.key not in known or leaf.next != known[-1], "lane.wrong_key")
