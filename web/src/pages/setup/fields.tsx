import { type ReactNode, useEffect, useId, useState } from 'react';
import { typedNumber } from './typed-number.ts';

interface SectionCardProps {
  readonly id: string;
  readonly title: string;
  readonly lead: ReactNode;
  /** What is missing here; null where nothing is. */
  readonly problem?: string | null;
  readonly children: ReactNode;
}

/** A step of setting up a study. */
export function SectionCard({ id, title, lead, problem = null, children }: SectionCardProps) {
  return (
    <section
      className="card setup-section"
      id={id}
      aria-labelledby={`${id}-title`}
      aria-describedby={problem === null ? undefined : `${id}-problem`}
      tabIndex={-1}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <p className="hint">{lead}</p>
      {children}
      {problem !== null && (
        <p className="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </section>
  );
}

interface MoreProps {
  readonly summary: ReactNode;
  /** Opens it where that becomes true; it never closes by itself, as somebody may be within. */
  readonly opens?: boolean;
  readonly children: ReactNode;
}

/** What most readers do not need. */
export function More({ summary, opens = false, children }: MoreProps) {
  const [isOpen, setOpen] = useState(opens);
  useEffect(() => {
    if (opens) setOpen(true);
  }, [opens]);
  return (
    <details className="more" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | null;
  readonly children: (given: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': boolean | undefined;
  }) => ReactNode;
}

/** A field with its label, how it is meant, and what is wrong with it. */
export function Field({ label, hint, problem = null, children }: FieldProps) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, problem !== null && `${id}-problem`]
    .filter(Boolean)
    .join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        <span>{label}</span>
      </label>
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': problem === null ? undefined : true,
      })}
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem !== null && (
        <p className="field-problem" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** Null: empty. */
  readonly value: number | null;
  readonly isWhole?: boolean;
  /** 0 is taken, too. */
  readonly mayBeZero?: boolean;
  readonly onChange: (value: number | null) => void;
}

/** A number above 0, or nothing. What is no number is said and changes nothing. */
export function NumberField({
  label,
  hint,
  value,
  isWhole = false,
  mayBeZero = false,
  onChange,
}: NumberFieldProps) {
  const [typed, setTyped] = useTyped(value);
  const numberIn = (text: string) => {
    const number = typedNumber(text, isWhole);
    if (number === null || number === undefined) return number;
    return number > 0 || (mayBeZero && number === 0) ? number : undefined;
  };
  const problem =
    numberIn(typed) !== undefined
      ? null
      : isWhole
        ? 'Enter a whole number from 1, or nothing.'
        : `Enter a number ${mayBeZero ? 'from' : 'above'} 0 without separators of thousands, or nothing.`;
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(given) => (
        <input
          {...given}
          type="text"
          inputMode={isWhole ? 'numeric' : 'decimal'}
          className="short"
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            const next = numberIn(target.value);
            if (next !== undefined) onChange(next);
          }}
        />
      )}
    </Field>
  );
}

/** What is typed stays as it is typed, unless the value changes from elsewhere. */
function useTyped(value: number | null): [string, (typed: string) => void] {
  const shown = value === null ? '' : `${value}`;
  const [state, setState] = useState({ typed: shown, known: value });
  if (state.known !== value) {
    const isSame = typedNumber(state.typed, true) === value || typedNumber(state.typed, false) === value;
    setState({ typed: isSame ? state.typed : shown, known: value });
  }
  return [state.typed, (typed) => setState((before) => ({ ...before, typed }))];
}
