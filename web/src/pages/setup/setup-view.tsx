import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import type { SetupState } from '../../../../src/core/view/setup-page.ts';
import { Choice } from '../../components/choices/choices.tsx';
import { Empty, Loading, Notice } from '../../components/layout/messages.tsx';
import { QueryResult } from '../../components/layout/query-result.tsx';
import { ratingApi } from '../../data/rating-api.ts';
import { RequestError } from '../../data/request.ts';
import { setupApi } from '../../data/setup-api.ts';
import { dataSource, setupQueries } from '../../data/study-source.ts';
import { TokenForm } from '../../shell/token-form.tsx';
import { DataSection } from './data-section.tsx';
import { JobPanel } from './job-panel.tsx';
import { ModelsSection } from './models-section.tsx';
import { CostSection, QuestionsSection } from './questions-section.tsx';
import { freeName, StartSection } from './start-section.tsx';
import { statusOf, useDraft } from './use-draft.ts';

/** Sets a study up, starts it, and shows how it goes on. */
export function SetupView() {
  const role = useQuery(setupQueries.role);
  const queries = useQueryClient();
  const again = () => void queries.invalidateQueries({ queryKey: ['setup-role'] });
  return (
    <>
      <title>New study · hvsb</title>
      <h1 className="setup-title">New study</h1>
      {role.error instanceof RequestError && role.error.status === 401 ? (
        <TokenForm onOpened={again} />
      ) : dataSource() !== 'server' ? (
        <Empty title="This copy of the study is for reading." />
      ) : (
        <QueryResult query={role} what="this page">
          {({ role: own, reason }) =>
            own === 'off' ? (
              <Empty title="Studies are not set up here.">
                <p>{reason}</p>
              </Empty>
            ) : own === 'locked' ? (
              <OrganiserForm onOpened={again} />
            ) : (
              <OpenSetup />
            )
          }
        </QueryResult>
      )}
    </>
  );
}

/** Whoever starts studies spends money and writes files, so it takes the address of the terminal. */
function OrganiserForm({ onOpened }: { onOpened: () => void }) {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const open = async (event: FormEvent) => {
    event.preventDefault();
    try {
      // The whole address may be pasted.
      const given = /organiser=([^&\s]+)/.exec(token)?.[1] ?? token.trim();
      await ratingApi.openOrganiser(decodeURIComponent(given));
      onOpened();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <form className="card narrow" onSubmit={open}>
      <p>
        This page is for the person who started it. Open the address with “organiser” that{' '}
        <code>hvsb view</code> printed in its terminal, or paste it here.
      </p>
      <label>
        <span>Address or token of the organiser</span>
        <input
          type="password"
          value={token}
          required
          autoComplete="off"
          onChange={({ target }) => setToken(target.value)}
        />
      </label>
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
      <p>
        <button type="submit" className="primary">
          Open
        </button>
      </p>
    </form>
  );
}

function OpenSetup() {
  const state = useQuery(setupQueries.state);
  return (
    <QueryResult query={state} what="what is on this machine">
      {(known) => <SetupForm state={known} />}
    </QueryResult>
  );
}

/** A run that has not come to its end goes on; else a study that nobody has started here; else a new one. */
function firstFile({ files, jobs }: SetupState): string {
  const unfinished = jobs.find(({ state }) => state !== 'complete');
  if (unfinished !== undefined) return unfinished.file;
  const isNew = files.includes('study.yaml') && jobs.every(({ file }) => file !== 'study.yaml');
  return isNew ? 'study.yaml' : freeName(files);
}

interface FileChoiceProps {
  /** Study files of the folder. */
  readonly files: readonly string[];
  readonly file: string;
  readonly onOpen: (file: string) => void;
}

function FileChoice({ files, file, onOpen }: FileChoiceProps) {
  const fresh = freeName(files);
  const isListed = files.includes(file);
  return (
    <div className="choices">
      <Choice
        label="Study file"
        value={isListed ? file : fresh}
        options={[
          ...files.map((each) => [each, each] as const),
          [fresh, `new study (${isListed ? fresh : file})`],
        ]}
        onChoose={onOpen}
      />
    </div>
  );
}

function SetupForm({ state }: { state: SetupState }) {
  const { folder, files } = state;
  const first = firstFile(state);
  const actions = useDraft(folder, first);
  const { draft, trouble } = actions;
  const panel = useRef<HTMLElement>(null);
  // What was changed on this page goes into the file first, as with Start: who raised the budget goes on with it.
  const savedHash = async (asked: string) =>
    draft?.file === asked && statusOf(draft) === 'changed'
      ? actions.save()
      : (await setupApi.study(asked)).hash;
  return (
    <>
      <p className="hint">
        Everything on this page ends up in a study file in <code className="path">{folder}</code>, which{' '}
        <code>hvsb run</code> runs as well. No model is asked anything before you press Test or Start.
      </p>
      <JobPanel
        ref={panel}
        shownFile={draft?.file ?? first}
        allowHosts={draft?.allowHosts ?? []}
        savedHash={savedHash}
      />
      {trouble !== null && <Notice kind="problem">{trouble}</Notice>}
      {files.length > 0 && (draft !== null || trouble !== null) && (
        <FileChoice files={files} file={draft?.file ?? first} onOpen={(file) => void actions.open(file)} />
      )}
      {draft === null ? (
        trouble === null && <Loading what="the study file" />
      ) : (
        <>
          {!draft.isShown && (
            <Notice kind="warning">
              <p>
                The text of {draft.file} has a problem, so the form waits. Correct the text under “Study file”
                first.
              </p>
            </Notice>
          )}
          <fieldset className="setup-form" disabled={!draft.isShown}>
            <legend className="unseen">Study</legend>
            <DataSection state={state} actions={actions} draft={draft} />
            <ModelsSection state={state} actions={actions} draft={draft} />
            <QuestionsSection state={state} actions={actions} draft={draft} />
            <CostSection actions={actions} draft={draft} />
          </fieldset>
          <StartSection actions={actions} draft={draft} onStarted={() => panel.current?.focus()} />
        </>
      )}
    </>
  );
}
