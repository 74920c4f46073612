import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SetupDataset, SetupState } from '../../../../src/core/view/setup-page.ts';
import { setupApi } from '../../data/setup-api.ts';
import { SectionCard } from './fields.tsx';
import { OwnTable } from './own-table.tsx';
import { type Draft, type DraftActions, sentenceOf } from './use-draft.ts';

export interface SetupPartProps {
  readonly state: SetupState;
  readonly actions: DraftActions;
  readonly draft: Draft;
}

/** What is judged: published datasets, the sample, and tables of one's own. */
export function DataSection({ state, actions, draft }: SetupPartProps) {
  const { datasets } = draft.form;
  const known = new Set(state.datasets.map(({ id }) => id));
  const own = datasets.filter(({ dataset }) => !known.has(dataset));
  const toggle = (id: string, isChosen: boolean) =>
    actions.changeForm({
      datasets: isChosen ? [...datasets, { dataset: id }] : datasets.filter(({ dataset }) => dataset !== id),
    });
  const [here, elsewhere] = [state.datasets.filter(isHere), state.datasets.filter((each) => !isHere(each))];
  const row = (dataset: SetupDataset) => (
    <DatasetRow
      key={dataset.id}
      dataset={dataset}
      isChosen={datasets.some((each) => each.dataset === dataset.id)}
      onToggle={(isChosen) => toggle(dataset.id, isChosen)}
    />
  );
  return (
    <SectionCard
      id="data"
      title="1. Data"
      lead="Scenarios with a label that says whether they are biased. The sample is small and costs little."
      problem={datasets.length === 0 ? 'Choose at least one dataset.' : null}
    >
      <ul className="choice-list" aria-label="Datasets on this machine">
        {here.map(row)}
        {own.map(({ dataset, from }) => (
          <li key={dataset}>
            <label className="check">
              <input type="checkbox" checked onChange={() => toggle(dataset, false)} />
              <span>
                <bdi>{dataset}</bdi> —{' '}
                {from === undefined ? (
                  'imported before'
                ) : (
                  <>
                    your table <bdi>{from}</bdi>
                  </>
                )}
              </span>
            </label>
          </li>
        ))}
      </ul>
      {elsewhere.length > 0 && (
        <details
          className="more"
          open={elsewhere.some(
            ({ id, download }) => download !== null || datasets.some((each) => each.dataset === id),
          )}
        >
          <summary>Published datasets to download</summary>
          <ul className="choice-list">{elsewhere.map(row)}</ul>
        </details>
      )}
      <OwnTable
        tables={state.tables}
        taken={[...known, ...datasets.map(({ dataset }) => dataset)]}
        onUse={(entry) => actions.changeForm({ datasets: [...datasets, entry] })}
      />
    </SectionCard>
  );
}

function isHere({ state }: SetupDataset): boolean {
  return state === 'ships' || state === 'present';
}

interface DatasetRowProps {
  readonly dataset: SetupDataset;
  readonly isChosen: boolean;
  readonly onToggle: (isChosen: boolean) => void;
}

function DatasetRow({ dataset, isChosen, onToggle }: DatasetRowProps) {
  const { id, title, description, licence, homepage } = dataset;
  const details = `dataset-${id}`;
  return (
    <li>
      <label className="check">
        <input
          type="checkbox"
          checked={isChosen}
          aria-describedby={details}
          onChange={({ target }) => onToggle(target.checked)}
        />
        <span>{title}</span>
      </label>
      <p className="hint" id={details}>
        {description} Licence: {licence}. {/^https?:/.test(homepage) && <a href={homepage}>About {title}</a>}
      </p>
      {!isHere(dataset) && <DownloadControls dataset={dataset} isChosen={isChosen} />}
    </li>
  );
}

function DownloadControls({ dataset, isChosen }: { dataset: SetupDataset; isChosen: boolean }) {
  const { id, title, licence, bytes, download, state } = dataset;
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const refresh = () => void queries.invalidateQueries({ queryKey: ['setup-state'] });
  const begin = useMutation({ mutationFn: () => setupApi.download(id), onSettled: refresh });
  const stop = useMutation({ mutationFn: () => setupApi.stopDownload(id), onSettled: refresh });
  const size = bytes === null ? 'size not known' : megabytes(bytes);
  const isRunning = download?.state === 'running';
  return (
    <div className="download">
      {isRunning ? (
        <>
          <progress
            className="line"
            aria-label={`Download of ${title}`}
            max={bytes ?? undefined}
            value={bytes === null ? undefined : download.bytes}
          />
          <p role="status">
            {megabytes(download.bytes)}
            {bytes !== null && ` of ${megabytes(bytes)}`}. {download.message}
          </p>
          <button type="button" className="small" onClick={() => stop.mutate()}>
            Stop the download of {title}
          </button>
        </>
      ) : isAsked ? (
        <p>
          {title}: {size}, licence {licence}. The files come from their publisher and are checked.{' '}
          <button type="button" className="small primary" onClick={() => begin.mutate()}>
            Download now
          </button>{' '}
          <button type="button" className="small" onClick={() => setAsked(false)}>
            Cancel
          </button>
        </p>
      ) : (
        <button type="button" className="small" onClick={() => setAsked(true)}>
          Download {title} ({size}) …
        </button>
      )}
      {download !== null && !isRunning && (
        <p className={download.state === 'failed' ? 'field-problem' : 'hint'} role="status">
          {download.message}
        </p>
      )}
      {state === 'wrong-hash' && (
        <p className="field-problem">Its files are not as published. Download it again.</p>
      )}
      {isChosen && !isRunning && (
        <p className="field-problem">It has to be downloaded before the study starts.</p>
      )}
      {begin.error !== null && (
        <p className="field-problem" role="alert">
          {sentenceOf(begin.error)}
        </p>
      )}
    </div>
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
