# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §4.4, rules 3 to 6 for `create`: a household begins."""

from entry import device_id
from household import Device, Epoch, Group, Household
from policy import check_policy
from primitives import is_signed
from refusal import refuse_if


def apply_create(entry):
    body, device = entry.body, entry.body["device"]
    refuse_if(entry.actor != device_id(device["keys"]), "ledger.unknown_actor")
    refuse_if(device["role"] != "owner", "ledger.not_allowed")
    signed = is_signed(device["keys"]["ledger"], "ledger-entry", entry.content, entry.signature)
    refuse_if(not signed, "ledger.bad_signature")
    refuse_if(len(set(device["keys"].values())) != 3, "ledger.key_reused")
    refuse_if(device["witness"] != b"", "ledger.malformed")
    ids = [group["group"] for group in body["groups"]]
    refuse_if(len(ids) < 3 or len(set(ids)) != len(ids), "ledger.unknown_group")
    for group in body["groups"]:
        refuse_if([box["device"] for box in group["boxes"]] != [entry.actor], "ledger.wrong_recipients")
    refuse_if(len({group["pk"] for group in body["groups"]}) != len(ids), "ledger.wrong_epoch")
    refuse_if(body["joint"], "ledger.not_allowed")
    check_policy(body["policy"])
    household = Household(lane=entry.lane, head=entry.head, seq=0, policy=body["policy"], joint=False)
    household.devices[entry.actor] = Device(device["keys"], "owner", b"", set(), added_seq=0)
    household.groups = {group["group"]: Group([Epoch(group["pk"], 0)]) for group in body["groups"]}
    household.lane_keys = [(0, body["laneKey"])]
    return household
