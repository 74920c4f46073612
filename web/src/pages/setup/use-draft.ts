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
  /** The file on the disk that it was opened from or saved to; null for a new one. */
  readonly origin: { readonly file: string; readonly hash: string; readonly text: string } | null;
  /** Hosts that may have keys although the study file names them. */
  readonly allowHosts: readonly string[];
}

export interface DraftActions {
  readonly draft: Draft | null;
  /** Text and form say the same: the last change has been taken in. */
  readonly isCurrent: boolean;
  /** A change of the form is on its way into the text, which has to wait for it. */
  readonly isTextLocked: boolean;
  readonly trouble: string | null;
  changeForm(change: Partial<StudyForm>): void;
  changeText(text: string): void;
  rename(file: string): void;
  allowHost(host: string): void;
  open(file: string): Promise<void>;
  /** The file as it is on the disk, in place of what was changed here. */
  reopen(): Promise<void>;
  /** Writes the file. @returns its hash. */
  save(): Promise<string>;
}

/** How a draft compares with the disk. */
export function statusOf({ file, text, origin }: Draft): 'new' | 'saved' | 'changed' {
  if (origin === null || origin.file !== file) return 'new';
  return origin.text === text ? 'saved' : 'changed';
}

/** How long after the last key a change is sent. */
const pauseMs = 250;

/** What a reload, or a look at another study file, would lose. Keys are in no draft. */
type StoredDraft = Pick<Draft, 'file' | 'text' | 'origin' | 'allowHosts'>;

/** Where this browser has the drafts of a folder. */
function draftStore(folder: string) {
  const key = (name: string) => `hvsb/setup/${folder}/${name}`;
  return {
    shown: () => browserStorage.read<string>(sessionStorage, key('')),
    read: (file: string) => browserStorage.read<StoredDraft>(sessionStorage, key(file)),
    write({ file, text, origin, allowHosts }: Draft): void {
      browserStorage.write(sessionStorage, key(file), { file, text, origin, allowHosts });
      browserStorage.write(sessionStorage, key(''), file);
    },
  };
}

/**
 * The file as it is on the disk, or what was changed here and not saved: also where the file has changed since, which saving says.
 */
async function openDraft(file: string, before: StoredDraft | null): Promise<Draft> {
  const opened = await setupApi.study(file);
  const { hash, text } = opened;
  const saved = before?.origin?.file === file ? before.origin.text : null;
  const isChanged = before !== null && before.text !== text && before.text !== saved;
  if (!isChanged) {
    const origin = hash === null ? null : { file, hash, text };
    return { ...checkedParts(opened), file, origin, allowHosts: before?.allowHosts ?? [] };
  }
  const checked = await setupApi.draft(before.text, null);
  return { ...checkedParts(checked), file, origin: before.origin, allowHosts: before.allowHosts };
}

const emptyForm: StudyForm = {
  ...{ name: '', datasets: [], models: [], packs: ['default'], attacks: [] },
  ...{ size: null, explained: null, budgetUsd: null },
};

/** @param shown the form that stays where the text cannot be shown in one. */
function checkedParts({ text, form, problems }: StudyDraft, shown: StudyForm = emptyForm) {
  return { text, problems, form: form ?? shown, isShown: form !== null };
}

/** What was changed and is not taken in yet. */
interface PendingChange {
  readonly form: Partial<StudyForm> | null;
  readonly isText: boolean;
}

const nothingPending: PendingChange = { form: null, isText: false };

/** The text with all that is pending. The form of a text that was changed comes from it, and then gets what was changed in the form. */
async function checkedChange(text: string, form: StudyForm, { form: part, isText }: PendingChange) {
  if (part === null) return setupApi.draft(text, null);
  if (!isText) return setupApi.draft(text, { ...form, ...part });
  const checked = await setupApi.draft(text, null);
  return checked.form === null ? checked : setupApi.draft(text, { ...checked.form, ...part });
}

/**
 * The draft of a study: the form and the text of the file are two ways to see one thing. What was changed last counts; the server
 * makes the other from it. It survives a reload.
 * @param folder of the study files; each has its own draft.
 * @param first file to open where none was looked at yet.
 */
export function useDraft(folder: string, first: string): DraftActions {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [shownPending, setPending] = useState(nothingPending);
  const pending = useRef(nothingPending);
  const [trouble, setTrouble] = useState<string | null>(null);
  const turn = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef<Draft | null>(null);
  const show = useCallback(
    (next: Draft) => {
      latest.current = next;
      setDraft(next);
      draftStore(folder).write(next);
    },
    [folder],
  );
  /** Shows what the server answers, unless something else was asked meanwhile. */
  const follow = useCallback(
    async (ask: () => Promise<Draft | null>) => {
      turn.current += 1;
      const own = turn.current;
      try {
        const next = await ask();
        if (own !== turn.current) return;
        if (next !== null) show(next);
        pending.current = nothingPending;
        setPending(nothingPending);
        setTrouble(null);
      } catch (error) {
        if (own === turn.current) setTrouble(sentenceOf(error));
      }
    },
    [show],
  );
  const open = useCallback(
    (file: string) => follow(() => openDraft(file, draftStore(folder).read(file))),
    [folder, follow],
  );
  useEffect(() => {
    if (latest.current === null) void open(draftStore(folder).shown() ?? first);
  }, [folder, first, open]);

  /** Sends what was changed, once no more keys come. */
  const change = (next: Draft) => {
    show(next);
    setPending({ ...pending.current });
    void follow(async () => {
      await new Promise((resolve) => {
        clearTimeout(timer.current);
        timer.current = setTimeout(resolve, pauseMs);
      });
      const checked = await checkedChange(next.text, latest.current?.form ?? next.form, pending.current);
      return latest.current && { ...latest.current, ...checkedParts(checked, latest.current.form) };
    });
  };
  const changed = (part: Partial<Draft>) => latest.current && { ...latest.current, ...part };
  return {
    draft,
    isCurrent: shownPending.form === null && !shownPending.isText,
    isTextLocked: shownPending.form !== null,
    trouble,
    changeForm(part) {
      const next = latest.current && changed({ form: { ...latest.current.form, ...part } });
      pending.current = { ...pending.current, form: { ...pending.current.form, ...part } };
      if (next) change(next);
    },
    changeText(text) {
      const next = changed({ text });
      pending.current = { ...pending.current, isText: true };
      if (next) change(next);
    },
    rename(file) {
      const next = changed({ file });
      if (next) show(next);
    },
    allowHost(host) {
      const next = changed({ allowHosts: [...new Set([...(latest.current?.allowHosts ?? []), host])] });
      if (next) show(next);
    },
    open,
    async reopen() {
      const file = latest.current?.file;
      if (file !== undefined) await follow(() => openDraft(file, null));
    },
    async save() {
      if (latest.current === null) throw new Error('There is nothing to save.');
      const { file, text, origin } = latest.current;
      const there = origin?.file === file ? origin : null;
      if (there?.text === text) return there.hash;
      const { hash } = await setupApi.save({ file, text, replaces: there?.hash ?? null });
      const next = changed({ origin: { file, hash, text } });
      if (next) show(next);
      return hash;
    },
  };
}

export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
