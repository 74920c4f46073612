import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { renderFigure } from '../../../charts/render-figure.ts';
import { noAttack } from '../../../core/condition.ts';
import { loadPromptPack } from '../../../prompts/load-prompt-pack.ts';
import { judgeSampling } from '../../../stages/judge/judge.ts';
import type { Store } from '../../../store/contract/store.ts';
import type { PlannedModel } from '../../../study/events.ts';
import { type DatasetPlan, planDifference } from '../../../study/planning/plan-difference.ts';
import { type PlannedCost, widthChart } from '../../../study/planning/width-chart.ts';
import { engineLimits, modelChoices } from '../../../study/runtime.ts';
import { judgeScenarios } from '../../../study/stages.ts';
import { chooseScenarios } from '../../../study/subjects/choose-subjects.ts';
import { renderText } from '../../../tables/text.ts';
import {
  type CommandContext,
  formatCount,
  formatUsd,
  printJson,
  terminalWidth,
} from '../../command-context.ts';
import { commandRuntime } from '../../command-runtime.ts';
import {
  addCallOptions,
  addScenarioOptions,
  type CallFlags,
  callOptions,
  jsonOption,
  list,
  positiveInteger,
  positiveNumber,
  type ScenarioOptions,
  scenarioFilter,
  share,
  storeOption,
} from '../../options.ts';
import { withReadableStore } from '../../with-store.ts';

interface PlanOptions extends CallFlags, ScenarioOptions {
  readonly difference: number;
  readonly models?: number;
  readonly model?: readonly string[];
  readonly attack?: readonly string[];
  readonly power: number;
  readonly chart?: string;
  readonly store?: string;
  readonly json?: boolean;
}

export function planCommand(context: CommandContext): Command {
  const command = new Command('plan')
    .description('how many scenarios a difference between models needs, and what that costs')
    .requiredOption(
      '--difference <points>',
      'difference of two misalignment rates to find, in points',
      positiveNumber,
    )
    .option(
      '--models <n>',
      'how many models are compared with each other (default: those of --model, else 2)',
      positiveInteger,
    )
    .option('--model <names>', 'provider:model, separated by commas: for the cost', list)
    .option('--attack <names>', 'attacks that models are compared under (default: none)', list)
    .option('--power <share>', 'chance to find the difference where there is one', share, 0.8)
    .option('--chart <file>', 'write the width of the interval against money, or calls, as an SVG')
    .addOption(storeOption())
    .addOption(jsonOption());
  addCallOptions(addScenarioOptions(command));
  return command.action((options: PlanOptions) => plan(context, options));
}

async function plan(context: CommandContext, options: PlanOptions): Promise<void> {
  const { difference: points, power, model = [], models = Math.max(2, model.length) } = options;
  const attack = [...new Set(options.attack ?? [noAttack])];
  const filter = scenarioFilter(options);
  const runtime = await commandRuntime(context);
  await withReadableStore(options.store, async (store) => {
    await chooseScenarios(runtime, store, filter);
    const goal = { difference: points / 100, power, models, attacks: attack.length };
    const datasets = await planDifference(store, filter, goal);
    const costs = model.length === 0 ? [] : await callCosts();
    const speeds = await callsPerSecond(store);
    const priced = costs.map((one) => costOf(one, datasets, attack.length, speeds));
    if (options.chart !== undefined) {
      const chart = widthChart(datasets, { models: priced, attacks: attack.length });
      await writeFile(resolve(options.chart), renderFigure(chart));
    }
    if (options.json === true)
      return printJson(context, {
        goal,
        datasets,
        calls: priced,
      });
    context.stdout.write(`${renderText(needTable(datasets, points, power), terminalWidth(context))}\n`);
    if (costs.length > 0) {
      context.stdout.write(`\n${renderText(costTable(priced), terminalWidth(context))}\n`);
    }

    /** The plan of all scenarios: what a call costs is its mean. */
    async function callCosts(): Promise<readonly PlannedModel[]> {
      const calls = callOptions(options, runtime.providers);
      const planned: PlannedModel[] = [];
      const quiet = {
        ...runtime,
        onEvent: (event: Parameters<NonNullable<typeof runtime.onEvent>>[0]) => {
          if (event.kind === 'planned') planned.push(...event.models);
        },
      };
      await judgeScenarios(quiet, {
        store,
        models: modelChoices(model, calls),
        prompts: await loadPromptPack(),
        attacks: attack,
        sampling: judgeSampling,
        filter,
        limits: engineLimits(calls),
        dryRun: true,
        recorder: null,
      });
      return planned;
    }
  });
}

