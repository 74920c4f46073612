import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { StudyForm } from '../../../../src/core/view/setup-page.ts';
import { RequestError } from '../../data/request.ts';
import { setupApi } from '../../data/setup-api.ts';
import type { SetupPartProps } from './data-section.tsx';
import { Field, SectionCard } from './fields.tsx';
import { StudyEditor } from './study-editor.tsx';
import { sentenceOf, statusOf } from './use-draft.ts';

interface StartSectionProps extends Omit<SetupPartProps, 'state'> {
  readonly onStarted: () => void;
}

/** The study file, and Start. */
export function StartSection({ actions, draft, onStarted }: StartSectionProps) {
  const { file, form, problems } = draft;
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
  const run = () => {
    const [problem] = problems;
    setSaid(null);
    if (problem === undefined) return start.mutate();
    // What is missing is said where it belongs.
    document.getElementById(placeOf(form))?.focus();
    setSaid(`Line ${problem.line}: ${problem.message}`);
  };
  const reopen = () => {
    start.reset();
    save.reset();
    void actions.reopen();
  };
  const error = start.error ?? save.error;
  return (
    <SectionCard
      id="start"
      title="5. Study file and start"
      lead="The study file is yours: store it, share it, put it under version control. Comments and settings that this page does not show stay in it."
    >
      <FileNames actions={actions} draft={draft} />
      <StudyEditor draft={draft} actions={actions} />
      {error !== null && (
        <p className="notice notice-problem" role="alert">
          {sentenceOf(error)}{' '}
          {error instanceof RequestError && error.status === 409 && (
            <button type="button" className="small" onClick={reopen}>
              Load {file} from the folder, without the changes made here
            </button>
          )}
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
        <button
          type="button"
          disabled={save.isPending || !actions.isCurrent || statusOf(draft) === 'saved'}
          onClick={() => save.mutate()}
        >
          Save the file
        </button>
      </p>
      <p className="hint" role="status">
        {said}
      </p>
    </SectionCard>
  );
}

/** Where something is missing. */
function placeOf({ datasets, models, attacks }: StudyForm): string {
  if (datasets.length === 0) return 'data';
  if (models.length === 0) return 'models';
  return attacks.length === 0 ? 'questions' : 'study-text';
}

const statusWords = { new: 'A new file.', saved: 'Saved.', changed: 'Changed since it was saved.' } as const;

function FileNames({ actions, draft }: Omit<SetupPartProps, 'state'>) {
  const { file, form } = draft;
  return (
    <div className="choices">
      <Field label="Name of the file" hint={statusWords[statusOf(draft)]} problem={fileProblem(file)}>
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
    </div>
  );
}

function fileProblem(file: string): string | null {
  return /^[\p{L}\p{N}_][\p{L}\p{M}\p{N} ._-]{0,99}\.ya?ml$/u.test(file)
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
