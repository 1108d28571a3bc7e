// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Clips one after the other as one file that every player opens, with each clip's bytes left as they are. */
export { MOVIE_HEAD_BYTES, MovieLayout, type MovieFrame } from "./movie-layout.ts";
