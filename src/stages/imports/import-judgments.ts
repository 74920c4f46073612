import { hash } from 'node:crypto';
import { type ConditionContent, importedMark } from '../../core/condition.ts';
import type { Completion } from '../../core/model.ts';
import { givenLabelVersion, type Outcome } from '../../core/outcomes.ts';
import type { WantedScenario } from '../../core/wanted-scenario.ts';
import { DataError } from '../../errors/errors.ts';
import type { NewCall, NewFailure, NewJudgment, Subject } from '../../store/contract/store.ts';
import { judgmentParserVersion, readJudgment } from '../../verdicts/judgment/read-judgment.ts';
import { inBatches, NumberedLines } from './batches.ts';
import {
  AnswerPlaces,
  ConditionNumbers,
  type ForeignAnswerOptions,
  importedText,
  otherAnswer,
} from './foreign-answers.ts';
import { ScenarioResolver } from './resolve-scenarios.ts';

/** A judgment that was made elsewhere. */
export interface ForeignJudgment {
  readonly scenario: WantedScenario;
  readonly model: string;
  readonly attack: string;
  /** From 0; null where nobody says. */
  readonly repeat: number | null;
  /** Null where there is a verdict alone. */
  readonly response: string | null;
  readonly verdict: Outcome | null;
  /** What went wrong, where the model gave no answer. */
  readonly error?: string;
  /** Line or number of the row, from 1. */
  readonly row: number;
  /** File and line, for errors. */
  readonly where: string;
  /** What is known of how the model was asked; else nothing is. */
  readonly condition?: Partial<ConditionContent>;
  /** What is known of the answer beside its text. */
  readonly completion?: Partial<Omit<Completion, 'text'>>;
  /** Milliseconds since 1970; else the time of the import. */
  readonly answeredAt?: number;
}

/** What was stored, counted. */
export interface ImportedJudgments {
  /** Judgments that are stored now: new ones, replaced ones, and such as were there. */
  readonly judgments: number;
  readonly added: number;
  readonly replaced: number;
  readonly unchanged: number;
  /** Rows that say the same as an earlier one. */
  readonly duplicates: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Calls that gave no answer; they are stored as failures. */
  readonly errors: number;
  /** Number of judgments by model. */
  readonly models: Readonly<Record<string, number>>;
  /** Different scenarios that they are about, and how many of these are new. */
  readonly scenarios: number;
  readonly newScenarios: number;
}

/**
 * Stores judgments made elsewhere: their scenarios where they are not stored yet, their responses as calls of an
 * `imported` endpoint, and their labels as this program reads them; a verdict without a response as it is given.
 * Importing a file again changes nothing.
 * @throws DataError for what is no judgment of a known scenario, and for two answers in one place
 */
export async function importJudgments(
  options: ForeignAnswerOptions,
  judgments: AsyncIterable<ForeignJudgment>,
): Promise<ImportedJudgments> {
  const resolver = await ScenarioResolver.open(options.store, { searchesTexts: true, comparesAll: false });
  const importing = new JudgmentImport(options, resolver);
  for await (const batch of inBatches(judgments)) await importing.add(batch);
  return importing.imported;
}

/** Higher numbers of repeats there are none. */
const mostRepeats = 1_000_000;

interface Read {
  readonly judgment: ForeignJudgment;
  readonly subject: Subject;
  readonly call: NewCall;
  readonly label: NewJudgment;
}

class JudgmentImport {
  readonly #options: ForeignAnswerOptions;
  readonly #resolver: ScenarioResolver;
  readonly #conditions: ConditionNumbers;
  readonly #places: AnswerPlaces;
  readonly #counts = { judgments: 0, added: 0, replaced: 0, unchanged: 0, duplicates: 0, errors: 0 };
  readonly #outcomes = { biased: 0, unbiased: 0, refused: 0, filtered: 0, unparsed: 0 };
  readonly #models = new Map<string, number>();
  readonly #lines = new NumberedLines();
  readonly #hadJudgments = new Map<number, boolean>();
  readonly #scenarios = { scenarios: 0, newScenarios: 0 };

  constructor(options: ForeignAnswerOptions, resolver: ScenarioResolver) {
    this.#options = options;
    this.#resolver = resolver;
    this.#conditions = new ConditionNumbers(options.store, 'judge');
    this.#places = new AnswerPlaces(options.duplicates ?? 'conflict');
  }

