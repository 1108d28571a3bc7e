# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §4.4, rules 12 to 17: who goes, which keys are new, which groups and rules there are."""

from entry import MAX_GROUPS
from household import Epoch, Group
from policy import check_policy
from refusal import refuse_if


def apply_rotate(household, asked, now):
    body = asked.body
    _check_subjects(household, body)
    due = {group for group, state in household.groups.items() if state.due}
    for removed in body["remove"]:
        device = household.devices[removed]
        due |= household.reads(device)
        device.removed_seq = now.seq
    for withdrawal in body["withdraw"]:
        due |= set(withdrawal["groups"])
        household.devices[withdrawal["device"]].groups -= set(withdrawal["groups"])
    _check_cover(household, body, due)
    for rotation in body["rotations"]:
        _rotate_group(household, rotation, now)
    if body["laneKey"]:
        household.lane_keys.append((now.seq, body["laneKey"]))


def apply_leave(household, asked, now):
    refuse_if(household.owners() == {asked.actor}, "ledger.last_owner")
    device = household.devices[asked.actor]
    for group in household.reads(device):
        household.groups[group].due = True
        _end_epoch(household.groups[group], now)
    device.removed_seq = now.seq


def apply_group(household, asked, now):
    group = asked.body["group"]
    refuse_if(len(household.groups) >= MAX_GROUPS or group["group"] in household.groups, "ledger.malformed")
    refuse_if(group["pk"] in _used_keys(household), "ledger.wrong_epoch")
    active = household.active()
    must = {key for key, device in active.items() if device.role in ("owner", "paper")}
    members = {key for key, device in active.items() if device.role == "member"}
    named = [box["device"] for box in group["boxes"]]
    right = must <= set(named) <= must | members and len(set(named)) == len(named)
    refuse_if(not right, "ledger.wrong_recipients")
    household.groups[group["group"]] = Group([Epoch(group["pk"], now.seq)])
    for key in set(named) & members:
        active[key].groups.add(group["group"])


def apply_rules(household, asked, now):
    check_policy(asked.body["policy"])
    refuse_if(asked.body["joint"] and len(household.owners()) < 2, "ledger.not_allowed")
    household.policy, household.joint = asked.body["policy"], asked.body["joint"]


def _check_subjects(household, body):
    """Rule 12."""
    refuse_if(not body["remove"] and not body["withdraw"] and not body["rotations"], "ledger.malformed")
    named = [*body["remove"], *(withdrawal["device"] for withdrawal in body["withdraw"])]
    refuse_if(any(household.device(id_) is None for id_ in named) or len(set(named)) != len(named), "ledger.unknown_device")
    for withdrawal in body["withdraw"]:
        device, groups = household.device(withdrawal["device"]), withdrawal["groups"]
        refuse_if(not groups or len(set(groups)) != len(groups), "ledger.malformed")
        from_member = device.role == "member" and set(groups) <= device.groups - household.shared_groups()
        refuse_if(not from_member, "ledger.not_allowed")
    refuse_if(household.owners() <= set(body["remove"]), "ledger.last_owner")


def _check_cover(household, body, due):
    """Rule 13."""
    named = [rotation["group"] for rotation in body["rotations"]]
    refuse_if(not due <= set(named), "ledger.rotation_incomplete")
    refuse_if(any(group not in household.groups for group in named), "ledger.unknown_group")
    refuse_if(len(set(named)) != len(named), "ledger.malformed")
    refuse_if((household.lane_group() in named) != (body["laneKey"] != b""), "ledger.malformed")
    refuse_if(body["laneKey"] in {key for _, key in household.lane_keys}, "ledger.key_reused")


def _rotate_group(household, rotation, now):
    """Rule 14."""
    group = household.groups[rotation["group"]]
    refuse_if(rotation["epoch"] != len(group.epochs), "ledger.wrong_epoch")
    refuse_if(rotation["pk"] in _used_keys(household), "ledger.wrong_epoch")
    named = [box["device"] for box in rotation["boxes"]]
    right = set(named) == household.readers(rotation["group"]) and len(set(named)) == len(named)
    refuse_if(not right, "ledger.wrong_recipients")
    _end_epoch(group, now)
    group.epochs.append(Epoch(rotation["pk"], now.seq))
    group.due = False


def _end_epoch(group, now):
    """It counts as over from the first entry that ended or staled it."""
    if group.epochs[-1].until_seq is None:
        group.epochs[-1].until_seq = now.seq


def _used_keys(household):
    return {epoch.pk for group in household.groups.values() for epoch in group.epochs}
