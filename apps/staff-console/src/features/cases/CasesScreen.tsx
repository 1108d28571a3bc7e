// SPDX-License-Identifier: AGPL-3.0-or-later
/** @file The list of cases beside the open one. On a phone one of the two. */
import { Button, TextInput } from "@mantine/core";
import { IconInbox, IconSearch } from "@tabler/icons-react";
import { useRef, useState, type ReactElement } from "react";
import { useNavigate, useParams } from "react-router";
import { Announcement } from "@nightlatch/ui-kit/Announcement";
import { EmptyState } from "@nightlatch/ui-kit/EmptyState";
import { ProblemNote } from "@nightlatch/ui-kit/ProblemNote";
import { useAnswer } from "@nightlatch/ui-kit/use-answer";
import type { CaseList } from "../../vault-client/vault-api.ts";
import { useVaultView } from "../../vault-view/vault-view.ts";
import { CaseListing } from "./CaseListing.tsx";
import { CasePane } from "./CasePane.tsx";
import { EnterCode } from "./EnterCode.tsx";
import { KeysHelp } from "./KeysHelp.tsx";
import { PileChoice } from "./PileChoice.tsx";
import { countPiles, type Pile } from "./piles.ts";
import { useCaseKeys } from "./use-case-keys.ts";
import { useFoundCases } from "./use-found-cases.ts";
import "./cases-screen.css";

const NO_CASES: CaseList = { rows: [], unreadable: 0 };

export function CasesScreen(): ReactElement {
  const { cases } = useVaultView();
  const answer = useAnswer(cases);
  const navigate = useNavigate();
  const { case: open } = useParams();
  const [words, setWords] = useState("");
  const [pile, setPile] = useState<Pile>("staff");
  const [marked, setMarked] = useState<string | undefined>(open);
  const search = useRef<HTMLInputElement>(null);
  const list = answer.kind === "here" ? answer.value : NO_CASES;
  const rows = useFoundCases(list, words, pile);
  const openCase = (id: string): void => {
    setMarked(id);
    void navigate(`/cases/${id}`);
  };
  const keys = useCaseKeys({
    rows,
    marked,
    onMark: setMarked,
    onOpen: openCase,
    onClose: () => void navigate("/cases"),
    search,
  });

  return (
    <div className={open === undefined ? "cases" : "cases cases-open"}>
      <title>Cases · Nightlatch staff</title>
      <section className="cases-side" aria-label="Cases">
        <div className="cases-head">
          <h1 className="cases-title">Cases</h1>
          <EnterCode onFound={openCase} />
          <KeysHelp isOpen={keys.isHelpOpen} onChange={keys.setHelpOpen} />
        </div>
        <TextInput
          ref={search}
          type="search"
          aria-label="Search in the words of cases"
          placeholder="Search in what was written"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          onKeyDown={keys.onSearchKey}
          leftSection={<IconSearch size={18} aria-hidden="true" />}
          rightSection={<kbd className="key">/</kbd>}
          autoComplete="off"
          spellCheck={false}
        />
        <PileChoice pile={pile} counts={countPiles(list.rows)} onChoose={setPile} />
        {list.opening !== undefined && <Opening {...list.opening} />}
        <ProblemNote problem={answer.kind === "failed" ? answer.problem : undefined} />
        {answer.kind === "here" && rows.length === 0 ? (
          <p className="cases-none">
            {words.trim() === "" ? EMPTY[pile] : "No case that you can open has these words."}
          </p>
        ) : (
          <CaseListing rows={rows} marked={marked} open={open} onOpen={openCase} onMark={setMarked} />
        )}
        <Announcement>{words.trim() === "" ? "" : `${rows.length} cases found`}</Announcement>
      </section>
      <section className="cases-main" aria-label="The open case">
        {open === undefined ? <NothingOpen onHelp={() => keys.setHelpOpen(true)} /> : <CasePane key={open} id={open} />}
      </section>
    </div>
  );
}

const EMPTY: Readonly<Record<Pile, string>> = {
  staff: "Nobody waits for an answer.",
  waiting: "No case waits for a customer.",
  closed: "No closed cases.",
  all: "No cases yet.",
};

function Opening({ done }: Readonly<{ done: number }>): ReactElement {
  return (
    <div className="cases-opening" role="status">
      <progress aria-label="Opening cases for the first time" />
      <span className="numbers">Opening for the first time: {done.toLocaleString()} so far</span>
    </div>
  );
}

function NothingOpen({ onHelp }: Readonly<{ onHelp: () => void }>): ReactElement {
  return (
    <EmptyState
      picture={<IconInbox size={40} stroke={1.5} />}
      title="Choose a case"
      actions={
        <Button variant="default" onClick={onHelp}>
          Keys
        </Button>
      }
    >
      <p>
        <kbd className="key">j</kbd> and <kbd className="key">k</kbd> move, <kbd className="key">Enter</kbd> opens,{" "}
        <kbd className="key">/</kbd> searches.
      </p>
    </EmptyState>
  );
}
