import { Command } from 'commander';
import { type ReparseResult, reparse } from '../../stages/reparse.ts';
import { type CommandContext, formatCount, printJson } from '../command-context.ts';
import { jsonOption, storeOption } from '../options.ts';
import { withExistingStore } from '../with-store.ts';

interface ReparseOptions {
  readonly store?: string;
  readonly json?: boolean;
}

export function reparseCommand(context: CommandContext): Command {
  return new Command('reparse')
    .description('read the stored answers again with the parsers of this version; no call is made')
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((options: ReparseOptions) => reparseStore(context, options));
}

async function reparseStore(context: CommandContext, options: ReparseOptions): Promise<void> {
  const result = await withExistingStore(options.store, 'hvsb reparse', reparse);
  if (options.json === true) return printJson(context, result);
  context.stdout.write(
    `Read ${formatCount(result.read)} answers again; ${formatCount(result.changed)} labels changed.\n`,
  );
  for (const line of changeLines(result)) context.stdout.write(`  ${line}\n`);
}

function changeLines({ stages }: ReparseResult): string[] {
  const lines = Object.entries(stages).flatMap(([stage, { changes }]) =>
    Object.entries(changes).map(([change, count]) => `${stage}: ${change}: ${formatCount(count)}`),
  );
  return stages.explain.changed === 0
    ? lines
    : [
        ...lines,
        'Agreements on explanations whose text has changed no longer count: "hvsb agree" has the new text read.',
      ];
}
