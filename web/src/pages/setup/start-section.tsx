import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { setupApi } from '../../data/setup-api.ts';
import type { SetupPartProps } from './data-section.tsx';
import { Field, SectionCard } from './fields.tsx';
import { StudyEditor } from './study-editor.tsx';
import { sentenceOf } from './use-draft.ts';

interface StartSectionProps extends SetupPartProps {
  readonly onStarted: () => void;
}

/** The study file, and Start. */
export function StartSection({ state, actions, draft, onStarted }: StartSectionProps) {
  const { file, form, problems, stored, text } = draft;
  const queries = useQueryClient();
  const [said, setSaid] = useState<string | null>(null);
  const refresh = () => void queries.invalidateQueries({ queryKey: ['setup-state'] });
  const save = useMutation({
    mutationFn: () => actions.save().finally(refresh),
    onSuccess: () => setSaid(`${file} is saved.`),
  });
  const begin = async () => setupApi.start(file, await actions.save(), draft.allowHosts);
  const start = useMutation({
    mutationFn: () => begin().finally(refresh),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['setup-jobs'] });
      onStarted();
    },
  });
  const isChanged = stored !== text;
  const run = () => {
    const [problem] = problems;
    setSaid(null);
    if (problem === undefined) return start.mutate();
    // What is missing is said where it belongs.
    const place = form.datasets.length === 0 ? 'data' : form.models.length === 0 ? 'models' : 'study-text';
    document.getElementById(place)?.focus();
    setSaid(`Line ${problem.line}: ${problem.message}`);
  };
  const error = start.error ?? save.error;
  return (
    <SectionCard
      id="start"
      title="5. Study file and start"
      lead="The study file is yours: store it, share it, put it under version control. Comments and settings that this page does not show stay in it."
    >
      <FileNames files={state.files} actions={actions} draft={draft} />
      <StudyEditor draft={draft} actions={actions} />
      {error !== null && (
        <p className="notice notice-problem" role="alert">
          {sentenceOf(error)}
        </p>
      )}
      <p className="start-line">
        <button
          type="button"
          className="primary"
          disabled={start.isPending || !actions.isCurrent}
          onClick={run}
        >
          {start.isPending ? 'Starting …' : 'Start the study'}
        </button>{' '}
        <button type="button" disabled={save.isPending || !isChanged} onClick={() => save.mutate()}>
          Save the file
        </button>
      </p>
      <p className="hint" role="status">
        {said}
      </p>
    </SectionCard>
  );
}

interface FileNamesProps extends Omit<SetupPartProps, 'state'> {
  /** Study files of the folder. */
  readonly files: readonly string[];
}

function FileNames({ files, actions, draft }: FileNamesProps) {
  const { file, form, stored, text } = draft;
  const status = stored === null ? 'A new file.' : stored === text ? 'Saved.' : 'Changed since it was read.';
  return (
    <div className="choices">
      <Field label="Name of the file" hint={status} problem={fileProblem(file)}>
        {(given) => (
          <input
            {...given}
            type="text"
            spellCheck={false}
            value={file}
            onChange={({ target }) => actions.rename(target.value)}
          />
        )}
      </Field>
      <Field label="Name of the study">
        {(given) => (
          <input
            {...given}
            type="text"
            value={form.name}
            disabled={!draft.isShown}
            onChange={({ target }) => actions.changeForm({ name: target.value })}
          />
        )}
      </Field>
      {files.length > 0 && (
        <Field label="Open another">
          {(given) => (
            <select
              {...given}
              value=""
              onChange={({ target }) => {
                if (target.value !== '') void actions.open(target.value);
              }}
            >
              <option value="">Choose a study file</option>
              {files.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
              <option value={freeName(files)}>a new study</option>
            </select>
          )}
        </Field>
      )}
    </div>
  );
}

function fileProblem(file: string): string | null {
  return /^[\p{L}\p{N}_][\p{L}\p{N} ._-]{0,99}\.ya?ml$/u.test(file)
    ? null
    : 'Letters, digits, blanks, dots and dashes, and the ending .yaml.';
}

/** A name that no study file of the folder has. */
export function freeName(files: readonly string[]): string {
  if (!files.includes('study.yaml')) return 'study.yaml';
  for (let number = 2; ; number += 1) {
    const name = `study-${number}.yaml`;
    if (!files.includes(name)) return name;
  }
}
