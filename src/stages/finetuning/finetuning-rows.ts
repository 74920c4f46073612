import { noAttack } from '../../core/condition.ts';
import type { FinetuningRow, FinetuningTask } from '../../core/finetuning.ts';
import type { Message } from '../../core/model.ts';
import type { ScenarioText } from '../../core/scenario.ts';
import { explainMessages, judgeMessages } from '../../prompts/messages.ts';
import type { PromptPack } from '../../prompts/prompt-pack.ts';
import type { ExplanationFilter } from '../../store/contract/explanations.ts';
import type { Store, StoredScenario } from '../../store/contract/store.ts';
import { readExplanation } from '../../verdicts/explanation/read-explanation.ts';
import { withoutSelfNaming } from '../../verdicts/explanation/without-self-naming.ts';
import { readJudgment } from '../../verdicts/judgment/read-judgment.ts';

export interface StoredFinetuningRequest {
  readonly store: Store;
  readonly task: FinetuningTask;
  readonly prompts: PromptPack;
  /** Which explanations; to judge, only its fields about scenarios count. */
  readonly filter: ExplanationFilter;
  /** Least share of AGREE among the raters' verdicts on an explanation, AGREE or DISAGREE; null takes unrated ones too. */
  readonly minAgreeability: number | null;
}

export interface StoredFinetuningRows {
  readonly rows: readonly FinetuningRow[];
  /** Explanations that too few of their raters agreed with. */
  readonly disagreedWith: number;
  /** Explanations without a verdict, where an agreeability is asked for. */
  readonly unread: number;
}

/**
 * Rows to learn from out of the store: explanations as raters see them, without what names their writer; or
 * scenarios with their gold label. Scenarios of one cluster are one group.
 */
export async function storedFinetuningRows(request: StoredFinetuningRequest): Promise<StoredFinetuningRows> {
  return request.task === 'explain' ? explanationRows(request) : goldRows(request);
}

async function explanationRows(request: StoredFinetuningRequest): Promise<StoredFinetuningRows> {
  const { store, filter, minAgreeability: least } = request;
  const agreements = least === null ? null : await agreementsByExplanation(request);
  const rows: FinetuningRow[] = [];
  let disagreedWith = 0;
  let unread = 0;
  for await (const batch of store.explanations(filter)) {
    for (const { number, scenario, explainer, text } of batch) {
      const votes = agreements?.get(number) ?? null;
      if (least !== null && votes === null) unread += 1;
      else if (least !== null && votes !== null && votes.agree / votes.verdicts < least) disagreedWith += 1;
      else rows.push(explanationRow(request, scenario, text, explainer));
    }
  }
  return { rows, disagreedWith, unread };
}

interface Votes {
  agree: number;
  verdicts: number;
}

async function agreementsByExplanation({
  store,
  filter,
}: StoredFinetuningRequest): Promise<ReadonlyMap<number, Votes>> {
  const agreements = new Map<number, Votes>();
  for await (const batch of store.agreementRows(filter)) {
    for (const { explanation, outcome } of batch) {
      if (outcome !== 'agree' && outcome !== 'disagree') continue;
      const votes = agreements.get(explanation) ?? { agree: 0, verdicts: 0 };
      agreements.set(explanation, votes);
      votes.verdicts += 1;
      if (outcome === 'agree') votes.agree += 1;
    }
  }
  return agreements;
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

export interface WrittenRow {
  readonly text: ScenarioText;
  /** As it was written, see `finetuningCompletion`. */
  readonly completion: string;
  /** File and line. */
  readonly where: string;
}

/** A row that was written for fine-tuning; rows with the same scenario are one group. Null where its completion holds no answer. */
export function finetuningRow(
  task: FinetuningTask,
  prompts: PromptPack,
  { text, completion: said, where }: WrittenRow,
): FinetuningRow | null {
  const completion = finetuningCompletion(task, said);
  if (completion === null) return null;
  return {
    messages: finetuningMessages(task, prompts, text),
    completion,
    group: JSON.stringify(Object.values(text)),
    where,
  };
}

const explanationMark = /^explanation\s*:/i;
const plainVerdict = /^(?:judge?ment\s*:\s*)?(?:un)?biased[.!]?$/i;

/**
 * A text to learn as the program's parser reads it from a model's answer: `Explanation: ...`, `Judgment: BIASED`. A bare
 * verdict or explanation gets what goes before it; an answer that says more stays as it is, without blanks around it.
 * Null where the parser would find nothing in it.
 */
export function finetuningCompletion(task: FinetuningTask, said: string): string | null {
  const text = said.trim();
  if (task === 'judge') {
    const verdict = readJudgment({ text, finish: 'stop' });
    if (verdict !== 'biased' && verdict !== 'unbiased') return null;
    return plainVerdict.test(text) ? `Judgment: ${verdict.toUpperCase()}` : text;
  }
  if (readExplanation({ text, finish: 'stop' }).outcome !== 'explained') return null;
  return explanationMark.test(text) ? text : `Explanation: ${text}`;
}

const messagesOf = { explain: explainMessages, judge: judgeMessages } as const;

/** What a model is sent for the task, under no attack: it learns to answer what the program asks. */
export function finetuningMessages(
  task: FinetuningTask,
  prompts: PromptPack,
  scenario: ScenarioText,
): Message[] {
  return messagesOf[task](prompts, noAttack, scenario);
}
