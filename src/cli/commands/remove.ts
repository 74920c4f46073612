import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { closest } from 'fastest-levenshtein';
import { UsageError } from '../../errors/errors.ts';
import type { RemovalCounts, RemovalTarget, Store } from '../../store/contract/store.ts';
import { renderText } from '../../tables/text.ts';
import { type CommandContext, formatCount, printJson } from '../command-context.ts';
import { jsonOption, positiveInteger, storeOption } from '../options.ts';
import { withExistingStore } from '../with-store.ts';

interface RemoveOptions {
  readonly model?: string;
  readonly condition?: number;
  readonly dataset?: string;
  readonly yes?: boolean;
  readonly store?: string;
  readonly json?: boolean;
}

export function removeCommand(context: CommandContext): Command {
  return new Command('remove')
    .description(
      'delete a model, a condition or a dataset from the results, with everything that depends on it',
    )
    .option('--model <name>', 'everything that this model answered')
    .option('--condition <number>', 'one condition, by its number in "hvsb status --json"', positiveInteger)
    .option('--dataset <name>', 'the scenarios and questions of this dataset, and all answers about them')
    .option('--yes', 'delete without asking')
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((options: RemoveOptions) => remove(context, options));
}

async function remove(context: CommandContext, options: RemoveOptions): Promise<void> {
  const target = targetOf(options);
  await withExistingStore(options.store, 'hvsb remove', async (store) => {
    const planned = await store.planRemoval(target);
    if (Object.values(planned).every((count) => count === 0)) throw await nothingOf(store, target);
    if (options.json !== true) printPlan(context, target, planned);
    const isAgreed = options.yes === true || (await isConfirmed(context));
    if (isAgreed) await store.remove(target);
    if (options.json === true) printJson(context, { target, removed: isAgreed, counts: planned });
    else context.stdout.write(isAgreed ? 'Removed.\n' : 'Nothing was removed.\n');
  });
}

/** @throws UsageError unless exactly one is named. */
function targetOf({ model, condition, dataset }: RemoveOptions): RemovalTarget {
  const targets: RemovalTarget[] = [
    ...(model === undefined ? [] : [{ model }]),
    ...(condition === undefined ? [] : [{ condition }]),
    ...(dataset === undefined ? [] : [{ dataset }]),
  ];
  const [target, another] = targets;
  if (target !== undefined && another === undefined) return target;
  throw new UsageError('Exactly one thing can be removed at a time.', {
    expected: 'one of --model, --condition and --dataset',
    found: target === undefined ? 'none of them' : targets.flatMap(Object.keys).join(', '),
    advice: 'For example: hvsb remove --model openai:gpt-4o-mini.',
  });
}

/** The error where the store holds nothing of that name or number. */
async function nothingOf(store: Store, target: RemovalTarget): Promise<UsageError> {
  const [[kind = '', name] = []] = Object.entries(target);
  const conditions = await store.conditions();
  const known =
    kind === 'dataset'
      ? (await store.scenarioNames({})).datasets
      : conditions.map(({ number, model }) => (kind === 'model' ? model : `${number}`));
  const nearest = known.length === 0 ? null : closest(`${name}`, known);
  return new UsageError(`There is no ${kind} "${name}" in the results file.`, {
    expected: known.length === 0 ? `a ${kind}; there is none yet` : [...new Set(known)].join(', '),
    ...(nearest === null || kind === 'condition' ? {} : { advice: `Did you mean "${nearest}"?` }),
  });
}

const kinds: Readonly<Record<keyof RemovalCounts, string>> = {
  scenarios: 'scenarios',
  questions: 'questions',
  samples: 'samples that lose scenarios',
  conditions: 'conditions',
  calls: 'calls',
  judgments: 'judgments',
  emulations: 'emulations',
  explanations: 'explanations',
  agreements: 'agreements',
  answers: 'answers to questions',
  failures: 'failed calls',
  ratingItems: 'items that people rate',
  ratings: 'ratings',
  adjudications: 'adjudications',
  personJudgments: 'judgments by people',
  textScores: 'scores of texts',
  notes: 'notes',
};

function printPlan(context: CommandContext, target: RemovalTarget, counts: RemovalCounts): void {
  const [[kind, name] = []] = Object.entries(target);
  const rows = Object.entries(kinds).flatMap(([key, label]) => {
    // The keys are those of the counts.
    const count = counts[key as keyof RemovalCounts];
    return count === 0 ? [] : [[label, formatCount(count)]];
  });
  const table = {
    title: `To be deleted with the ${kind} ${name}`,
    columns: [{ label: 'what' }, { label: 'rows', align: 'right' as const }],
    rows,
    notes: ['This cannot be undone. A copy of the results file is a way back: see docs/store.md.'],
  };
  context.stdout.write(`${renderText(table, context.stdout.columns ?? 100)}\n`);
}

/** @throws UsageError where nobody can be asked. */
async function isConfirmed({ stderr }: CommandContext): Promise<boolean> {
  if (!process.stdin.isTTY || !stderr.isTTY) {
    throw new UsageError('Nothing was removed: without a terminal nobody can be asked.', {
      expected: '--yes',
      advice: 'Add --yes to delete what is listed.',
    });
  }
  const terminal = createInterface({ input: process.stdin, output: stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question('Delete all of it? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}
