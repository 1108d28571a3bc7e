# SPDX-License-Identifier: AGPL-3.0-or-later
"""Protocol §4.4, Proposals: which valid entries wait for a second voice, and when waiting ends unheard."""

ASKS = ("add", "change", "group", "rules", "grant")
NEVER_WAIT = ("leave", "revoke", "release")


def becomes_proposal(household, entry):
    actor = household.devices[entry.actor]
    if entry.type in NEVER_WAIT:
        return False
    if actor.role == "paper":
        return True
    if not household.is_settled(entry.actor, entry.time_ms) and (entry.type in ASKS or _puts_out(entry)):
        return True
    return household.joint and len(household.owners()) > 1 and _is_joint_matter(household, entry)


def end_proposals(household):
    """Whoever is out asks for nothing."""
    for head, proposal in list(household.proposals.items()):
        if household.device(proposal.actor) is None:
            del household.proposals[head]


def _puts_out(entry):
    """Or changes the household's key in the log."""
    if entry.type != "rotate":
        return False
    return any(len(entry.body[taken]) > 0 for taken in ("withdraw", "remove", "laneKey"))


def _is_joint_matter(household, entry):
    if entry.type == "rules":
        return entry.body["policy"] != household.policy or entry.body["joint"] != household.joint
    return entry.type in ("add", "change", "grant")
