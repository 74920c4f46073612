import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { Completions } from '../../../../src/core/setup-page.ts';
import { setupApi } from '../../data/setup-api.ts';
import type { Draft, DraftActions } from './use-draft.ts';

/** How long after the last key completions are asked for. */
const pauseMs = 150;

/** Height of a line and width of a character, in `em` of the field: its font has one width. */
const lineEm = 1.5;

interface StudyEditorProps {
  readonly draft: Draft;
  readonly actions: DraftActions;
}

/** The text of the study file, with what is wrong in which line, and with completions by the schema of study files. */
export function StudyEditor({ draft, actions }: StudyEditorProps) {
  const { text, problems, isShown } = draft;
  return (
    <details className="more" open={!isShown || undefined}>
      <summary>Show and edit the file as text</summary>
      <CompletedText text={text} isWrong={problems.length > 0} onChange={actions.changeText} />
      <p className="hint" id="study-text-hint">
        Ctrl + Space shows what can be written here; arrow keys choose, Enter takes it, Escape closes.
      </p>
      <ul className="field-problem" id="study-text-problems" aria-live="polite">
        {problems.map(({ line, message }) => (
          <li key={`${line} ${message}`}>
            <button type="button" className="link" onClick={() => goToLine(line, text)}>
              Line {line}
            </button>
            : <bdi>{message}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}

function goToLine(line: number, text: string): void {
  const field = document.getElementById('study-text');
  if (!(field instanceof HTMLTextAreaElement)) return;
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}

interface CompletedTextProps {
  readonly text: string;
  readonly isWrong: boolean;
  readonly onChange: (text: string) => void;
}

function CompletedText({ text, isWrong, onChange }: CompletedTextProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [open, setOpen] = useState<Completions | null>(null);
  const [active, setActive] = useState(0);
  const [place, setPlace] = useState({ line: 0, column: 0, scroll: 0 });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const list = useId();

  const ask = (content: string, offset: number, isAsked: boolean) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(
      async () => {
        const found = await setupApi.completions(content, offset).catch(() => null);
        const element = field.current;
        // The cursor has moved on.
        if (element === null || element.selectionStart !== offset || element.value !== content) return;
        const isSomething = found !== null && found.options.length > 0 && (isAsked || found.from < offset);
        setOpen(isSomething ? found : null);
        setActive(0);
        const before = content.slice(0, offset).split('\n');
        setPlace({ line: before.length, column: before.at(-1)?.length ?? 0, scroll: element.scrollTop });
      },
      isAsked ? 0 : pauseMs,
    );
  };

  const take = (number: number) => {
    const element = field.current;
    const option = open?.options[number];
    if (element === null || open === null || option === undefined) return;
    const { selectionStart } = element;
    const next = text.slice(0, open.from) + option.text + text.slice(selectionStart);
    const cursor = open.from + option.text.length;
    onChange(next);
    setOpen(null);
    element.focus();
    requestAnimationFrame(() => element.setSelectionRange(cursor, cursor));
  };

  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      ask(text, event.currentTarget.selectionStart, true);
      return;
    }
    if (open === null) return;
    const count = open.options.length;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => setActive((active + 1) % count),
      ArrowUp: () => setActive((active + count - 1) % count),
      Enter: () => take(active),
      Escape: () => setOpen(null),
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };

  return (
    <div className="editor">
      <label htmlFor="study-text" className="unseen">
        Text of the study file
      </label>
      <textarea
        id="study-text"
        ref={field}
        className="code"
        rows={18}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        value={text}
        aria-invalid={isWrong || undefined}
        aria-describedby="study-text-hint study-text-problems"
        aria-autocomplete="list"
        aria-controls={open === null ? undefined : list}
        aria-activedescendant={open === null ? undefined : `${list}-${active}`}
        onChange={({ target }) => {
          onChange(target.value);
          ask(target.value, target.selectionStart, false);
        }}
        onKeyDown={onKey}
        onBlur={() => setOpen(null)}
      />
      {open !== null && (
        <div
          id={list}
          role="listbox"
          tabIndex={-1}
          aria-label="What can be written here"
          className="completions"
          style={{
            top: `calc(${place.line * lineEm}em + 0.6rem - ${place.scroll}px)`,
            left: `min(calc(${place.column}ch + 0.75rem), calc(100% - 18rem))`,
          }}
        >
          {open.options.map(({ text: option, detail }, number) => (
            <div
              key={option}
              id={`${list}-${number}`}
              role="option"
              tabIndex={-1}
              aria-selected={number === active}
              ref={(element) => {
                if (number === active) element?.scrollIntoView({ block: 'nearest' });
              }}
              // The field must not lose the cursor.
              onMouseDown={(event) => {
                event.preventDefault();
                take(number);
              }}
            >
              <code>{option}</code> <small>{detail}</small>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
