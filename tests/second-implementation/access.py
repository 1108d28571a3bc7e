# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §4.4, rules 7 to 11: who comes in, and who gets more."""

from entry import MAX_DEVICES, device_id
from household import Device, readable
from refusal import refuse_if

RANK = {"guest": 0, "member": 1, "owner": 2}


def apply_add(household, asked, now):
    body, device = asked.body, asked.body["device"]
    id_ = device_id(device["keys"])
    refuse_if(id_ in household.devices, "ledger.device_exists")
    refuse_if(len(household.active()) >= MAX_DEVICES, "ledger.too_many_devices")
    _check_keys(household, device)
    role = device["role"]
    _check_groups(household, role, body["groups"])
    if role == "guest":
        cameras = body["cameras"]
        none_twice = len(set(cameras)) == len(cameras)
        refuse_if(not cameras or not none_twice or body["untilMs"] <= now.time_ms, "ledger.malformed")
    else:
        refuse_if(body["cameras"] != [] or body["untilMs"] != 0, "ledger.malformed")
    comes_to_read = readable(role, body["groups"], household)
    _check_boxes(household, comes_to_read, body["boxes"])
    household.devices[id_] = Device(
        device["keys"],
        role,
        device["witness"],
        set(body["groups"]),
        added_seq=now.seq,
        cameras=body["cameras"],
        until_ms=body["untilMs"],
        owner_since_ms=now.time_ms,
    )


def apply_change(household, asked, now):
    body = asked.body
    device = household.device(body["device"])
    refuse_if(device is None, "ledger.unknown_device")
    refuse_if(device.role in ("hub", "paper"), "ledger.not_allowed")
    held, role, groups = household.reads(device), body["role"], set(body["groups"])
    wider = role in RANK and RANK[role] >= RANK[device.role] and groups >= held
    refuse_if(not wider or (role == device.role and groups == held), "ledger.malformed")
    _check_groups(household, role, body["groups"])
    _check_boxes(household, readable(role, groups, household) - held, body["boxes"])
    if role == "owner" and device.role != "owner":
        device.owner_since_ms = now.time_ms
    device.role, device.groups = role, groups
    device.cameras, device.until_ms = [], 0


def _check_keys(household, device):
    """Rule 7. One key has one use, for ever: a signature under it can be taken for nothing else."""
    own = [*device["keys"].values()]
    used = {key for other in household.devices.values() for key in (*other.keys.values(), other.witness)}
    refuse_if(len(set(own)) != 3 or any(key in used for key in own), "ledger.key_reused")
    refuse_if((device["role"] == "hub") != (device["witness"] != b""), "ledger.malformed")
    if device["witness"]:
        refuse_if(device["witness"] in own or device["witness"] in used, "ledger.key_reused")


def _check_groups(household, role, groups):
    """Rule 9, as far as it is about groups."""
    refuse_if(any(group not in household.groups for group in groups), "ledger.unknown_group")
    refuse_if(len(set(groups)) != len(groups), "ledger.unknown_group")
    chosen, shared, lane = set(groups), household.shared_groups(), household.lane_group()
    fits = {
        "owner": chosen == set(household.groups),
        "paper": chosen == set(household.groups),
        "member": chosen >= shared and len(chosen) > 2,
        "hub": chosen & shared == {lane} and len(chosen) > 1,
        "guest": not chosen,
    }
    refuse_if(not fits[role], "ledger.wrong_recipients")


def _check_boxes(household, groups, boxes):
    """Rules 10 and 11."""
    named = [box["group"] for box in boxes]
    refuse_if(set(named) != groups or len(named) != len(groups), "ledger.wrong_recipients")
    for box in boxes:
        refuse_if(box["epoch"] != len(household.groups[box["group"]].epochs) - 1, "ledger.wrong_epoch")
    refuse_if(any(household.groups[group].due for group in groups), "ledger.rotation_due")
