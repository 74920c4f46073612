import { useCallback, useEffect, useRef, useState } from 'react';
import type { LineProblem, StudyDraft, StudyForm } from '../../../../src/core/view/setup-page.ts';
import { browserStorage } from '../../data/browser-storage.ts';
import { setupApi } from '../../data/setup-api.ts';

/** A study file in the making, as the page has it. */
export interface Draft {
  readonly file: string;
  readonly text: string;
  readonly form: StudyForm;
  /** False where the text has problems that the form cannot show: then the text alone can be changed. */
  readonly isShown: boolean;
  readonly problems: readonly LineProblem[];
  /** Of the file on the disk that this draft was opened from or saved to; null for a new file. */
  readonly hash: string | null;
  /** The text that is on the disk; null for a new file. */
  readonly stored: string | null;
  /** Hosts that may have keys although the study file names them. */
  readonly allowHosts: readonly string[];
}

export interface DraftActions {
  readonly draft: Draft | null;
  /** Text and form say the same: the last change has been taken in. */
  readonly isCurrent: boolean;
  readonly trouble: string | null;
  changeForm(change: Partial<StudyForm>): void;
  changeText(text: string): void;
  rename(file: string): void;
  allowHost(host: string): void;
  open(file: string): Promise<void>;
  /** Writes the file. @returns its hash. */
  save(): Promise<string>;
}

/** How long after the last key a change is sent. */
const pauseMs = 250;

/** Of the draft that a reload would lose; keys are in no draft. */
type StoredDraft = Pick<Draft, 'file' | 'text' | 'hash' | 'stored' | 'allowHosts'>;

/**
 * The draft of a study: the form and the text of the file are two ways to see one thing. What was changed last counts; the server
 * makes the other from it. It survives a reload.
 * @param folder of the study files; each has its own draft.
 * @param first file to open where there is no draft yet.
 */
export function useDraft(folder: string, first: string): DraftActions {
  const key = `hvsb/setup/${folder}`;
  const [draft, setDraft] = useState<Draft | null>(null);
  const [isCurrent, setCurrent] = useState(true);
  const [trouble, setTrouble] = useState<string | null>(null);
  const turn = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef<Draft | null>(null);

  const show = useCallback(
    (next: Draft) => {
      latest.current = next;
      setDraft(next);
      const { file, text, hash, stored, allowHosts } = next;
      browserStorage.write(sessionStorage, key, {
        file,
        text,
        hash,
        stored,
        allowHosts,
      } satisfies StoredDraft);
    },
    [key],
  );

  const open = useCallback(
    async (file: string) => {
      try {
        const opened = await setupApi.study(file);
        turn.current += 1;
        show(
          draftFrom(opened, {
            file,
            hash: opened.hash,
            stored: opened.hash === null ? null : opened.text,
            allowHosts: [],
          }),
        );
        setCurrent(true);
        setTrouble(null);
      } catch (error) {
        setTrouble(sentenceOf(error));
      }
    },
    [show],
  );

  useEffect(() => {
    if (latest.current !== null) return;
    const before = browserStorage.read<StoredDraft>(sessionStorage, key);
    if (before === null) void open(first);
    else {
      setupApi
        .draft(before.text, null)
        .then((checked) => show(draftFrom(checked, before)))
        .catch(() => open(first));
    }
  }, [key, first, open, show]);

  /** Sends what was changed, once no more keys come. */
  const send = (text: string, form: StudyForm | null) => {
    setCurrent(false);
    turn.current += 1;
    const own = turn.current;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setupApi.draft(text, form).then(
        (checked) => {
          // A later change is on its way.
          if (own !== turn.current || latest.current === null) return;
          const { form: before } = latest.current;
          show({
            ...latest.current,
            text: checked.text,
            problems: checked.problems,
            form: form ?? checked.form ?? before,
            isShown: checked.form !== null,
          });
          setCurrent(true);
          setTrouble(null);
        },
        (error: unknown) => {
          if (own === turn.current) setTrouble(sentenceOf(error));
        },
      );
    }, pauseMs);
  };

  return {
    draft,
    isCurrent,
    trouble,
    changeForm(change) {
      if (latest.current === null) return;
      const next = { ...latest.current, form: { ...latest.current.form, ...change } };
      show(next);
      send(next.text, next.form);
    },
    changeText(text) {
      if (latest.current === null) return;
      show({ ...latest.current, text });
      send(text, null);
    },
    rename(file) {
      // Under another name it takes the place of nothing.
      if (latest.current !== null) show({ ...latest.current, file, hash: null, stored: null });
    },
    allowHost(host) {
      if (latest.current === null) return;
      show({ ...latest.current, allowHosts: [...new Set([...latest.current.allowHosts, host])] });
    },
    open,
    async save() {
      if (latest.current === null) throw new Error('There is nothing to save.');
      const { file, text, hash, stored } = latest.current;
      if (hash !== null && stored === text) return hash;
      const saved = await setupApi.save({ file, text, replaces: hash });
      show({ ...latest.current, hash: saved.hash, stored: text });
      return saved.hash;
    },
  };
}

const emptyForm: StudyForm = {
  name: '',
  datasets: [],
  models: [],
  packs: ['default'],
  attacks: [],
  size: null,
  explained: null,
  budgetUsd: null,
};

function draftFrom(checked: StudyDraft, rest: Omit<StoredDraft, 'text'>): Draft {
  const { text, form, problems } = checked;
  return { ...rest, text, form: form ?? emptyForm, isShown: form !== null, problems };
}

export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
