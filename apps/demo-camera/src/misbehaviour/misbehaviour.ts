// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * @file What can be wrong with a camera. A test sets these fields before or while the camera runs;
 * each takes effect with the next packet, request or connection. All start as a healthy camera.
 */

export type SpsKind = "honest" | "enormous_picture" | "enormous_bytes";

export class Misbehaviour {
  /** Each n-th RTP packet of a viewer is lost. 0: none. */
  dropEveryNthPacket = 0;
  /** Each n-th RTP packet of a viewer arrives after the one that follows it. 0: none. */
  swapEveryNthPacket = 0;
  /** Each n-th video frame loses the second half of its last NAL unit. 0: none. */
  truncateEveryNthFrame = 0;
  /** A parameter set that claims 65,520 x 65,520 pixels, or one of 60,000 bytes. */
  sps: SpsKind = "honest";
  /** Named in the SDP in place of H264 or H265. */
  codecName: string | undefined = undefined;
  /** Every login is answered with 401, also the right one. */
  refuseEveryLogin = false;
  /** Takes TCP connections and never says a word. */
  neverAnswer = false;
  /** After this long of playing no byte is sent any more, while TCP stays open. */
  silentAfterMs: number | undefined = undefined;
  /** After this many RTP packets of playing, half a packet is sent and the connection ends. */
  closeInsidePacket: number | undefined = undefined;
  /** Added to the wall clock in sender reports. Changing it makes the clock jump. */
  reportedClockOffsetMs = 0;
  /** Added to RTP timestamps of both tracks. Changing it makes them jump. */
  rtpClockOffsetMs = 0;
}
