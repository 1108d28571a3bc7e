// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The list of cases: ten thousand rows, of which the page draws those in view. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type ReactElement } from "react";
import { useNow } from "@nightlatch/ui-kit/use-now";
import type { CaseRow } from "../../vault-client/vault-api.ts";
import { CaseRowItem } from "./CaseRowItem.tsx";
import "./case-listing.css";

export type CaseListingProps = Readonly<{
  rows: readonly CaseRow[];
  marked: string | undefined;
  open: string | undefined;
  onOpen: (id: string) => void;
  onMark: (id: string) => void;
}>;

const ROW_HEIGHT = 78;

export function CaseListing({ rows, marked, open, onOpen, onMark }: CaseListingProps): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const nowMs = useNow(30_000);
  // Its functions change what they answer without changing themselves: this component is drawn anew each time.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const markedAt = rows.findIndex(({ id }) => id === marked);
  useEffect(() => {
    if (markedAt !== -1) virtual.scrollToIndex(markedAt, { align: "auto" });
  }, [virtual, markedAt]);

  return (
    <div
      ref={scroller}
      className="case-listing"
      role="listbox"
      aria-label={`${rows.length} cases`}
      tabIndex={0}
      aria-activedescendant={markedAt === -1 ? undefined : rowId(marked)}
      onFocus={() => {
        const [first] = rows;
        if (markedAt === -1 && first !== undefined) onMark(first.id);
      }}
    >
      <div style={{ height: virtual.getTotalSize(), position: "relative" }} role="presentation">
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <CaseRowItem
              key={key}
              id={rowId(row.id)}
              row={row}
              nowMs={nowMs}
              top={start}
              height={ROW_HEIGHT}
              place={{ at: index + 1, of: rows.length }}
              isMarked={row.id === marked}
              isOpen={row.id === open}
              onOpen={() => onOpen(row.id)}
            />
          );
        })}
      </div>
    </div>
  );
}

function rowId(id: string | undefined): string {
  return `case-${id ?? ""}`;
}
