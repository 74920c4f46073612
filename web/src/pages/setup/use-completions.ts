import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import type { Completions } from '../../../../src/core/view/setup-page.ts';
import { setupApi } from '../../data/setup-api.ts';

/** How long after the last key completions are asked for. */
const pauseMs = 150;

/** Where the cursor is in a field: line from 1, column from 0, and how far the field is scrolled in pixels. */
export interface CursorPlace {
  readonly line: number;
  readonly column: number;
  readonly scroll: number;
}

export interface CompletionActions {
  /** What can be written at the cursor; null where nothing is shown. */
  readonly open: Completions | null;
  /** Number of the option that Enter takes. */
  readonly active: number;
  readonly place: CursorPlace;
  /** After a key: what is possible now is shown in a moment. */
  typed(): void;
  close(): void;
  take(number: number): void;
  onKeyDown(event: KeyboardEvent): void;
}

/** Completions in a text field, asked of the server; the keyboard stays in the field. */
export function useCompletions(field: RefObject<HTMLTextAreaElement | null>): CompletionActions {
  const [open, setOpen] = useState<Completions | null>(null);
  const [active, setActive] = useState(0);
  const [place, setPlace] = useState<CursorPlace>({ line: 0, column: 0, scroll: 0 });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const show = async (isAsked: boolean) => {
    const element = field.current;
    if (element === null) return;
    const { value, selectionStart: offset } = element;
    const found = await setupApi.completions(value, offset).catch(() => null);
    // The cursor has moved on.
    if (element.selectionStart !== offset || element.value !== value) return;
    const isSomething = found !== null && found.options.length > 0 && (isAsked || found.from < offset);
    setOpen(isSomething ? found : null);
    setActive(0);
    setPlace(placeOf(element));
  };
  const ask = (isAsked: boolean) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void show(isAsked), isAsked ? 0 : pauseMs);
  };
  const take = (number: number) => {
    const element = field.current;
    const option = open?.options[number];
    if (element === null || open === null || option === undefined) return;
    element.focus();
    element.setSelectionRange(open.from, element.selectionStart);
    insert(option.text);
    setOpen(null);
  };
  const move = (by: number) => setActive((active + by) % (open?.options.length ?? 1));
  const last = (open?.options.length ?? 1) - 1;
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(last),
    Enter: () => take(active),
    Escape: () => setOpen(null),
  };
  return {
    open,
    active,
    place,
    typed: () => ask(false),
    close: () => setOpen(null),
    take,
    onKeyDown(event) {
      const action = open === null ? undefined : keys[event.key];
      if (action !== undefined) action();
      else if (event.key === ' ' && event.ctrlKey) ask(true);
      else if (event.key === 'Enter' && field.current !== null) insert(`\n${indentationAt(field.current)}`);
      else return;
      event.preventDefault();
    },
  };
}

/** As if it were typed, so that it can be undone. */
function insert(text: string): void {
  document.execCommand('insertText', false, text);
}

function placeOf({ value, selectionStart, scrollTop }: HTMLTextAreaElement): CursorPlace {
  const before = value.slice(0, selectionStart).split('\n');
  return { line: before.length, column: before.at(-1)?.length ?? 0, scroll: scrollTop };
}

/** The next line begins where this one does, and further in where it opens something. */
function indentationAt({ value, selectionStart }: HTMLTextAreaElement): string {
  const line = value.slice(0, selectionStart).split('\n').at(-1) ?? '';
  const blanks = /^ */.exec(line)?.[0] ?? '';
  return /:\s*$/.test(line) ? `${blanks}  ` : blanks;
}