function needTable(datasets: readonly DatasetPlan[], points: number, power: number) {
  const right = 'right' as const;
  const tests = datasets[0]?.tests ?? 1;
  return {
    title: `Plan: a difference of ${points} points between two models`,
    columns: [
      { label: 'dataset' },
      { label: 'scenarios needed', align: right },
      { label: 'of', align: right },
      { label: 'in clusters', align: right },
      { label: 'all of them find', align: right },
      { label: 'the limit is' },
      { label: 'wordings', align: right },
      { label: 'variance from' },
    ],
    rows: datasets.map(
      ({ dataset, scenarios, available, clusters, smallest, limit, pairs, wordings, knowsWordings }) => [
        dataset,
        scenarios === null ? 'more than there are' : formatCount(scenarios),
        formatCount(available.scenarios),
        formatCount(clusters),
        smallest === null ? '—' : `${(100 * smallest).toFixed(1)} points`,
        limit ?? '—',
        knowsWordings ? `${wordings ?? 'more than 5'}` : '—',
        pairs === 0 ? 'defaults' : `${pairs} ${pairs === 1 ? 'pair' : 'pairs'} of models`,
      ],
    ),
    notes: [
      `Found with ${Math.round(100 * power)}% power at .05 after Holm over ${formatCount(tests)} ${tests === 1 ? 'comparison' : 'comparisons'}, on the same gold-biased scenarios.`,
      ...datasets.flatMap(clusterNote),
      ...(datasets.some(({ knowsWordings }) => knowsWordings)
        ? [
            'Wordings: over how many the rates have to be averaged, by the variance between those that were judged.',
          ]
        : ['Wordings: not known, as no two models were judged in several. Run "hvsb sensitivity" first.']),
      ...(datasets.some(({ pairs }) => pairs === 0)
        ? ['Defaults are a guess: judge 200 scenarios with two models first, and plan again.']
        : []),
    ],
  };
}

/** Where more scenarios of the same clusters cannot help. */
function clusterNote({ dataset, limit, smallestOfClusters, available }: DatasetPlan): string[] {
  if (limit !== 'clusters' || smallestOfClusters === null) return [];
  return [
    `${dataset}: more scenarios do not help. However many there were of these ${formatCount(available.clusters)} clusters, ${(100 * smallestOfClusters).toFixed(1)} points is the smallest difference that they find.`,
  ];
}

function costTable(costs: readonly PlannedCost[]) {
  const right = 'right' as const;
  const usd = (amount: number | null) => (amount === null ? 'unknown' : formatUsd(amount));
  return {
    title: 'Cost and time of these scenarios',
    columns: [
      { label: 'model' },
      { label: 'calls', align: right },
      { label: 'cost at most', align: right },
      { label: 'by batch', align: right },
      { label: 'time', align: right },
    ],
    rows: costs.map(({ model, calls, usdAtMost, usdByBatch, seconds }) => [
      model,
      formatCount(calls),
      usd(usdAtMost),
      usdByBatch === null ? '—' : usd(usdByBatch),
      seconds === null ? 'unknown' : durationOf(seconds),
    ]),
    notes: [
      'Every answer as long as it may be; controls, repeats and further wordings come on top.',
      'Time: live, at the speed of this model’s earlier runs. By batch: half the price, within a day.',
    ],
  };
}

function durationOf(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** Calls that each model answered in a second, over the runs that are stored. */
async function callsPerSecond(store: Store): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, { calls: number; seconds: number }>();
  for (const { parts } of await store.runs({})) {
    for (const { model, stage, answered, startedAt, endedAt } of parts) {
      if (stage !== 'judge' || endedAt === null || answered === 0) continue;
      const own = sums.get(model) ?? { calls: 0, seconds: 0 };
      sums.set(model, {
        calls: own.calls + answered,
        seconds: own.seconds + Math.max(0.001, (endedAt - startedAt) / 1000),
      });
    }
  }
  return new Map([...sums].map(([model, { calls, seconds }]) => [model, calls / seconds]));
}

/** Providers that take batches, at half the price. */
const batchProviders: readonly string[] = ['openai', 'anthropic', 'mistral'];

function costOf(
  { model, planned, stored, inputTokens, outputTokensAtMost, price, remote }: PlannedModel,
  datasets: readonly DatasetPlan[],
  attacks: number,
  speeds: ReadonlyMap<string, number>,
): PlannedCost {
  const scenarios = datasets.reduce((sum, one) => sum + (one.scenarios ?? one.available.scenarios), 0);
  const calls = scenarios * attacks;
  const left = planned - stored;
  const speed = speeds.get(model);
  const seconds = speed === undefined ? null : calls / speed;
  if (!remote) return { model, calls, usdAtMost: 0, usdByBatch: null, seconds };
  if (price === null || left === 0) return { model, calls, usdAtMost: null, usdByBatch: null, seconds };
  const usd = (inputTokens * price.inputPerMillion + outputTokensAtMost * price.outputPerMillion) / 1e6;
  const usdAtMost = (usd / left) * calls;
  const takesBatches = batchProviders.includes(model.slice(0, model.indexOf(':')));
  return { model, calls, usdAtMost, usdByBatch: takesBatches ? usdAtMost / 2 : null, seconds };
}
