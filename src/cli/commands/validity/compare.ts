import { Command } from 'commander';
import type { Store } from '../../../store/contract/store.ts';
import { openStore } from '../../../store/open-store.ts';
import { compareSides } from '../../../study/comparison/compare.ts';
import { comparisonTables } from '../../../study/comparison/comparison-table.ts';
import { parseSide, sideSelection, wavesOf } from '../../../study/comparison/parse-side.ts';
import { renderMarkdown } from '../../../tables/markdown.ts';
import { renderText } from '../../../tables/text.ts';
import { type CommandContext, printJson, terminalWidth } from '../../command-context.ts';
import {
  addScenarioOptions,
  jsonOption,
  marginOption,
  type ScenarioOptions,
  scenarioFilter,
  storeOption,
} from '../../options.ts';
import { readableStorePath } from '../../with-store.ts';

interface CompareOptions extends ScenarioOptions {
  readonly margin?: number;
  readonly md?: boolean;
  readonly json?: boolean;
  readonly store?: string;
}

export function compareCommand(context: CommandContext): Command {
  const command = new Command('compare')
    .description(
      'compare two models, attacks, prompt packs, conditions, waves or results files on the same scenarios',
    )
    .argument(
      '<a>',
      'what is compared with: last.db, a model, an attack, a pack, or store=FILE,model=NAME,attack=NAME',
    )
    .argument('<b>', 'the other side, in the same way')
    .addOption(marginOption())
    .option('--md', 'print Markdown')
    .addOption(storeOption())
    .addOption(jsonOption().conflicts('md'));
  return addScenarioOptions(command).action((a: string, b: string, options: CompareOptions) =>
    compare(context, [a, b], options),
  );
}

async function compare(
  context: CommandContext,
  [a, b]: readonly [string, string],
  options: CompareOptions,
): Promise<void> {
  const opened: Store[] = [];
  const notes: string[] = [];
  try {
    const side = async (text: string) => {
      const named = parseSide(text);
      const store = await openStore(readableStorePath(named.store ?? options.store), {
        readOnly: true,
      });
      opened.push(store);
      const selection = await sideSelection(store, named);
      const waves = await wavesOf(store, named, selection);
      if (waves !== null) notes.push(waveNote(text, waves));
      return { store, selection: { ...scenarioFilter(options), ...selection } };
    };
    const comparisons = await compareSides(await side(a), await side(b), options.margin);
    if (options.json === true) return printJson(context, { a, b, comparisons, notes });
    const tables = comparisonTables(comparisons, a, b);
    const render = options.md === true ? renderMarkdown : textIn(terminalWidth(context));
    context.stdout.write(`${tables.map(render).join('\n')}\n`);
    for (const note of new Set(notes)) context.stderr.write(`${note}\n`);
  } finally {
    for (const store of opened) await store.close();
  }
}

/** Several waves are stored, and the side names none. */
function waveNote(
  side: string,
  { counted, stored }: { readonly counted: number; readonly stored: readonly number[] },
) {
  return `${side}: answers of the waves ${stored.join(', ')} are stored; wave ${counted}, the newest, counts where it is there. Name one with wave=N.`;
}

function textIn(width: number) {
  return (table: Parameters<typeof renderText>[0]) => renderText(table, width);
}
