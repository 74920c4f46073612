import { isAbsolute, relative } from 'node:path';
import type { StoredBatch } from '../../../core/batch.ts';
import { batchProviders } from '../../../models/batch/batch-offers.ts';
import type { Store } from '../../../store/contract/store.ts';
import { renderText } from '../../../tables/text.ts';
import { type CommandContext, formatCount, printJson, terminalWidth } from '../../command-context.ts';

/** Prints the stored batches, oldest first, and what went wrong with those of which the provider says so. */
export async function listBatches(
  context: CommandContext,
  store: Store,
  { json }: { readonly json?: boolean },
): Promise<void> {
  const batches = await store.batches();
  if (json === true) return printJson(context, { batches });
  if (batches.length === 0) {
    context.stdout.write(
      `No batch was sent. Models of ${batchProviders} are asked in batches with --batch.\n`,
    );
    return;
  }
  const right = 'right' as const;
  const table = {
    title: 'Batches',
    columns: [
      { label: 'n', align: right },
      ...['model', 'batch', 'state', 'since'].map((label) => ({ label })),
      ...['calls', 'waiting'].map((label) => ({ label, align: right })),
    ],
    rows: batches.map(({ number, model, remoteId, state, createdAt, lines, finished }) => [
      String(number),
      model,
      remoteId === null ? 'not known yet' : shownId(remoteId),
      words[state],
      new Date(createdAt).toISOString().slice(0, 16).replace('T', ' '),
      formatCount(lines),
      formatCount(lines - finished),
    ]),
    notes: [
      ...batches.flatMap(({ number, problem }) => (problem === null ? [] : [`${number}: ${problem}`])),
      ...hint(batches),
    ],
  };
  context.stdout.write(`${renderText(table, terminalWidth(context))}\n`);
}

/** Of a batch that is a file, the path from here. */
function shownId(remoteId: string): string {
  return isAbsolute(remoteId) ? relative(process.cwd(), remoteId) : remoteId;
}

const words = { written: 'written', submitted: 'under way', collected: 'ended' } as const;

function hint(batches: readonly StoredBatch[]): string[] {
  return batches.every(({ state }) => state === 'collected')
    ? ['All have ended: the command that sent them stores the answers.']
    : ['As last asked about: "hvsb batch wait", or the command that sent them, asks again.'];
}
