// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file What checking signatures alone costs: the part of an audit that no program around the platform's can save. */
import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";

const LEAVES = 8192;
/** As much of a lane leaf as its signature covers, with the label. */
const SIGNED_BYTES = 174;
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** CPU seconds of this process for each signature. */
export function bareCheckSeconds(): number {
  const secret = createPrivateKey({
    key: Buffer.concat([PKCS8, Buffer.alloc(32, 7)]),
    format: "der",
    type: "pkcs8",
  });
  const key = createPublicKey(secret);
  const signed = Array.from({ length: LEAVES }, (_, i) => Buffer.alloc(SIGNED_BYTES, i));
  const signatures = signed.map((bytes) => sign(null, bytes, secret));
  const before = process.cpuUsage();
  const isGood = signed.every((bytes, i) => verify(null, bytes, key, signatures[i] ?? Buffer.alloc(0)));
  const { user, system } = process.cpuUsage(before);
  if (!isGood) throw new Error("a signature that was just made does not hold");
  return (user + system) / 1e6 / LEAVES;
}
