import { hash } from 'node:crypto';
import type { ExplanationOutcome } from '../../core/outcomes.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { NewExplanation } from '../../store/contract/explanations.ts';
import type { NewCall, Store, Subject } from '../../store/contract/store.ts';
import { explanationParserVersion, readExplanation } from '../../verdicts/explanation/read-explanation.ts';
import { importedCondition, importedText } from './import-judgments.ts';

/** An explanation that was written elsewhere. */
export interface ForeignExplanation {
  readonly scenario: Scenario;
  readonly model: string;
  readonly response: string;
}

export interface ImportExplanationsRequest {
  readonly store: Store;
  /** Under which they were written. */
  readonly attack: string;
  /** Milliseconds since 1970 that the answers are dated to. */
  readonly importedAt: number;
}

/** What was imported, counted. */
export interface ImportedExplanations {
  readonly explanations: number;
  readonly outcomes: Readonly<Record<ExplanationOutcome, number>>;
  /** Number of explanations by the model that wrote them. */
  readonly models: Readonly<Record<string, number>>;
}

const batchSize = 500;

/**
 * Stores explanations written elsewhere: their scenarios, the texts as calls of an `imported` endpoint, and
 * their labels as this program reads them. Several by one model of one scenario are its repeats, in their order.
 * Importing them again changes nothing.
 *
 * @example
 * async function* explanations() {
 *   yield { scenario, model: 'lab:a', response: 'Explanation: It takes age for slowness.' };
 * }
 * const request = { store, attack: 'none', importedAt: Date.now() };
 * (await importExplanations(request, explanations())).outcomes.explained; // 1
 */
export async function importExplanations(
  request: ImportExplanationsRequest,
  explanations: AsyncIterable<ForeignExplanation>,
): Promise<ImportedExplanations> {
  const importing = new ExplanationImport(request);
  let batch: ForeignExplanation[] = [];
  for await (const explanation of explanations) {
    batch.push(explanation);
    if (batch.length === batchSize) {
      await importing.add(batch);
      batch = [];
    }
  }
  await importing.add(batch);
  return importing.imported;
}

class ExplanationImport {
  readonly #outcomes = { explained: 0, empty: 0, refused: 0, filtered: 0 };
  readonly #models = new Map<string, number>();
  readonly #request: ImportExplanationsRequest;
  readonly #conditions = new Map<string, number>();
  readonly #repeats = new Map<string, number>();

  constructor(request: ImportExplanationsRequest) {
    this.#request = request;
  }

  get imported(): ImportedExplanations {
    const explanations = [...this.#models.values()].reduce((sum, count) => sum + count, 0);
    return { explanations, outcomes: this.#outcomes, models: Object.fromEntries(this.#models) };
  }

  async add(batch: readonly ForeignExplanation[]): Promise<void> {
    const { store } = this.#request;
    await store.commit({ scenarios: batch.map(({ scenario }) => scenario) });
    const numbers = await store.numbersOf(batch.map(({ scenario }) => scenario.id));
    const calls: NewCall[] = [];
    const explanations: NewExplanation[] = [];
    for (const [position, explanation] of batch.entries()) {
      const scenario = numbers[position];
      if (scenario === null || scenario === undefined) throw new Error('a stored scenario is not found');
      const condition = await this.#condition(explanation.model);
      const subject = { condition, scenario, repeat: this.#nextRepeat(condition, scenario) };
      const call = foreignCall(this.#request, subject, explanation);
      const parsed = readExplanation(call.completion);
      calls.push(call);
      explanations.push({ ...subject, key: call.key, ...parsed, parserVersion: explanationParserVersion });
      this.#outcomes[parsed.outcome] += 1;
      this.#models.set(explanation.model, (this.#models.get(explanation.model) ?? 0) + 1);
    }
    await store.commit({ calls, explanations });
  }

  async #condition(model: string): Promise<number> {
    const known = this.#conditions.get(model);
    if (known !== undefined) return known;
    const { store, attack } = this.#request;
    const { number } = await store.condition(importedCondition('explain', model, attack));
    this.#conditions.set(model, number);
    return number;
  }

  #nextRepeat(condition: number, scenario: number): number {
    const subject = `${condition} ${scenario}`;
    const repeat = this.#repeats.get(subject) ?? 0;
    this.#repeats.set(subject, repeat + 1);
    return repeat;
  }
}

/** Its key covers the text: one that was corrected before a second import is another call. */
function foreignCall(
  { attack, importedAt }: ImportExplanationsRequest,
  { condition, repeat }: Subject,
  { scenario, model, response }: ForeignExplanation,
): NewCall {
  const content = JSON.stringify(['explain', model, attack, scenario.id, repeat, response]);
  return {
    key: hash('sha256', content, 'base64url').slice(0, 22),
    condition,
    completion: importedText(response),
    latencyMs: 0,
    attempts: 1,
    answeredAt: importedAt,
  };
}
