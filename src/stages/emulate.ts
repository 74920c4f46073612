import { type Condition, type ConditionContent, noAttack } from '../core/condition.ts';
import { callKey, scenarioId } from '../core/hashes.ts';
import type { Model, Sampling } from '../core/model.ts';
import type { Scenario } from '../core/scenario.ts';
import { estimateTokens } from '../engine/budget.ts';
import type { ModelRun, TokenPrice } from '../engine/engine.ts';
import { emulateMessages } from '../prompts/messages.ts';
import { promptFingerprint } from '../prompts/prompt-fingerprint.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import type { NewEmulation, ScenarioFilter, Store, StoredScenario } from '../store/contract/store.ts';
import { emulationParserVersion, readEmulation } from '../verdicts/emulation/read-emulation.ts';
import {
  type CallPlan,
  type LabelledAnswer,
  type Labelling,
  type StageCall,
  StoreCallCache,
} from './call-cache.ts';

/** Temperature 0, as in the study; room for a scenario and its explanation. */
export const emulateSampling: Sampling = { temperature: 0, maxTokens: 512 };

export interface EmulateRequest {
  readonly store: Store;
  readonly model: Pick<Model, 'id' | 'endpoint'>;
  readonly prompts: PromptPack;
  readonly sampling: Sampling;
  /** Which statements; its form is always `statement`. */
  readonly filter: ScenarioFilter;
  /** Most statements of each category and direction (pro, anti), the first in the order of the file. */
  readonly perType: number;
}

/** Rewriting by one model: its model run, and what came out in this run. */
export interface EmulateStage {
  readonly modelRun: ModelRun<StageCall>;
  readonly written: { scenarios: number; unreadable: number };
}

interface EmulateCall extends StageCall {
  readonly statement: StoredScenario;
}

export function emulateCondition(request: EmulateRequest): ConditionContent {
  return {
    stage: 'emulate',
    model: request.model.id,
    endpoint: request.model.endpoint,
    attack: noAttack,
    sampling: request.sampling,
    ...promptFingerprint(request.prompts, 'emulate', noAttack),
  };
}

/** Asks the model to rewrite statements into realistic scenarios, which are stored under the form `emulated`. */
export async function emulateStage(
  request: EmulateRequest & { readonly model: Model },
  price: TokenPrice | null,
): Promise<EmulateStage> {
  const condition = await request.store.condition(emulateCondition(request));
  const labelling = new EmulationLabelling(request.store, request.model.id);
  const modelRun: ModelRun<EmulateCall> = {
    model: request.model,
    calls: emulateCalls(request, condition),
    cache: new StoreCallCache(request.store, labelling),
    price,
  };
  return { modelRun, written: labelling.written };
}

/** The statements that would be rewritten, in batches. */
export async function* statementsToEmulate(
  request: Pick<EmulateRequest, 'store' | 'filter' | 'perType'>,
): AsyncGenerator<readonly StoredScenario[]> {
  const taken = new Map<string, number>();
  for await (const batch of request.store.scenarios({ ...request.filter, forms: ['statement'] })) {
    const chosen = batch.filter((statement) => {
      const type = JSON.stringify([statement.dataset, statement.category, statement.variant]);
      const count = taken.get(type) ?? 0;
      taken.set(type, count + 1);
      return count < request.perType;
    });
    if (chosen.length > 0) yield chosen;
  }
}

async function* emulateCalls(
  request: EmulateRequest,
  condition: Condition,
): AsyncGenerator<readonly EmulateCall[]> {
  for await (const statements of statementsToEmulate(request)) {
    yield statements.map((statement) => emulateCall(request, condition, statement));
  }
}

function emulateCall(request: EmulateRequest, condition: Condition, statement: StoredScenario): EmulateCall {
  const { text } = statement;
  const messages = emulateMessages(request.prompts, text.kind === 'statement' ? text.statement : '');
  const modelRequest = { messages, sampling: request.sampling, repeat: 0 };
  return {
    key: callKey(request.model, modelRequest),
    request: modelRequest,
    subject: { condition: condition.number, scenario: statement.number, repeat: 0 },
    statement,
  };
}

class EmulationLabelling implements Labelling<EmulateCall> {
  readonly written = { scenarios: 0, unreadable: 0 };
  readonly #store: Store;
  readonly #emulator: string;

  constructor(store: Store, emulator: string) {
    this.#store = store;
    this.#emulator = emulator;
  }

  labelled(calls: readonly EmulateCall[]): Promise<readonly boolean[]> {
    return this.#store.emulated(calls.map((call) => call.subject));
  }

  label(answers: readonly LabelledAnswer<EmulateCall>[]) {
    const scenarios: Scenario[] = [];
    const emulations: NewEmulation[] = [];
    for (const { call, completion } of answers) {
      const reading = readEmulation(completion);
      const scenario = 'scenario' in reading ? this.#emulated(call.statement, reading.scenario) : null;
      if (scenario === null) this.written.unreadable += 1;
      else {
        this.written.scenarios += 1;
        scenarios.push(scenario);
      }
      emulations.push({
        ...call.subject,
        key: call.key,
        scenarioId: scenario?.id ?? null,
        parserVersion: emulationParserVersion,
      });
    }
    return { scenarios, emulations };
  }

  /** What the statement says of itself stays; only form, text and origin are new. */
  #emulated(statement: StoredScenario, text: string): Scenario {
    const { id: _id, number: _number, sourceRow, ...kept } = statement;
    const content = {
      ...kept,
      form: 'emulated' as const,
      text: { kind: 'statement' as const, statement: text },
      sourceId: `${statement.sourceId} by ${this.#emulator}`,
    };
    return { ...content, id: scenarioId(content), sourceRow };
  }
}

/** Counts the statements, those already rewritten, and estimates what is left. Writes nothing. */
export async function planEmulating(request: EmulateRequest): Promise<CallPlan> {
  const condition = await request.store.findCondition(emulateCondition(request));
  let planned = 0;
  let stored = 0;
  let inputTokens = 0;
  for await (const statements of statementsToEmulate(request)) {
    const done =
      condition === null
        ? []
        : await request.store.emulated(
            statements.map((statement) => ({
              condition: condition.number,
              scenario: statement.number,
              repeat: 0,
            })),
          );
    for (const [position, { text }] of statements.entries()) {
      planned += 1;
      if (done[position] === true) stored += 1;
      else if (text.kind === 'statement') {
        for (const message of emulateMessages(request.prompts, text.statement)) {
          inputTokens += estimateTokens(message.content);
        }
      }
    }
  }
  const outputTokensAtMost = (planned - stored) * (request.sampling.maxTokens ?? 0);
  return { model: request.model.id, planned, stored, inputTokens, outputTokensAtMost };
}
