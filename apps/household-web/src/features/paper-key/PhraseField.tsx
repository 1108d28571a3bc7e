// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file Where the 24 words of a paper key are typed, with a count of them. */
import { Textarea } from "@mantine/core";
import type { ReactElement } from "react";
import { PHRASE_WORDS, wordsOf } from "./phrase-words.ts";

export type PhraseFieldProps = Readonly<{ text: string; onChange: (text: string) => void; isFirst?: boolean }>;

export function PhraseField({ text, onChange, isFirst = false }: PhraseFieldProps): ReactElement {
  return (
    <Textarea
      label="Paper key"
      description={`${wordsOf(text).length} of ${PHRASE_WORDS} words, in their order`}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
      autosize
      minRows={4}
      w="100%"
      autoFocus={isFirst}
      autoCapitalize="none"
      autoComplete="off"
      autoCorrect="off"
      spellCheck={false}
    />
  );
}
