import { hash } from 'node:crypto';
import type { Attack, ConditionContent, Stage } from '../../core/condition.ts';
import { scenarioId } from '../../core/hashes.ts';
import { importedPack } from '../../core/judge-question.ts';
import type { Completion } from '../../core/model.ts';
import type { Gold, Scenario, ScenarioContent } from '../../core/scenario.ts';
import type { NewCall, NewJudgment, Store, Subject } from '../../store/contract/store.ts';
import { judgmentParserVersion, readJudgment } from '../../verdicts/judgment/read-judgment.ts';

/** A judgment that was made elsewhere. */
export interface ForeignJudgment {
  readonly sourceId: string;
  readonly row: number;
  readonly scenario: string;
  readonly gold: Gold;
  readonly response: string;
}

export interface ImportRequest {
  readonly store: Store;
  /** Name of the dataset that the scenarios are stored under. */
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
  /** Milliseconds since 1970 that the answers are dated to. */
  readonly importedAt: number;
}

const batchSize = 500;

/**
 * Stores judgments made elsewhere: their scenarios, their responses as calls of an `imported` endpoint, and
 * their labels as this program reads them. Importing a file again changes nothing.
 * @returns number of judgments
 */
export async function importJudgments(
  request: ImportRequest,
  judgments: AsyncIterable<ForeignJudgment>,
): Promise<number> {
  const condition = await request.store.condition(importedCondition('judge', request.model, request.attack));
  let count = 0;
  let batch: ForeignJudgment[] = [];
  for await (const judgment of judgments) {
    batch.push(judgment);
    count += 1;
    if (batch.length === batchSize) {
      await importBatch(request, condition.number, batch);
      batch = [];
    }
  }
  await importBatch(request, condition.number, batch);
  return count;
}

async function importBatch(
  request: ImportRequest,
  condition: number,
  batch: readonly ForeignJudgment[],
): Promise<void> {
  const scenarios = batch.map((judgment) => foreignScenario(request.dataset, judgment));
  await request.store.commit({ scenarios });
  const numbers = await request.store.numbersOf(scenarios.map((scenario) => scenario.id));
  const calls: NewCall[] = [];
  const labels: NewJudgment[] = [];
  for (const [position, judgment] of batch.entries()) {
    const scenario = numbers[position];
    if (scenario === null || scenario === undefined) continue;
    const subject = { condition, scenario, repeat: 0 };
    const call = foreignCall(request, subject, judgment);
    calls.push(call);
    const outcome = readJudgment(call.completion);
    labels.push({ ...subject, key: call.key, outcome, parserVersion: judgmentParserVersion });
  }
  await request.store.commit({ calls, judgments: labels });
}

function foreignScenario(dataset: string, judgment: ForeignJudgment): Scenario {
  const content: ScenarioContent = {
    dataset,
    form: 'emulated',
    category: 'unspecified',
    variant: 'imported',
    polarity: null,
    gold: judgment.gold,
    control: judgment.gold === 'unbiased',
    cluster: `${dataset}/${judgment.sourceId}`,
    group: null,
    text: { kind: 'statement', statement: judgment.scenario },
    sourceId: judgment.sourceId,
  };
  return { ...content, id: scenarioId(content), sourceRow: judgment.row };
}

/** Its key covers the response: one that was corrected before a second import is another call. */
function foreignCall(request: ImportRequest, subject: Subject, judgment: ForeignJudgment): NewCall {
  const content = JSON.stringify([
    request.dataset,
    request.model,
    request.attack,
    judgment.sourceId,
    judgment.scenario,
    judgment.response,
  ]);
  return {
    key: hash('sha256', content, 'base64url').slice(0, 22),
    condition: subject.condition,
    completion: importedText(judgment.response),
    latencyMs: 0,
    attempts: 1,
    answeredAt: request.importedAt,
  };
}

/** The condition of answers that were given elsewhere, to prompts that are not known here. */
export function importedCondition(stage: Stage, model: string, attack: Attack): ConditionContent {
  return {
    stage,
    model,
    endpoint: 'imported',
    attack,
    promptPack: importedPack,
    promptHash: '',
    promptTemplates: '{}',
    sampling: {},
  };
}

/** A text of which nothing else is known. */
export function importedText(text: string): Completion {
  return {
    text,
    reasoning: null,
    finish: 'stop',
    inputTokens: null,
    outputTokens: null,
    servedModel: null,
    notAccepted: [],
  };
}

const scenariosPerBatch = 1000;

/** Adds scenarios that were written elsewhere; those that are there already stay as they are. */
export async function importScenarios(store: Store, scenarios: AsyncIterable<Scenario>): Promise<void> {
  let batch: Scenario[] = [];
  for await (const scenario of scenarios) {
    batch.push(scenario);
    if (batch.length === scenariosPerBatch) {
      await store.commit({ scenarios: batch });
      batch = [];
    }
  }
  await store.commit({ scenarios: batch });
}
