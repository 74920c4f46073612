import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { UsageError } from '../../../errors/errors.ts';
import { RatingRepository } from '../../../server/rating/rating-repository.ts';
import { importRatings } from '../../../server/rating/ratings-csv.ts';
import { ratingScale } from '../../../store/contract/rating-scale.ts';
import { type CommandContext, formatCount, printJson } from '../../command-context.ts';
import { jsonOption, storeOption } from '../../options.ts';
import { withExistingStore } from '../../with-store.ts';

interface ImportRatingsOptions {
  readonly store?: string;
  readonly json?: boolean;
}

export function importRatingsCommand(context: CommandContext): Command {
  return new Command('ratings')
    .description('people’s ratings, as the rating page saves them (Agreement, "Download CSV")')
    .argument('<file>')
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((file: string, options: ImportRatingsOptions) => importFile(context, file, options));
}

async function importFile(
  context: CommandContext,
  file: string,
  options: ImportRatingsOptions,
): Promise<void> {
  const csv = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError('The file cannot be read.', { where: file, cause });
  });
  const { saved, known } = await withExistingStore(options.store, 'hvsb import ratings', async (store) =>
    importRatings(await RatingRepository.open(store), ratingScale(await store.ratingLabels()), csv, file),
  );
  if (options.json === true) return printJson(context, { file, saved, known });
  context.stdout.write(
    `${file}: ${formatCount(saved)} ratings stored, ${formatCount(known)} said nothing newer than what is stored\n`,
  );
}
