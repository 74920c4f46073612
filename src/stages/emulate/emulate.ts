import { scenarioId } from '../../core/hashes.ts';
import type { Sampling } from '../../core/model.ts';
import type { Scenario } from '../../core/scenario.ts';
import { emulateMessages } from '../../prompts/messages.ts';
import type { ScenarioFilter, StoredScenario, Subject } from '../../store/contract/store.ts';
import { emulationParserVersion, readEmulation } from '../../verdicts/emulation/read-emulation.ts';
import { defineStage } from '../define-stage.ts';
import type { LabelRows, ReadableCompletion, StageLabel, StageRequest } from '../plan-calls.ts';

/** Temperature 0, as in the study; room for a scenario and its explanation. */
export const emulateSampling: Sampling = { temperature: 0, maxTokens: 512 };

/** Which statements; the form is always `statement`. */
export interface EmulateRequest extends StageRequest<ScenarioFilter> {
  /** Most statements of each category and direction (pro, anti), the first in the order of the file. */
  readonly perType: number;
}

/** `scenarios`: an answer became a scenario. */
type EmulationOutcome = 'scenarios' | 'unreadable';

interface ParsedScenario {
  readonly outcome: EmulationOutcome;
  readonly emulated: Scenario | null;
}

/** Asks for realistic scenarios in place of statements; they are stored under the form `emulated`. */
export const emulateStage = defineStage({
  name: 'emulate',
  outcomes: ['scenarios', 'unreadable'],
  parserVersion: emulationParserVersion,
  items: statementsToEmulate,
  subject: (condition, scenario, repeat): Subject => ({ condition, scenario, repeat }),
  messages: (_request, { pack }, { text }) =>
    emulateMessages(pack, text.kind === 'statement' ? text.statement : ''),
  stored: (store, subjects) => store.emulated(subjects),
  parse: (completion, statement, { model }): ParsedScenario =>
    parseEmulation(completion, statement, model.id),
  rows: emulationRows,
});

/** The statements to be rewritten, in batches. */
async function* statementsToEmulate({
  store,
  filter,
  perType,
  range,
}: EmulateRequest): AsyncGenerator<readonly StoredScenario[]> {
  const taken = new Map<string, number>();
  for await (const batch of store.scenarios({ ...filter, forms: ['statement'] })) {
    const chosen = batch.filter((statement) => {
      const type = JSON.stringify([statement.dataset, statement.category, statement.variant]);
      const count = taken.get(type) ?? 0;
      taken.set(type, count + 1);
      const isInRange =
        range === undefined || (range.from <= statement.number && statement.number <= range.to);
      return count < perType && isInRange;
    });
    if (chosen.length > 0) yield chosen;
  }
}

/** What the statement says of itself stays; only form, text and origin are new. */
function parseEmulation(
  completion: ReadableCompletion,
  statement: StoredScenario,
  emulator: string,
): ParsedScenario {
  const parsed = readEmulation(completion);
  if (!('scenario' in parsed)) return { outcome: 'unreadable', emulated: null };
  const { id: _id, number: _number, sourceRow, ...unchanged } = statement;
  const content = {
    ...unchanged,
    form: 'emulated' as const,
    text: { kind: 'statement' as const, statement: parsed.scenario },
    sourceId: `${statement.sourceId} by ${emulator}`,
  };
  return { outcome: 'scenarios', emulated: { ...content, id: scenarioId(content), sourceRow } };
}

function emulationRows(labels: readonly StageLabel<Subject, ParsedScenario>[]): LabelRows {
  return {
    scenarios: labels.flatMap(({ emulated }) => emulated ?? []),
    emulations: labels.map(({ outcome: _outcome, emulated, ...label }) => ({
      ...label,
      scenarioId: emulated?.id ?? null,
    })),
  };
}
