import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DatasetEntry, FilePreview, OwnFile } from '../../../../src/core/view/setup-page.ts';
import { setupApi } from '../../data/setup-api.ts';
import { Field, More } from './fields.tsx';
import { TablePreview } from './table-preview.tsx';
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
  const { file, change, choose, preview } = useOwnTable();
  const isTaken = file !== null && taken.includes(file.dataset);
  const refusal = file === null || preview.data === undefined ? null : whyNot(file, preview.data, isTaken);
  return (
    <More summary="A table of your own">
      <p className="hint">
        CSV, TSV, JSON Lines, Parquet or Excel, a row for each scenario: a column <code>scenario</code> (or{' '}
        <code>statement</code>) and a column <code>gold</code> with biased or unbiased.
      </p>
      <FileChoice tables={tables} chosen={file?.from ?? ''} onChoose={choose} />
      {file !== null && (
        <ReadingChoices
          {...{ file, isTaken }}
          preview={preview.data}
          isUnread={preview.error !== null}
          onChange={change}
        />
      )}
      <div aria-live="polite">
        {preview.isPending && <p className="hint">Reading {file?.from} …</p>}
        {preview.error !== null && <p className="notice notice-problem">{sentenceOf(preview.error)}</p>}
        {preview.data !== undefined && <TablePreview preview={preview.data} />}
      </div>
      {file !== null && preview.data !== undefined && (
        <>
          {preview.data.invalid > 0 && preview.data.scenarios > 0 && (
            <label className="check">
              <input
                type="checkbox"
                checked={file.skipInvalid === true}
                onChange={({ target }) => change({ skipInvalid: target.checked || undefined })}
              />
              <span>Leave out the rows that cannot be used; the run counts them, too</span>
            </label>
          )}
          {refusal !== null && <p className="hint">{refusal}</p>}
          <p>
            <button
              type="button"
              disabled={refusal !== null}
              onClick={() => {
                onUse(file);
                choose('');
              }}
            >
              Use this table
            </button>
          </p>
        </>
      )}
    </More>
  );
}

/** Why a table cannot be used as it is; null where it can. */
function whyNot(file: OwnFile, preview: FilePreview, isTaken: boolean): string | null {
  if (isTaken || file.dataset.trim() === '') return 'Give the dataset a name of its own to use it.';
  if (preview.scenarios === 0) return 'No row can be used.';
  if (preview.invalid === 0 || file.skipInvalid === true) return null;
  return 'Correct these rows in the file and choose it again, or leave them out.';
}

/** The table that is chosen, and how it is read. */
function useOwnTable() {
  const [file, setFile] = useState<OwnFile | null>(null);
  const preview = useMutation({ mutationFn: (read: OwnFile) => setupApi.preview(read) });
  const show = (next: OwnFile | null) => {
    setFile(next);
    preview.reset();
    if (next !== null) preview.mutate(next);
  };
  return {
    file,
    preview,
    choose: (from: string) => show(from === '' ? null : { dataset: nameFor(from), from }),
    change(changed: Partial<OwnFile>) {
      if (file === null) return;
      const next = { ...file, ...changed };
      // These change nothing of how it is read.
      if (Object.keys(changed).every((name) => name === 'dataset' || name === 'skipInvalid')) setFile(next);
      else show(next);
    },
  };
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

interface FileChoiceProps {
  readonly tables: readonly string[];
  readonly chosen: string;
  readonly onChoose: (file: string) => void;
}

/** What the server takes at once. */
const mostBytes = 32 * 1024 * 1024;

function tooLarge(name: string): string {
  return `${name} is larger than 32 MB. Copy it into the folder of the study yourself, load this page again and choose it from the list.`;
}

function FileChoice({ tables, chosen, onChoose }: FileChoiceProps) {
  const queries = useQueryClient();
  const upload = useMutation({
    mutationFn: async (brought: File) => {
      if (brought.size > mostBytes) throw new Error(tooLarge(brought.name));
      return setupApi.upload(brought);
    },
    onSuccess: ({ file }) => {
      void queries.invalidateQueries({ queryKey: ['setup-state'] });
      onChoose(file);
    },
  });
  const offered = [...new Set([...tables, ...(chosen === '' ? [] : [chosen])])];
  return (
    <>
      <Field label="File in the folder of the study">
        {(given) => (
          <select {...given} value={chosen} onChange={({ target }) => onChoose(target.value)}>
            <option value="">Choose a file</option>
            {offered.map((table) => (
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
    </>
  );
}

interface ReadingChoicesProps {
  readonly file: OwnFile;
  readonly preview: FilePreview | undefined;
  /** Nothing could be read. */
  readonly isUnread: boolean;
  readonly isTaken: boolean;
  readonly onChange: (changed: Partial<OwnFile>) => void;
}

function ReadingChoices({ file, preview, isUnread, isTaken, onChange }: ReadingChoicesProps) {
  return (
    <>
      <Field
        label="Name of the dataset"
        problem={isTaken ? 'There is a dataset of this name already. Choose another name.' : null}
      >
        {(given) => (
          <input
            {...given}
            type="text"
            value={file.dataset}
            onChange={({ target }) => onChange({ dataset: target.value })}
          />
        )}
      </Field>
      <Field label="Gold label of all rows">
        {(given) => (
          <select
            {...given}
            value={file.gold ?? ''}
            onChange={({ target: { value } }) =>
              onChange({ gold: value === 'biased' || value === 'unbiased' ? value : undefined })
            }
          >
            <option value="">every row has its own</option>
            <option value="biased">biased</option>
            <option value="unbiased">unbiased</option>
          </select>
        )}
      </Field>
      <ColumnChoices
        header={preview?.header ?? []}
        found={preview?.columns ?? []}
        opens={isUnread}
        onChoose={(field, column) => onChange({ columns: { ...file.columns, [field]: column } })}
      />
    </>
  );
}

/** Fields whose column is worth naming where its name says nothing. */
const namedFields = ['scenario', 'statement', 'gold', 'category'] as const;

interface ColumnChoicesProps {
  readonly header: readonly string[];
  readonly found: FilePreview['columns'];
  readonly opens: boolean;
  readonly onChoose: (field: string, column: string) => void;
}

function ColumnChoices({ header, found, opens, onChoose }: ColumnChoicesProps) {
  const [field, setField] = useState<string>('scenario');
  const [column, setColumn] = useState('');
  return (
    <More summary="Which column holds what" opens={opens}>
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
          <select value={field} onChange={({ target }) => setField(target.value)}>
            {namedFields.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <label className="choice">
          <span>Column of the file</span>
          <input
            type="text"
            list="own-columns"
            value={column}
            onChange={({ target }) => setColumn(target.value)}
          />
        </label>
        <datalist id="own-columns">
          {header.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <button type="button" onClick={() => column.trim() !== '' && onChoose(field, column.trim())}>
          Take this column
        </button>
      </div>
    </More>
  );
}
