// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file A camera in the grid: its live picture, all of it a link to the large view. */
import { IconChevronRight } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import type { CameraView } from "../../vault-client/vault-api.ts";
import { LivePicture } from "./LivePicture.tsx";

export function LiveTile({ camera }: Readonly<{ camera: CameraView }>): ReactElement {
  return (
    <article className="live-tile on-picture">
      <LivePicture camera={camera} />
      <Link to={`/cameras/${camera.id}`} className="live-tile-link">
        <span className="live-tile-name">
          <span>{camera.name}</span>
          <IconChevronRight size={20} aria-hidden="true" />
        </span>
      </Link>
    </article>
  );
}
