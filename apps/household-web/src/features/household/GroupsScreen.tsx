// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Camera groups: which cameras record into each, who sees it; make one, rename one, move a camera. */
import { Button, NativeSelect, Skeleton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { useState, type ReactElement } from "react";
import { NameDialog } from "@nightlatch/ui-kit/NameDialog";
import { PageHeader } from "@nightlatch/ui-kit/PageHeader";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import type { CameraView, GroupView } from "../../vault-client/vault-api.ts";
import { useAction } from "@nightlatch/ui-kit/use-action";
import { useHousehold } from "../../vault-view/use-household.ts";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import { useVault, useVaultView } from "../../vault-view/vault-view.ts";
import { Proposals } from "../history/Proposals.tsx";
import { listWords } from "./access-words.ts";
import { deviceLabel } from "./device-words.ts";
import "./household.css";

export function GroupsScreen(): ReactElement {
  const vault = useVault();
  const view = useVaultView();
  const { isOwner } = useHousehold();
  const groups = useAnswer(view.groups);
  const cameras = useAnswer(view.cameras);
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="narrow">
      <PageHeader
        title="Camera groups"
        lead="Family members see whole groups. Moving a camera counts from now on: earlier recordings stay with those who could see them."
        back={{ to: "/household", label: "Household" }}
      />
      <Proposals kinds={["group-made"]} />
      {groups.kind === "waiting" && <Skeleton height={200} radius="lg" />}
      {groups.kind === "failed" && <ProblemNote problem={groups.problem} title="The groups could not be listed" />}
      {groups.kind === "here" &&
        groups.value.map((group) => (
          <Group
            key={group.id}
            group={group}
            groups={groups.value}
            cameras={cameras.kind === "here" ? cameras.value : []}
            isOwner={isOwner}
          />
        ))}
      {isOwner && (
        <Button onClick={() => setOpen(true)} leftSection={<IconPlus size={18} aria-hidden="true" />}>
          New group
        </Button>
      )}
      <NameDialog
        title="New camera group"
        label="Name"
        name=""
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onSave={async (name) => {
          const { kind } = await vault.createGroup(name);
          if (kind === "proposed") notifications.show({ message: groupWaits(name) });
        }}
      />
    </div>
  );
}

function groupWaits(name: string): string {
  return `Another owner has to confirm ${name} first, as this device is new. It appears here then.`;
}

type GroupProps = Readonly<{
  group: GroupView;
  groups: readonly GroupView[];
  cameras: readonly CameraView[];
  isOwner: boolean;
}>;

function Group({ group, groups, cameras, isOwner }: GroupProps): ReactElement {
  const vault = useVault();
  const devices = useAnswer(useVaultView().devices);
  const [isOpen, setOpen] = useState(false);
  const own = cameras.filter(({ id }) => group.cameras.includes(id));
  const known = devices.kind === "here" ? devices.value : [];
  const readers = known.filter(({ id, role }) => group.readers.includes(id) && role !== "paper");
  return (
    <section className="section" aria-labelledby={`group-${group.id}`}>
      <div className="section-head">
        <h2 className="section-title" id={`group-${group.id}`}>
          {group.name}
        </h2>
        {isOwner && (
          <Button
            variant="subtle"
            color="gray"
            className="bar-button"
            aria-label={`Rename ${group.name}`}
            onClick={() => setOpen(true)}
          >
            <IconPencil size={18} aria-hidden="true" />
          </Button>
        )}
      </div>
      <p className="section-note">Seen by {listWords(readers.map(deviceLabel))}</p>
      <ul className="rows card">
        {own.length === 0 && <li className="row dim">No cameras here.</li>}
        {own.map((camera) => (
          <li key={camera.id}>
            <GroupCamera camera={camera} groups={isOwner ? groups : [group]} group={group} />
          </li>
        ))}
      </ul>
      <NameDialog
        title="Rename group"
        label="Name"
        name={group.name}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onSave={(name) => vault.renameGroup({ group: group.id, name })}
      />
    </section>
  );
}

function GroupCamera({
  camera,
  group,
  groups,
}: Readonly<{ camera: CameraView; group: GroupView; groups: readonly GroupView[] }>): ReactElement {
  const vault = useVault();
  const move = useAction((to: string) => vault.moveCamera({ camera: camera.id, group: to }));
  return (
    <>
      <div className="row">
        <p className="row-words row-title">{camera.name}</p>
        {groups.length > 1 && (
          <NativeSelect
            aria-label={`Group of ${camera.name}`}
            value={group.id}
            disabled={move.isBusy}
            onChange={(event) => move.run(event.currentTarget.value)}
            data={groups.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
      </div>
      <ProblemNote problem={move.problem} title="The camera was not moved" />
    </>
  );
}
