# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §15.2: `apply_roster` yields the roster after an entry, or raises Refused with the one code."""

from copy import deepcopy
from dataclasses import dataclass, field

import cbor
from entry import device_id
from layout import BadVersion
from primitives import is_signed
from refusal import Refused, refuse_if
from staff import read_roster_entry

MAX_STAFF = 1024
NEEDED = {"enrol": 2, "extend": 2, "restore": 2, "suspend": 1, "end": 1}


@dataclass
class Member:
    keys: dict
    credential: dict
    role: str
    works_from_ms: int
    end_ms: int
    suspended: bool = False
    ended: bool = False

    def works(self, time_ms):
        return not self.suspended and not self.ended and self.works_from_ms <= time_ms < self.end_ms


@dataclass
class Roster:
    operator: bytes
    wait_ms: int
    head: bytes = b""
    seq: int = 0
    time_ms: int = 0
    staff: dict = field(default_factory=dict)

    def working(self, time_ms, *roles):
        return [one for one in self.staff.values() if one.works(time_ms) and (not roles or one.role in roles)]


def apply_roster(roster, data):
    try:
        entry = read_roster_entry(data)
    except BadVersion as cause:
        raise Refused("roster.bad_version") from cause
    except cbor.Malformed as cause:
        raise Refused("roster.malformed") from cause
    _continues(roster, entry)
    _check_signers(roster, entry)
    after = Roster(entry.operator, entry.body["waitMs"]) if roster is None else deepcopy(roster)
    JUDGES[entry.type](after, entry)
    after.head, after.seq, after.time_ms = entry.head, entry.seq, entry.time_ms
    return after


def replay_roster(entries):
    roster = None
    for data in entries:
        roster = apply_roster(roster, data)
    return roster


def _continues(roster, entry):
    """Rule 2."""
    refuse_if(roster is not None and entry.operator != roster.operator, "roster.wrong_operator")
    due = 0 if roster is None else roster.seq + 1
    refuse_if((entry.type == "found") != (roster is None) or entry.seq != due, "roster.wrong_sequence")
    refuse_if(entry.prev != (bytes(32) if roster is None else roster.head), "roster.fork")
    refuse_if(roster is not None and entry.time_ms < roster.time_ms, "roster.wrong_time")


def _check_signers(roster, entry):
    """Rules 3 to 6."""
    if entry.type == "found":
        known = {device_id(staff["keys"]): (staff["keys"], staff["role"]) for staff in entry.body["staff"]}
    else:
        known = {key: (member.keys, member.role) for key, member in roster.staff.items()}
    ids = [staff for staff, _ in entry.signatures]
    refuse_if(any(staff not in known for staff in ids), "roster.unknown_signer")
    if entry.type != "found":
        refuse_if(not all(roster.staff[staff].works(entry.time_ms) for staff in ids), "roster.not_working")
    refuse_if(not all(_may(roster, known[staff][1], entry) for staff in ids), "roster.not_allowed")
    for staff, signature in entry.signatures:
        signed = is_signed(known[staff][0]["ledger"], "roster-entry", entry.content, signature)
        refuse_if(not signed, "roster.bad_signature")
    needed = len(entry.body["staff"]) if entry.type == "found" else NEEDED[entry.type]
    refuse_if(len(ids) < needed, "roster.threshold")


def _may(roster, role, entry):
    if role == "officer":
        return True
    if role != "supervisor" or entry.type != "suspend":
        return False
    whom = roster.staff.get(entry.body["staff"])
    return whom is None or whom.role != "officer"


def _found(roster, entry):
    refuse_if(len(entry.body["staff"]) < 2, "roster.last_officers")
    for staff in entry.body["staff"]:
        _let_in(roster, staff, entry.time_ms)


def _enrol(roster, entry):
    _let_in(roster, entry.body["staff"], entry.time_ms + roster.wait_ms)


def _let_in(roster, staff, works_from_ms):
    """Rule 8."""
    key, keys, credential = device_id(staff["keys"]), staff["keys"], staff["credential"]
    refuse_if(key in roster.staff, "roster.staff_exists")
    used = {one for member in roster.staff.values() for one in member.keys.values()}
    distinct = len(set(keys.values())) == 3
    refuse_if(not distinct or any(one in used for one in keys.values()), "roster.key_reused")
    for member in roster.staff.values():
        refuse_if(any(member.credential[name] == credential[name] for name in ("id", "key")), "roster.key_reused")
    present = [member for member in roster.staff.values() if not member.ended]
    refuse_if(len(present) >= MAX_STAFF, "roster.too_many_staff")
    refuse_if(staff["endMs"] <= works_from_ms, "roster.malformed")
    roster.staff[key] = Member(keys, credential, staff["role"], works_from_ms, staff["endMs"])


def _member(roster, entry):
    """Rule 9."""
    member = roster.staff.get(entry.body["staff"])
    refuse_if(member is None or member.ended, "roster.unknown_staff")
    return member


def _extend(roster, entry):
    member = _member(roster, entry)
    refuse_if(entry.body["endMs"] <= member.end_ms, "roster.malformed")
    member.end_ms = entry.body["endMs"]


def _suspend(roster, entry):
    member = _member(roster, entry)
    refuse_if(member.suspended, "roster.malformed")
    member.suspended = True


def _restore(roster, entry):
    member = _member(roster, entry)
    refuse_if(not member.suspended, "roster.malformed")
    member.suspended = False


def _end(roster, entry):
    member = _member(roster, entry)
    member.ended = True
    left = roster.working(entry.time_ms, "officer")
    refuse_if(member.role == "officer" and len(left) < 2, "roster.last_officers")


JUDGES = {
    "found": _found,
    "enrol": _enrol,
    "extend": _extend,
    "suspend": _suspend,
    "restore": _restore,
    "end": _end,
}
