import { hash } from 'node:crypto';
import { type ExplanationOutcome, givenLabelVersion } from '../../core/outcomes.ts';
import type { WantedScenario } from '../../core/wanted-scenario.ts';
import type { DataError } from '../../errors/errors.ts';
import type { NewExplanation } from '../../store/contract/explanations.ts';
import type { NewCall, Subject } from '../../store/contract/store.ts';
import { explanationParserVersion, readExplanation } from '../../verdicts/explanation/read-explanation.ts';
import { inBatches, NumberedLines } from './batches.ts';
import { ConditionNumbers, type ForeignAnswerOptions, importedText, otherAnswer } from './foreign-answers.ts';
import { ScenarioResolver } from './resolve-scenarios.ts';

/** An explanation that was written elsewhere. */
export interface ForeignExplanation {
  readonly scenario: WantedScenario;
  readonly model: string;
  /** Under which it was written. */
  readonly attack: string;
  /** From 0; null where nobody says: several by one model of one scenario are its repeats, in their order. */
  readonly repeat: number | null;
  readonly response: string;
  /** Of an export: what this program read in the response, and the explanation's number. */
  readonly exported: { readonly outcome: ExplanationOutcome; readonly number: number } | null;
  readonly row: number;
  readonly where: string;
}

/** What was stored, counted. */
export interface ImportedExplanations {
  readonly explanations: number;
  /** Rows that say the same as an earlier one. */
  readonly duplicates: number;
  readonly outcomes: Readonly<Record<ExplanationOutcome, number>>;
  /** Number of explanations by the model that wrote them. */
  readonly models: Readonly<Record<string, number>>;
  /** Different scenarios that they are about, and how many of these are new. */
  readonly scenarios: number;
  readonly newScenarios: number;
}

/**
 * Stores explanations written elsewhere: their scenarios where they are not stored yet, the texts as calls of an
 * `imported` endpoint, and their labels as this program reads them. Importing them again changes nothing.
 *
 * @example
 * async function* explanations() {
 *   yield { scenario, model: 'lab:a', attack: 'none', repeat: null, response: 'It takes age for slowness.', exported: null, row: 1, where: 'a.csv:1' };
 * }
 * const options = { store, importedAt: Date.now() };
 * (await importExplanations(options, explanations())).outcomes.explained; // 1
 * @throws DataError for what is no explanation of a known scenario, and for another text in the place of one that is stored
 */
export async function importExplanations(
  options: ForeignAnswerOptions,
  explanations: AsyncIterable<ForeignExplanation>,
): Promise<ImportedExplanations> {
  const resolver = await ScenarioResolver.open(options.store, { searchesTexts: true, comparesAll: false });
  const importing = new ExplanationImport(options, resolver);
  for await (const batch of inBatches(explanations)) await importing.add(batch);
  return importing.imported;
}

interface Read {
  readonly explanation: ForeignExplanation;
  readonly subject: Subject;
  readonly call: NewCall;
  readonly label: NewExplanation;
}

class ExplanationImport {
  readonly #options: ForeignAnswerOptions;
  readonly #resolver: ScenarioResolver;
  readonly #conditions: ConditionNumbers;
  readonly #outcomes = { explained: 0, empty: 0, refused: 0, filtered: 0 };
  readonly #models = new Map<string, number>();
  readonly #repeats = new Map<string, number>();
  readonly #texts = new Set<string>();
  readonly #scenarios = new NumberedLines();
  readonly #counts = { scenarios: 0, newScenarios: 0, duplicates: 0 };

  constructor(options: ForeignAnswerOptions, resolver: ScenarioResolver) {
    this.#options = options;
    this.#resolver = resolver;
    this.#conditions = new ConditionNumbers(options.store, 'explain');
  }

  get imported(): ImportedExplanations {
    const explanations = [...this.#models.values()].reduce((sum, count) => sum + count, 0);
    return {
      explanations,
      ...this.#counts,
      outcomes: this.#outcomes,
      models: Object.fromEntries(this.#models),
    };
  }

  async add(batch: readonly ForeignExplanation[]): Promise<void> {
    const resolved = await this.#resolver.resolve(batch.map(({ scenario }) => scenario));
    const read: Read[] = [];
    for (const [index, explanation] of batch.entries()) {
      const found = resolved[index];
      if (found === undefined) continue;
      if (found.kind === 'invalid') {
        this.#report(found.error, explanation);
        continue;
      }
      if (this.#scenarios.get(found.number) === 0) {
        this.#counts.scenarios += 1;
        if (found.isNew) this.#counts.newScenarios += 1;
      }
      this.#scenarios.set(found.number, explanation.row);
      const one = await this.#read(explanation, found.number, found.id);
      if (one === null) this.#counts.duplicates += 1;
      else read.push(one);
    }
    await this.#store(read);
  }

  #report(error: DataError, { row }: ForeignExplanation): void {
    if (this.#options.onInvalid === undefined) throw error;
    this.#options.onInvalid(error, row);
  }

  async #read(explanation: ForeignExplanation, scenario: number, id: string): Promise<Read | null> {
    const { model, attack, response, exported } = explanation;
    const { number: condition, json } = await this.#conditions.of(model, attack);
    const repeat = explanation.repeat ?? this.#nextRepeat(condition, scenario, response);
    if (repeat === null) return null;
    const subject = { condition, scenario, repeat };
    const said = JSON.stringify([id, repeat, response, exported?.outcome]);
    const key = digest(`["explain",${json},${said.slice(1)}`).slice(0, 22);
    const completion = importedText(response);
    const call = {
      key,
      condition,
      completion,
      latencyMs: 0,
      attempts: 1,
      answeredAt: this.#options.importedAt,
    };
    const read =
      exported === null
        ? { ...readExplanation(completion), parserVersion: explanationParserVersion }
        : {
            outcome: exported.outcome,
            text: response,
            number: exported.number,
            parserVersion: givenLabelVersion,
          };
    return { explanation, subject, call, label: { ...subject, key, ...read } };
  }

  /** Null where the same text was there before. */
  #nextRepeat(condition: number, scenario: number, response: string): number | null {
    const subject = `${condition} ${scenario}`;
    const text = digest(`${subject} ${response}`);
    if (this.#options.duplicates !== 'repeats' && this.#texts.has(text)) return null;
    this.#texts.add(text);
    const repeat = this.#repeats.get(subject) ?? 0;
    this.#repeats.set(subject, repeat + 1);
    return repeat;
  }

  async #store(read: readonly Read[]): Promise<void> {
    const { store, replaces = false } = this.#options;
    const before = await store.explained(read.map(({ subject }) => subject));
    const known = await store.calls(
      read.flatMap(({ call }, index) => (before[index] === null ? [] : [call.key])),
    );
    const changed: Read[] = [];
    for (const [index, one] of read.entries()) {
      const { explanation, label } = one;
      const isStored = before[index] !== null;
      const isSame = isStored && known.has(label.key) && before[index] === label.outcome;
      if (isStored && !isSame && !replaces) {
        this.#report(otherAnswer(explanation.where), explanation);
        continue;
      }
      this.#outcomes[label.outcome] += 1;
      this.#models.set(explanation.model, (this.#models.get(explanation.model) ?? 0) + 1);
      if (!isSame) changed.push(one);
    }
    await store.commit({
      calls: changed.map(({ call }) => call),
      explanations: changed.map(({ label }) => label),
    });
  }
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url');
}
