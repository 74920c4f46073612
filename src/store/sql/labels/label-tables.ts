import {
  type AgreementOutcome,
  agreementOutcomes,
  type ExplanationOutcome,
  explanationOutcomes,
  type Outcome,
  outcomes,
} from '../../../core/outcomes.ts';
import { type AnswerOutcome, answerOutcomes } from '../../../core/question.ts';
import { agreementCodes, outcomeCodes } from '../../../core/tables.ts';
import { StoreError } from '../../../errors/errors.ts';
import { type Steps, scan, value } from '../steps.ts';

/** Tables of labels. */
export type LabelledTable = 'judgment' | 'explanation' | 'agreement' | 'answer';

/** Which table refers to what was asked about, and by which column. */
export type SubjectColumn = 'scenario' | 'explanation' | 'question';

/** The subject of a label in a table with this column. */
export type LabelSubject<Column extends SubjectColumn> = Readonly<
  Record<Column | 'condition' | 'repeat', number>
>;

/** A table of labels with one row a subject, and the codes of its labels, from 1 to 7. */
export class LabelTable<Label extends string = string, Column extends SubjectColumn = SubjectColumn> {
  readonly name: LabelledTable;
  readonly subject: Column;
  readonly codes: Readonly<Record<Label, number>>;
  /** In the order in which they are shown. */
  readonly labels: readonly Label[];
  readonly #byCode: readonly (Label | undefined)[];

  constructor(
    name: LabelledTable,
    subject: Column,
    labels: readonly Label[],
    codes: Readonly<Record<Label, number>>,
  ) {
    this.name = name;
    this.subject = subject;
    this.labels = labels;
    this.codes = codes;
    this.#byCode = Array.from({ length: 8 }, (_, code) => labels.find((label) => codes[label] === code));
  }

  /**
   * The label of a stored code.
   * @throws StoreError for an unknown code.
   */
  labelOf(code: number): Label {
    const label = this.#byCode[code];
    if (label !== undefined) return label;
    throw new StoreError(`The results file is damaged: a row of "${this.name}" has an unknown outcome.`, {
      expected: this.labels.map((known) => this.codes[known]).join(', '),
      found: String(code),
      advice: 'Restore a copy of the file.',
    });
  }
}

const explanationCodes: Readonly<Record<ExplanationOutcome, number>> = {
  explained: 1,
  empty: 2,
  refused: 3,
  filtered: 4,
};

const answerCodes: Readonly<Record<AnswerOutcome, number>> = {
  target: 1,
  other: 2,
  unknown: 3,
  refused: 4,
  filtered: 5,
  unparsed: 6,
};

export const judgmentLabels = new LabelTable<Outcome, 'scenario'>(
  'judgment',
  'scenario',
  outcomes,
  outcomeCodes,
);
export const explanationLabels = new LabelTable(
  'explanation',
  'scenario',
  explanationOutcomes,
  explanationCodes,
);
export const agreementLabels = new LabelTable<AgreementOutcome, 'explanation'>(
  'agreement',
  'explanation',
  agreementOutcomes,
  agreementCodes,
);
export const answerLabels = new LabelTable('answer', 'question', answerOutcomes, answerCodes);

/** Called with the subject's number in the store and the outcome's code. */
type SeeLabel = (subject: number, outcome: number) => void;

/** Subjects' numbers per piece of text: bounds a piece to some hundred kilobytes. */
const pieceSize = 32_768;
const comma = 44;
const zero = 48;

const lastRepeat = ({ name }: LabelTable) => `select max(repeat) from ${name} where condition = ?`;
const lastSubject = ({ name, subject }: LabelTable) =>
  `select max(${subject}) from ${name} where condition = ? and repeat = ?`;
const piece = ({ name, subject }: LabelTable) =>
  `select group_concat(${subject} * 8 + outcome) from ${name}
  where condition = ? and repeat = ? and ${subject} between ? and ?`;

/** How often the subjects of a condition were asked: 0 where there is no label. */
export function* labelledRepeats(table: LabelTable, condition: number): Steps<number> {
  const last = yield* value(lastRepeat(table), condition);
  return typeof last === 'number' ? last + 1 : 0;
}

/**
 * All labels of a condition's repeat. The database packs them into texts of numbers, which is five times as fast
 * as a row each (2,000,000 in 0.34 s against 1.67 s in SQLite on the machine of docs/performance.md).
 */
export function* scanLabels(
  table: LabelTable,
  condition: number,
  repeat: number,
  see: SeeLabel,
): Steps<void> {
  const last = Number((yield* value(lastSubject(table), condition, repeat)) ?? -1);
  for (let first = 0; first <= last; first += pieceSize) {
    const packed = yield* value(piece(table), condition, repeat, first, first + pieceSize - 1);
    if (typeof packed === 'string') unpack(packed, see);
  }
}

/** Outcome codes are below 8: three bits. */
function unpack(packed: string, see: SeeLabel): void {
  let value = 0;
  for (let index = 0; index < packed.length; index += 1) {
    const code = packed.charCodeAt(index);
    if (code === comma) {
      see(Math.floor(value / 8), value % 8);
      value = 0;
    } else {
      value = value * 10 + code - zero;
    }
  }
  see(Math.floor(value / 8), value % 8);
}

const lastFailedRepeat = 'select max(repeat) from failure where condition = ?';
const failures = 'select subject, repeat from failure where condition = ?';

/** As `labelledRepeats`, for failures. */
export function* failedRepeats(condition: number): Steps<number> {
  const last = yield* value(lastFailedRepeat, condition);
  return typeof last === 'number' ? last + 1 : 0;
}

/** All subjects (scenarios, explanations or questions) of a condition that failed and have no answer since. */
export function* scanFailures(
  condition: number,
  see: (subject: number, repeat: number) => void,
): Steps<void> {
  yield* scan({ sql: failures, parameters: [condition] }, ([subject, repeat]) =>
    see(Number(subject), Number(repeat)),
  );
}
