// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Health figures, as they are sent. */
import type { ReactElement } from "react";
import type { HealthFigure } from "../../vault-client/vault-api.ts";
import "./support.css";

export function Figures({ figures }: Readonly<{ figures: readonly HealthFigure[] }>): ReactElement {
  return (
    <dl className="figures numbers">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
