import type { FinetuningRow, FinetuningTask } from '../core/finetuning.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import type { ExplanationFilter } from '../store/explanation-store.ts';
import type { Store, StoredScenario } from '../store/store.ts';
import { withoutSelfNaming } from '../verdicts/without-self-naming.ts';
import { finetuningMessages } from './finetuning-messages.ts';

export interface StoredFinetuningRequest {
  readonly store: Store;
  readonly task: FinetuningTask;
  readonly prompts: PromptPack;
  /** Which explanations; to judge, only what it says of scenarios counts. */
  readonly filter: ExplanationFilter;
  /** Least share of AGREE among the readings of an explanation that say AGREE or DISAGREE; null takes unread ones too. */
  readonly minAgreeability: number | null;
}

export interface StoredFinetuningRows {
  readonly rows: readonly FinetuningRow[];
  /** Explanations that too few of their readers agreed with. */
  readonly disagreedWith: number;
  /** Explanations without a reading that says either, where an agreeability is asked for. */
  readonly unread: number;
}

/**
 * Rows to learn from out of the store: explanations as their readers see them, without what names their writer; or
 * scenarios with their gold label. Scenarios of one cluster are one group.
 */
export async function storedFinetuningRows(request: StoredFinetuningRequest): Promise<StoredFinetuningRows> {
  return request.task === 'explain' ? explanationRows(request) : goldRows(request);
}

async function explanationRows(request: StoredFinetuningRequest): Promise<StoredFinetuningRows> {
  const { store, filter, minAgreeability: least } = request;
  const readings = least === null ? null : await readingsByExplanation(request);
  const rows: FinetuningRow[] = [];
  let disagreedWith = 0;
  let unread = 0;
  for await (const batch of store.explanations(filter)) {
    for (const { number, scenario, explainer, text } of batch) {
      const read = readings?.get(number) ?? null;
      if (least !== null && read === null) unread += 1;
      else if (least !== null && read !== null && read.agree / read.verdicts < least) disagreedWith += 1;
      else rows.push(explanationRow(request, scenario, text, explainer));
    }
  }
  return { rows, disagreedWith, unread };
}

interface Readings {
  agree: number;
  verdicts: number;
}

async function readingsByExplanation({
  store,
  filter,
}: StoredFinetuningRequest): Promise<ReadonlyMap<number, Readings>> {
  const readings = new Map<number, Readings>();
  for await (const batch of store.agreementRows(filter)) {
    for (const { explanation, outcome } of batch) {
      if (outcome !== 'agree' && outcome !== 'disagree') continue;
      const read = readings.get(explanation) ?? { agree: 0, verdicts: 0 };
      readings.set(explanation, read);
      read.verdicts += 1;
      if (outcome === 'agree') read.agree += 1;
    }
  }
  return readings;
}

async function goldRows(request: StoredFinetuningRequest): Promise<StoredFinetuningRows> {
  const rows: FinetuningRow[] = [];
  for await (const batch of request.store.scenarios(request.filter)) {
    for (const scenario of batch) {
      const completion = `Judgment: ${scenario.gold.toUpperCase()}`;
      rows.push(rowOf(request, scenario, completion, scenario.id));
    }
  }
  return { rows, disagreedWith: 0, unread: 0 };
}

function explanationRow(
  request: StoredFinetuningRequest,
  scenario: StoredScenario,
  text: string,
  explainer: string,
): FinetuningRow {
  const completion = `Explanation: ${withoutSelfNaming(text)}`;
  return rowOf(request, scenario, completion, `${scenario.id} by ${explainer}`);
}

function rowOf(
  { task, prompts }: StoredFinetuningRequest,
  { text, dataset, cluster }: StoredScenario,
  completion: string,
  where: string,
): FinetuningRow {
  const messages = finetuningMessages(task, prompts, text);
  return { messages, completion, group: JSON.stringify([dataset, cluster]), where };
}
