# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §4.4: `apply` yields the household after an entry, or raises Refused with the one code. Rules 1 to 5."""

import cbor
from access import apply_add, apply_change
from creation import apply_create
from entry import read_entry
from grants import apply_grant, apply_release, apply_revoke, end_grants
from household import DAY_MS
from layout import BadVersion
from primitives import is_signed
from proposals import becomes_proposal, end_proposals
from refusal import Refused, refuse_if
from rotation import apply_group, apply_leave, apply_rotate, apply_rules

MAX_PROPOSALS = 64


def apply(household, data):
    try:
        entry = read_entry(data)
    except BadVersion as cause:
        raise Refused("ledger.bad_version") from cause
    except cbor.Malformed as cause:
        raise Refused("ledger.malformed") from cause
    _continues(household, entry)
    if household is None:
        return apply_create(entry)
    actor = household.device(entry.actor)
    refuse_if(actor is None, "ledger.unknown_actor")
    refuse_if(not _may(household, entry, actor), "ledger.not_allowed")
    refuse_if(not is_signed(actor.keys["ledger"], "ledger-entry", entry.content, entry.signature), "ledger.bad_signature")
    return _after(household, entry)


def replay(entries):
    household = None
    for data in entries:
        household = apply(household, data)
    return household


def _continues(household, entry):
    """Rule 2."""
    if household is not None:
        refuse_if(entry.lane != household.lane, "ledger.wrong_lane")
    due = 0 if household is None else household.seq + 1
    refuse_if((entry.type == "create") != (household is None) or entry.seq != due, "ledger.wrong_sequence")
    refuse_if(entry.prev != (bytes(32) if household is None else household.head), "ledger.fork")


def _may(household, entry, actor):
    """Rule 4."""
    if actor.role == "owner" or entry.type == "leave":
        return True
    if actor.role == "member" and entry.type == "revoke":
        return True
    if actor.role != "paper":
        return False
    if entry.type in ("confirm", "cancel"):
        proposal = household.proposals.get(entry.body["proposal"])
        return proposal is None or proposal.actor == entry.actor
    return entry.type == "add" and entry.body["device"]["role"] == "owner"


def _after(household, entry):
    after = household.copy()
    after.head, after.seq = entry.head, entry.seq
    if entry.type in ("confirm", "cancel"):
        _end(household, after, entry)
    elif becomes_proposal(household, entry):
        # Refused when made, or not at all: judged on a copy that nobody keeps.
        _judge(household.copy(), entry, entry)
        refuse_if(len(household.proposals) >= MAX_PROPOSALS, "ledger.malformed")
        after.proposals[entry.head] = entry
    else:
        _judge(after, entry, entry)
    end_proposals(after)
    end_grants(after)
    return after


def _end(household, after, entry):
    """Rules 18 and 19."""
    proposal = household.proposals.get(entry.body["proposal"])
    refuse_if(proposal is None, "ledger.unknown_proposal")
    del after.proposals[entry.body["proposal"]]
    if entry.type == "cancel":
        return
    if household.devices[entry.actor].role == "paper":
        refuse_if(entry.time_ms - proposal.time_ms < DAY_MS, "ledger.too_early")
    else:
        settled = household.is_settled(entry.actor, entry.time_ms)
        refuse_if(not settled or proposal.actor == entry.actor, "ledger.not_allowed")
    _judge(after, proposal, entry)


def _judge(after, asked, now):
    """Changes `after` by what `asked` says, at the place and time of `now`."""
    JUDGES[asked.type](after, asked, now)


JUDGES = {
    "add": apply_add,
    "change": apply_change,
    "rotate": apply_rotate,
    "leave": apply_leave,
    "group": apply_group,
    "rules": apply_rules,
    "grant": apply_grant,
    "revoke": apply_revoke,
    "release": apply_release,
}
