import { Command } from 'commander';
import type { Store } from '../../../store/contract/store.ts';
import { openStore } from '../../../store/open-store.ts';
import { compareSides } from '../../../study/comparison/compare.ts';
import { comparisonTables } from '../../../study/comparison/comparison-table.ts';
import { parseSide, sideSelection } from '../../../study/comparison/parse-side.ts';
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
  try {
    const side = async (text: string) => {
      const named = parseSide(text);
      const store = await openStore(readableStorePath(named.store ?? options.store), {
        readOnly: true,
      });
      opened.push(store);
      return { store, selection: { ...scenarioFilter(options), ...(await sideSelection(store, named)) } };
    };
    const comparisons = await compareSides(await side(a), await side(b), options.margin);
    if (options.json === true) return printJson(context, { a, b, comparisons });
    const tables = comparisonTables(comparisons, a, b);
    const render = options.md === true ? renderMarkdown : textIn(terminalWidth(context));
    context.stdout.write(`${tables.map(render).join('\n')}\n`);
  } finally {
    for (const store of opened) await store.close();
  }
}

function textIn(width: number) {
  return (table: Parameters<typeof renderText>[0]) => renderText(table, width);
}
