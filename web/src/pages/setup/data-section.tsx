import { useMutation, useQueryClient } from '@tanstack/react-query';
import type {
  DatasetEntry,
  Download,
  SetupDataset,
  SetupState,
} from '../../../../src/core/view/setup-page.ts';
import { formatCount, plural } from '../../../../src/tables/format.ts';
import { setupApi } from '../../data/setup-api.ts';
import { More, SectionCard } from './fields.tsx';
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
        {own.map((entry) => (
          <OwnRow key={entry.dataset} entry={entry} onRemove={() => toggle(entry.dataset, false)} />
        ))}
      </ul>
      {elsewhere.length > 0 && (
        <More
          summary="Published datasets to download"
          opens={elsewhere.some(
            ({ id, download }) => download !== null || datasets.some((each) => each.dataset === id),
          )}
        >
          <ul className="choice-list">{elsewhere.map(row)}</ul>
        </More>
      )}
      <OwnTable
        tables={state.tables}
        taken={[...known, ...datasets.map(({ dataset }) => dataset)]}
        onUse={(entry) => actions.changeForm({ datasets: [...datasets, entry] })}
      />
    </SectionCard>
  );
}

function OwnRow({ entry: { dataset, from }, onRemove }: { entry: DatasetEntry; onRemove: () => void }) {
  return (
    <li>
      <label className="check">
        <input type="checkbox" checked onChange={onRemove} />
        <span>
          <bdi>{dataset}</bdi> — {from === undefined ? 'imported before' : `your table ${from}`}
        </span>
      </label>
    </li>
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
  const { id, download, state } = dataset;
  const queries = useQueryClient();
  const refresh = () => void queries.invalidateQueries({ queryKey: ['setup-state'] });
  const begin = useMutation({ mutationFn: () => setupApi.download(id).finally(refresh) });
  const stop = useMutation({ mutationFn: () => setupApi.stopDownload(id).finally(refresh) });
  const isRunning = download?.state === 'running';
  return (
    <div className="download">
      {isRunning ? (
        <RunningDownload dataset={dataset} download={download} onStop={() => stop.mutate()} />
      ) : (
        <DownloadOffer dataset={dataset} onBegin={() => begin.mutate()} />
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

function DownloadOffer({ dataset, onBegin }: { dataset: SetupDataset; onBegin: () => void }) {
  const { title, licence, bytes, files, scenarios } = dataset;
  const parts = [
    ...(bytes === null ? [] : [megabytes(bytes)]),
    ...(scenarios === null ? [] : [`about ${formatCount(scenarios)} scenarios`]),
    `${files} ${plural(files, 'file', 'files')}`,
  ];
  return (
    <More summary={`Download ${title} (${parts.join(', ')})`}>
      <p>
        The files come from their publisher and are checked. Licence of {title}: {licence}.
        {bytes === null && ' Their publisher says their size when the download begins.'}
      </p>
      <button type="button" className="small" onClick={onBegin}>
        Download {title} now
      </button>
    </More>
  );
}

interface RunningDownloadProps {
  readonly dataset: SetupDataset;
  readonly download: Download;
  readonly onStop: () => void;
}

function RunningDownload({ dataset: { title, bytes: total }, download, onStop }: RunningDownloadProps) {
  const { bytes, message } = download;
  return (
    <>
      <progress
        className="line"
        aria-label={`Download of ${title}`}
        max={total ?? undefined}
        value={total === null ? undefined : bytes}
      />
      <p role="status">
        {megabytes(bytes)}
        {total !== null && ` of ${megabytes(total)}`}. {message}
      </p>
      <button type="button" className="small" onClick={onStop}>
        Stop the download of {title}
      </button>
    </>
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
