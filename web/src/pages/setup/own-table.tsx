import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DatasetEntry, FilePreview, OwnFile } from '../../../../src/core/view/setup-page.ts';
import { formatCount } from '../../../../src/tables/format.ts';
import { ScrollRegion } from '../../components/tables/table-frame.tsx';
import { setupApi } from '../../data/setup-api.ts';
import { Field } from './fields.tsx';
import { sentenceOf } from './use-draft.ts';

interface OwnTableProps {
  /** Tables of the folder. */
  readonly tables: readonly string[];
  /** Names that datasets have already. */
  readonly taken: readonly string[];
  readonly onUse: (entry: DatasetEntry) => void;
}

/** A table of one's own: chosen from the folder or brought there, looked at as it is read, and used. */
export function OwnTable({ tables, taken, onUse }: OwnTableProps) {
  const queries = useQueryClient();
  const [from, setFrom] = useState('');
  const [dataset, setDataset] = useState('');
  const [gold, setGold] = useState<'' | 'biased' | 'unbiased'>('');
  const [columns, setColumns] = useState<Readonly<Record<string, string>>>({});
  const preview = useMutation({ mutationFn: (file: OwnFile) => setupApi.preview(file) });
  const look = (file: OwnFile) => file.from !== '' && preview.mutate(file);
  const entry = (changed: Partial<OwnFile> = {}): OwnFile => ({
    dataset: dataset.trim() === '' ? nameFor(from) : dataset.trim(),
    from,
    ...(Object.keys(columns).length > 0 && { columns }),
    ...(gold !== '' && { gold }),
    ...changed,
  });
  const choose = (chosen: string) => {
    setFrom(chosen);
    setColumns({});
    setGold('');
    const name = nameFor(chosen);
    setDataset(name);
    preview.reset();
    look({ dataset: name, from: chosen });
  };
  const upload = useMutation({
    mutationFn: setupApi.upload,
    onSuccess: ({ file }) => {
      void queries.invalidateQueries({ queryKey: ['setup-state'] });
      choose(file);
    },
  });
  const isTaken = taken.includes(entry().dataset);
  const isGood = preview.data !== undefined && preview.data.scenarios > 0 && preview.data.invalid === 0;
  return (
    <details className="more">
      <summary>A table of your own</summary>
      <p className="hint">
        CSV, TSV, JSON Lines, Parquet or Excel, a row for each scenario: a column <code>scenario</code> (or{' '}
        <code>statement</code>) and a column <code>gold</code> with biased or unbiased.
      </p>
      <Field label="File in the folder of the study">
        {(given) => (
          <select {...given} value={from} onChange={({ target }) => choose(target.value)}>
            <option value="">Choose a file</option>
            {[...new Set([...tables, ...(from === '' ? [] : [from])])].map((table) => (
              <option key={table} value={table}>
                {table}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label="Or bring a file from elsewhere on this computer"
        hint="It is copied into the folder of the study; it is sent nowhere else."
        problem={upload.error === null ? null : sentenceOf(upload.error)}
      >
        {(given) => (
          <input
            {...given}
            type="file"
            accept=".csv,.tsv,.json,.jsonl,.ndjson,.parquet,.xlsx"
            onChange={({ target }) => {
              const file = target.files?.[0];
              if (file !== undefined) upload.mutate(file);
            }}
          />
        )}
      </Field>
      {from !== '' && (
        <>
          <Field
            label="Name of the dataset"
            problem={isTaken ? 'There is a dataset of this name already. Choose another name.' : null}
          >
            {(given) => (
              <input
                {...given}
                type="text"
                value={dataset}
                onChange={({ target }) => setDataset(target.value)}
              />
            )}
          </Field>
          <Field label="Gold label of rows that have none">
            {(given) => (
              <select
                {...given}
                value={gold}
                onChange={({ target }) => {
                  const chosen = target.value === 'biased' || target.value === 'unbiased' ? target.value : '';
                  setGold(chosen);
                  look(entry({ gold: chosen === '' ? undefined : chosen }));
                }}
              >
                <option value="">every row has its own</option>
                <option value="biased">biased</option>
                <option value="unbiased">unbiased</option>
              </select>
            )}
          </Field>
          <ColumnChoices
            header={preview.data?.header ?? []}
            chosen={columns}
            found={preview.data?.columns ?? []}
            onChange={(changed) => {
              setColumns(changed);
              look(entry({ columns: changed }));
            }}
          />
        </>
      )}
      <div aria-live="polite">
        {preview.isPending && <p className="hint">Reading {from} …</p>}
        {preview.error !== null && <p className="notice notice-problem">{sentenceOf(preview.error)}</p>}
        {preview.data !== undefined && <Preview preview={preview.data} />}
      </div>
      {preview.data !== undefined && (
        <p>
          <button
            type="button"
            disabled={!isGood || isTaken}
            onClick={() => {
              onUse(entry());
              setFrom('');
              preview.reset();
            }}
          >
            Use this table
          </button>
        </p>
      )}
    </details>
  );
}

/** `data/My rows.csv` → `my-rows`. */
function nameFor(file: string): string {
  const base =
    file
      .split('/')
      .at(-1)
      ?.replace(/\.\w+$/, '') ?? '';
  return (
    base
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, '') || 'own'
  );
}

/** Fields whose column is worth naming where its name says nothing. */
const namedFields = ['scenario', 'statement', 'gold', 'category'] as const;

interface ColumnChoicesProps {
  readonly header: readonly string[];
  readonly chosen: Readonly<Record<string, string>>;
  readonly found: FilePreview['columns'];
  readonly onChange: (columns: Readonly<Record<string, string>>) => void;
}

function ColumnChoices({ header, chosen, found, onChange }: ColumnChoicesProps) {
  const [typed, setTyped] = useState({ field: 'scenario', column: '' });
  const { field, column } = typed;
  const add = () => {
    if (column.trim() !== '') onChange({ ...chosen, [field]: column.trim() });
  };
  return (
    <details className="more">
      <summary>Which column holds what</summary>
      <ul>
        {found.map((each) => (
          <li key={each.field}>
            {each.field}: <bdi>{each.column}</bdi>
          </li>
        ))}
      </ul>
      <div className="choices">
        <label className="choice">
          <span>Field</span>
          <select value={field} onChange={({ target }) => setTyped({ ...typed, field: target.value })}>
            {namedFields.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
        <label className="choice">
          <span>Column of the file</span>
          <input
            type="text"
            list="own-columns"
            value={column}
            onChange={({ target }) => setTyped({ ...typed, column: target.value })}
          />
        </label>
        <datalist id="own-columns">
          {header.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <button type="button" onClick={add}>
          Take this column
        </button>
      </div>
    </details>
  );
}

function Preview({ preview }: { preview: FilePreview }) {
  const { scenarios, biased, controls, examples, problems, invalid, notes } = preview;
  return (
    <>
      <p>
        <b>{formatCount(scenarios)}</b> scenarios, {formatCount(biased)} biased, {formatCount(controls)}{' '}
        controls.
        {invalid > 0 && ` ${formatCount(invalid)} rows cannot be used:`}
      </p>
      {problems.length > 0 && (
        <ul className="field-problem">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      {notes.length > 0 && (
        <ul className="hint">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {examples.length > 0 && (
        <ScrollRegion label="The first rows as they are judged">
          <table>
            <caption className="hint">The first rows as they are judged</caption>
            <thead>
              <tr>
                <th scope="col">scenario</th>
                <th scope="col">gold</th>
                <th scope="col">category</th>
              </tr>
            </thead>
            <tbody>
              {examples.map(({ text, gold, category }) => (
                <tr key={text}>
                  <td>
                    <bdi>{text.slice(0, 300)}</bdi>
                  </td>
                  <td>{gold}</td>
                  <td>
                    <bdi>{category}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </>
  );
}
