import { Command } from 'commander';
import { copyStore } from '../../../store/copy/copy-store.ts';
import { shownLocation, storeLocation } from '../../../store/open-store.ts';
import { type CommandContext, formatCount, printJson } from '../../command-context.ts';
import { jsonOption } from '../../options.ts';

export function storeCommand(context: CommandContext): Command {
  const command = new Command('store').description('copy a study between a file and a PostgreSQL database');
  command
    .command('copy')
    .description('copy everything of one store into an empty one; exports and measures are equal afterwards')
    .argument('<from>', 'results file, or postgres://USER@HOST/DATABASE')
    .argument('<to>', 'likewise; nothing may be in it')
    .addOption(jsonOption())
    .action((from: string, to: string, options: { readonly json?: boolean }) =>
      copy(context, from, to, options.json === true),
    );
  return command;
}

/** Rows between two lines on a copy that takes minutes. */
const rowsALine = 1_000_000;

async function copy(context: CommandContext, from: string, to: string, json: boolean): Promise<void> {
  const counts = await copyStore(storeLocation(from), storeLocation(to), ({ table, rows }) => {
    if (rows > 0 && rows % rowsALine === 0) context.stderr.write(`${formatCount(rows)} rows of ${table}\n`);
  });
  const [source, target] = [shownLocation(from), shownLocation(to)];
  if (json) return printJson(context, { from: source, to: target, rows: counts });
  const { scenario = 0, call = 0, judgment = 0 } = counts;
  const all = Object.values(counts).reduce((sum, rows) => sum + rows, 0);
  context.stdout.write(
    `Copied ${formatCount(scenario)} scenarios, ${formatCount(call)} calls, ${formatCount(judgment)} judgments and everything else (${formatCount(all)} rows) from ${source} to ${target}\n`,
  );
}