  get imported(): ImportedJudgments {
    return {
      ...this.#counts,
      outcomes: this.#outcomes,
      models: Object.fromEntries(this.#models),
      ...this.#scenarios,
    };
  }

  async add(batch: readonly ForeignJudgment[]): Promise<void> {
    const resolved = await this.#resolver.resolve(batch.map(({ scenario }) => scenario));
    const read: Read[] = [];
    for (const [index, judgment] of batch.entries()) {
      const found = resolved[index];
      if (found === undefined) continue;
      if (found.kind === 'invalid') this.#report(found.error, judgment);
      else {
        this.#noteScenario(found.number, found.isNew, judgment.row);
        const known = this.#conditions.of(judgment.model, judgment.attack, judgment.condition);
        // Nearly all conditions are known: waiting for each would take longer than reading the answer.
        const condition = known instanceof Promise ? await known : known;
        const one = this.#read(judgment, condition, found.number, found.id);
        if (one !== null) read.push(one);
      }
    }
    await this.#store(read);
  }

  #noteScenario(number: number, isNew: boolean, row: number): void {
    if (this.#lines.get(number) !== 0) return;
    this.#lines.set(number, row);
    this.#scenarios.scenarios += 1;
    if (isNew) this.#scenarios.newScenarios += 1;
  }

  #report(error: DataError, { row }: ForeignJudgment): void {
    if (this.#options.onInvalid === undefined) throw error;
    this.#options.onInvalid(error, row);
  }

  #read(
    judgment: ForeignJudgment,
    { number: condition, json }: { readonly number: number; readonly json: string },
    scenario: number,
    id: string,
  ): Read | null {
    const { response, verdict, row, where } = judgment;
    const answer = digest(`["judge",${json},${JSON.stringify([id, response, verdict]).slice(1)}`);
    let repeat: number | null;
    try {
      const asked = { condition, scenario, repeat: judgment.repeat };
      repeat = this.#places.take({ ...asked, row, where, answer: answer.readUInt32LE() });
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      this.#report(error, judgment);
      return null;
    }
    if (repeat === null) {
      this.#counts.duplicates += 1;
      return null;
    }
    const subject = { condition, scenario, repeat };
    const key = keyText(repeat === 0 ? answer : digest(JSON.stringify([answer.toString('hex'), repeat])));
    const { completion, ...label } = labelOf(judgment);
    const answeredAt = judgment.answeredAt ?? this.#options.importedAt;
    const call = { key, condition, completion, latencyMs: 0, attempts: 1, answeredAt };
    return { judgment, subject, call, label: { ...subject, key, ...label } };
  }

  /** What is stored of these already; nobody is asked of conditions that had nothing before this import. */
  async #judged(read: readonly Read[]): Promise<readonly (Outcome | null)[]> {
    const { store } = this.#options;
    for (const condition of new Set(read.map(({ subject }) => subject.condition))) {
      if (this.#hadJudgments.has(condition)) continue;
      this.#hadJudgments.set(condition, (await store.countJudged(condition, {}, mostRepeats)) > 0);
    }
    const asked = read.filter(({ subject }) => this.#hadJudgments.get(subject.condition) === true);
    if (asked.length === 0) return read.map(() => null);
    return store.judged(read.map(({ subject }) => subject));
  }

  async #store(read: readonly Read[]): Promise<void> {
    const { store, replaces = false } = this.#options;
    const before = await this.#judged(read);
    const storedKeys = read.flatMap(({ call }, index) => (before[index] === null ? [] : [call.key]));
    const known = await store.calls(storedKeys);
    const changed: Read[] = [];
    const failed: Read[] = [];
    for (const [index, one] of read.entries()) {
      const { judgment, label } = one;
      const isStored = before[index] !== null;
      if (judgment.error !== undefined) {
        this.#counts.errors += 1;
        if (!isStored) failed.push(one);
        continue;
      }
      const isSame = isStored && known.has(label.key) && before[index] === label.outcome;
      if (isStored && !isSame && !replaces) {
        this.#report(otherAnswer(judgment.where), judgment);
        continue;
      }
      this.#counts.judgments += 1;
      this.#counts[isSame ? 'unchanged' : isStored ? 'replaced' : 'added'] += 1;
      this.#outcomes[label.outcome] += 1;
      this.#models.set(judgment.model, (this.#models.get(judgment.model) ?? 0) + 1);
      if (!isSame) changed.push(one);
    }
    const [calls, judgments] = [changed.map(({ call }) => call), changed.map(({ label }) => label)];
    await store.commit({ calls, judgments, failures: failed.map(failureOf) });
  }
}

function failureOf({ judgment, subject, call }: Read): NewFailure {
  const { condition, scenario, repeat } = subject;
  const failure = { reason: importedMark, status: null, message: judgment.error ?? '' };
  const { key, answeredAt: failedAt } = call;
  return { condition, subject: scenario, repeat, key, failure, attempts: 1, failedAt };
}

/** The answer with its label: read by this program, or given where there is no text or the file's reading is an export's. */
export function labelOf({
  response,
  verdict,
  completion,
}: Pick<ForeignJudgment, 'response' | 'verdict' | 'completion'>) {
  const finishes = { filtered: 'content-filter', refused: 'refusal' } as const;
  const said = { ...importedText(response ?? ''), ...completion };
  const own = readJudgment(said);
  const version = { parserVersion: judgmentParserVersion };
  if (verdict === null || (response !== null && own === verdict))
    return { completion: said, outcome: own, ...version };
  if (verdict === 'filtered' || verdict === 'refused') {
    return { completion: { ...said, finish: finishes[verdict] }, outcome: verdict, ...version };
  }
  return { completion: said, outcome: verdict, parserVersion: givenLabelVersion };
}

function keyText(key: Buffer): string {
  return key.toString('base64url').slice(0, 22);
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
