import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScenarioText } from '../../core/scenario.ts';
import type { JudgmentRow, JudgmentSelection } from '../../store/contract/judgments.ts';
import type { StoredScenario } from '../../store/contract/scenarios.ts';
import type { Store } from '../../store/contract/store.ts';

/** What was written. */
export interface WrittenLogs {
  /** Names of the files in the folder, one for each model and attack. */
  readonly files: readonly string[];
  readonly samples: number;
}

/**
 * Writes judgments as logs of Inspect AI in its JSON format (version 2), one for each model and attack, into a folder.
 * A sample is a scenario, an epoch a repeat; its score says whether the verdict is the gold label.
 * @throws StoreError where the store cannot be read
 * @example
 * await writeInspectLogs(store, {}, 'logs'); // then: inspect view --log-dir logs
 */
export async function writeInspectLogs(
  store: Store,
  selection: JudgmentSelection,
  folder: string,
): Promise<WrittenLogs> {
  await mkdir(folder, { recursive: true });
  // A log begins with what sums it up, so the judgments are read twice.
  const logs = new Map<string, InspectLog>();
  for await (const rows of store.judgmentRows(selection)) {
    for (const row of rows) {
      const key = JSON.stringify([row.model, row.attack]);
      const log = logs.get(key) ?? new InspectLog(row.model, row.attack);
      logs.set(key, log);
      log.count(row);
    }
  }
  for (const log of logs.values()) log.open(folder);
  let samples = 0;
  for await (const rows of store.judgmentRows(selection)) {
    const scenarios = await scenariosOf(store, rows);
    for (const row of rows) {
      const scenario = scenarios.get(row.scenario_id);
      if (scenario === undefined) continue;
      await logs.get(JSON.stringify([row.model, row.attack]))?.add(row, scenario);
      samples += 1;
    }
  }
  const files: string[] = [];
  for (const log of logs.values()) files.push(await log.close());
  return { files, samples };
}

async function scenariosOf(
  store: Store,
  rows: readonly JudgmentRow[],
): Promise<ReadonlyMap<string, StoredScenario>> {
  const ids = [...new Set(rows.map((row) => row.scenario_id))];
  const numbers = (await store.numbersOf(ids)).filter((number) => number !== null);
  return new Map((await store.scenariosOf(numbers)).map((scenario) => [scenario.id, scenario]));
}

/** One log: first its judgments are counted, then it is written, what sums it up and then sample by sample. */
class InspectLog {
  readonly #model: string;
  readonly #attack: string;
  readonly #file: string;
  readonly #ids = new Set<string>();
  readonly #created = new Date().toISOString();
  #stream: WriteStream | null = null;
  #epochs = 1;
  #samples = 0;
  #right = 0;
  #separator = '';

  constructor(model: string, attack: string) {
    this.#model = model;
    this.#attack = attack;
    // Inspect lists files that begin with a time and end with the task and an id.
    const time = this.#created.replace(/\.\d+Z$/, '+00-00').replaceAll(':', '-');
    const name = `${model}-${attack}`.replace(/[^A-Za-z0-9]+/g, '-');
    this.#file = `${time}_hvsb-${name}_${shortId('log', model, attack)}.json`;
  }

  count(row: JudgmentRow): void {
    this.#ids.add(row.scenario_id);
    this.#epochs = Math.max(this.#epochs, row.repeat + 1);
    this.#samples += 1;
    this.#right += row.outcome === row.gold ? 1 : 0;
  }

  open(folder: string): void {
    this.#stream = createWriteStream(join(folder, this.#file));
    const head = JSON.stringify({ version: 2, status: 'success', ...this.#summary() });
    this.#stream.write(`${head.slice(0, -1)},"samples":[\n`);
  }

  async add(row: JudgmentRow, scenario: StoredScenario): Promise<void> {
    const stream = this.#stream;
    const sample = JSON.stringify(sampleOf(row, scenario, row.outcome === row.gold));
    if (stream?.write(`${this.#separator}${sample}`) === false) await once(stream, 'drain');
    this.#separator = ',\n';
  }

  /** @returns the file's name */
  async close(): Promise<string> {
    const stream = this.#stream;
    stream?.end('\n]}\n');
    if (stream !== null) await once(stream, 'close');
    return this.#file;
  }

  #summary() {
    const [model, attack] = [this.#model, this.#attack];
    const task = attack === 'none' ? 'hvsb' : `hvsb_${attack}`;
    const metric = { name: 'accuracy', value: this.#right / Math.max(1, this.#samples), params: {} };
    return {
      eval: {
        ...{ eval_id: shortId('eval', model, attack), run_id: shortId('run', model, attack) },
        ...{ created: this.#created, task, task_id: shortId('task', attack), task_version: 0 },
        ...{ task_args: attack === 'none' ? {} : { attack }, model, model_args: {}, packages: {} },
        dataset: { name: 'hvsb', samples: this.#ids.size, sample_ids: [...this.#ids] },
        config: { epochs: this.#epochs },
      },
      plan: { name: 'plan', steps: [], config: {} },
      results: {
        total_samples: this.#samples,
        completed_samples: this.#samples,
        scores: [{ name: score, scorer: score, params: {}, metrics: { accuracy: metric } }],
      },
      stats: { started_at: this.#created, completed_at: this.#created, model_usage: {} },
    };
  }
}

const score = 'gold_label';

function sampleOf(row: JudgmentRow, scenario: StoredScenario, isRight: boolean) {
  const { kind, ...parts } = scenario.text;
  const message = { role: 'assistant', source: 'generate', content: row.response };
  const input = textOf(scenario.text);
  const stops: Readonly<Record<string, string>> = { filtered: 'content_filter' };
  return {
    id: row.scenario_id,
    epoch: row.repeat + 1,
    input,
    target: row.gold.toUpperCase(),
    messages: [{ role: 'user', source: 'input', content: input }, message],
    output: {
      model: row.model,
      choices: [{ message, stop_reason: stops[row.outcome] ?? 'stop' }],
      completion: row.response,
    },
    scores: { [score]: { value: isRight ? 'C' : 'I', answer: row.outcome } },
    metadata: {
      ...parts,
      ...{ kind, gold: row.gold, dataset: row.dataset, form: scenario.form, category: row.category },
      ...{ variant: row.variant, polarity: scenario.polarity, control: scenario.control },
      ...{ cluster: scenario.cluster, group: scenario.group, source_id: scenario.sourceId },
      ...{ source_row: scenario.sourceRow, language: scenario.language ?? null },
      ...{ stereotype_share: scenario.stereotypeShare ?? null, attack: row.attack, outcome: row.outcome },
    },
    store: {},
    events: [],
    model_usage: {},
    attachments: {},
  };
}

function textOf(text: ScenarioText): string {
  switch (text.kind) {
    case 'answer':
      return `Context: ${text.context}\nQuestion: ${text.question}\nAnswer: ${text.answer}`;
    case 'conversation':
      return `User: ${text.prompt}\nAssistant: ${text.completion}`;
    case 'statement':
      return text.statement;
  }
}

/** An id as Inspect writes them: 22 letters and digits, the same for the same log. */
function shortId(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url').replace(/[-_]/g, 'x').slice(0, 22);
}
