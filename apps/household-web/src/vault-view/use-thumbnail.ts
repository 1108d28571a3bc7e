// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file A clip's small picture as an address for <img>. Each clip is asked for once a page; the last few hundred
 * pictures are kept (some 10 kB each), so that scrubbing back and forth asks nothing twice.
 */
import { useEffect, useState } from "react";
import type { VaultApi } from "../vault-client/vault-api.ts";
import { useVault } from "./vault-view.ts";

/** Undefined while there is none, or none yet. */
export function useThumbnail(clip: string | undefined): string | undefined {
  const vault = useVault();
  const [shown, setShown] = useState<Readonly<{ clip: string; address: string | undefined }>>();
  useEffect(() => {
    if (clip === undefined) return undefined;
    let isGone = false;
    void readThumbnail(vault, clip).then((address) => {
      if (!isGone) setShown({ clip, address });
    });
    return () => {
      isGone = true;
    };
  }, [vault, clip]);
  return shown?.clip === clip ? shown?.address : undefined;
}

const KEPT = 400;
const addresses = new Map<string, Promise<string | undefined>>();

function readThumbnail(vault: VaultApi, clip: string): Promise<string | undefined> {
  const known = addresses.get(clip);
  if (known !== undefined) return known;
  const asked = vault.thumbnail(clip).then(
    (picture) => {
      // The hub makes it when the clip ends: ask again next time.
      if (picture === undefined) addresses.delete(clip);
      return picture && URL.createObjectURL(picture);
    },
    () => {
      // A recording without its small picture is still shown, as a plain bar.
      addresses.delete(clip);
      return undefined;
    },
  );
  addresses.set(clip, asked);
  forgetOldest();
  return asked;
}

function forgetOldest(): void {
  const oldest = addresses.entries().next();
  if (addresses.size <= KEPT || oldest.done === true) return;
  const [clip, asked] = oldest.value;
  addresses.delete(clip);
  void asked.then((address) => {
    if (address !== undefined) URL.revokeObjectURL(address);
  });
}
