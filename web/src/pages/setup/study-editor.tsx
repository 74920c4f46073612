import { useId, useRef } from 'react';
import { More } from './fields.tsx';
import { type CompletionActions, useCompletions } from './use-completions.ts';
import type { Draft, DraftActions } from './use-draft.ts';

/** Height of a line in `em`, as setup.css has it. */
const lineEm = 1.5;

interface StudyEditorProps {
  readonly draft: Draft;
  readonly actions: DraftActions;
}

/** The text of the study file, with what is wrong in which line, and with completions by the schema of study files. */
export function StudyEditor({ draft, actions }: StudyEditorProps) {
  const { text, problems, isShown } = draft;
  return (
    <More summary="Show and edit the file as text" opens={!isShown}>
      <CompletedText
        text={text}
        isWrong={problems.length > 0}
        isLocked={actions.isTextLocked}
        onChange={actions.changeText}
      />
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
    </More>
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
  readonly isLocked: boolean;
  readonly onChange: (text: string) => void;
}

function CompletedText({ text, isWrong, isLocked, onChange }: CompletedTextProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const completions = useCompletions(field);
  const list = useId();
  const isOpen = completions.open !== null;
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
        readOnly={isLocked}
        aria-invalid={isWrong || undefined}
        aria-describedby="study-text-hint study-text-problems"
        aria-autocomplete="list"
        aria-controls={isOpen ? list : undefined}
        aria-activedescendant={isOpen ? `${list}-${completions.active}` : undefined}
        onChange={({ target }) => {
          onChange(target.value);
          completions.typed();
        }}
        onKeyDown={completions.onKeyDown}
        onBlur={completions.close}
      />
      <CompletionList id={list} completions={completions} />
    </div>
  );
}

function CompletionList({ id, completions }: { id: string; completions: CompletionActions }) {
  const { open, active, place, take } = completions;
  if (open === null) return null;
  return (
    <div
      id={id}
      role="listbox"
      tabIndex={-1}
      aria-label="What can be written here"
      className="completions"
      style={{
        top: `calc(${place.line * lineEm}em + 0.6rem - ${place.scroll}px)`,
        left: `min(calc(${place.column}ch + 0.75rem), calc(100% - min(24rem, 100% - 1rem)))`,
      }}
    >
      {open.options.map(({ text: option, detail }, number) => (
        <div
          key={option}
          id={`${id}-${number}`}
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
  );
}
