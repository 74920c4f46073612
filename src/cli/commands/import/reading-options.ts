import { type Command, Option } from 'commander';
import type { Gold } from '../../../core/scenario.ts';
import type { FileOptions } from '../../../datasets/formats/text.ts';
import type { GoldOptions } from '../../../datasets/scenario-file/gold-labels.ts';
import { UsageError } from '../../../errors/errors.ts';
import { appended, columnMapping, jsonOption, storeOption } from '../../options.ts';

/** What `addFileOptions` gives. */
export interface FileFlags {
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly quotes?: 'double' | 'none';
  readonly sheet?: string;
}

/** How files are written, where that is not found out from them. */
export function addFileOptions(command: Command): Command {
  return command
    .option('--encoding <name>', 'of text files that are not UTF-8, e.g. windows-1252 (default: found out)')
    .option('--delimiter <character>', 'what separates cells, e.g. ";" or tab (default: found out)')
    .addOption(
      new Option('--quotes <kind>', '"none": quotes are characters like any other').choices([
        'double',
        'none',
      ]),
    )
    .option('--sheet <name>', 'sheet of an Excel workbook (default: the first)');
}

export function fileOptions({ encoding, delimiter, quotes, sheet }: FileFlags): FileOptions {
  return {
    ...(encoding === undefined ? {} : { encoding }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(quotes === undefined ? {} : { quotes }),
    ...(sheet === undefined ? {} : { sheet }),
  };
}

/** What `addReadingOptions` gives. */
export interface ReadingFlags extends FileFlags {
  readonly as?: string;
  readonly dataset?: string;
  readonly column?: readonly string[];
  readonly gold?: Gold;
  readonly goldValues?: string;
  readonly skipInvalid?: boolean;
  readonly replace?: boolean;
  readonly store?: string;
  readonly json?: boolean;
}

/** Options of every import whose rows speak of scenarios. */
export function addReadingOptions(command: Command): Command {
  command
    .option(
      '--dataset <name>',
      'the dataset of the scenarios (default: the file’s own column, else "imported")',
    )
    .option('--as <name>', 'the same: a name for another version or language with the same ids')
    .option(
      '--column <field=column>',
      'column that holds a field, if it has another name (repeatable)',
      appended,
    )
    .addOption(
      new Option('--gold <label>', 'gold label of every row, where the file has none').choices([
        'biased',
        'unbiased',
      ]),
    )
    .option('--gold-values <pairs>', 'what the file writes for each gold label, e.g. biased=1,unbiased=0');
  return addFileOptions(command)
    .option('--skip-invalid', 'count and list bad rows instead of stopping at the first')
    .option('--replace', 'take the place of what is stored')
    .addOption(storeOption())
    .addOption(jsonOption());
}

/** What becomes of two different answers of one model to one scenario. */
export function duplicatesOption(): Option {
  return new Option(
    '--duplicates <how>',
    'several answers of a model to a scenario: repeats (default: an error, unless they are the same)',
  )
    .choices(['conflict', 'repeats'])
    .default('conflict');
}

/** The flags as readers take them. @throws UsageError for pairs that are none */
export function readingOptions(flags: ReadingFlags): GoldOptions & {
  readonly dataset?: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly file: FileOptions;
} {
  const dataset = flags.as ?? flags.dataset;
  return {
    columns: columnMapping(flags.column ?? []),
    file: fileOptions(flags),
    ...(dataset === undefined ? {} : { dataset }),
    ...(flags.gold === undefined ? {} : { gold: flags.gold }),
    ...(flags.goldValues === undefined ? {} : { goldValues: goldValues(flags.goldValues) }),
  };
}

/** `biased=1,unbiased=0` as the labels of values, in lower case. */
function goldValues(text: string): Readonly<Record<string, Gold>> {
  const pairs = text.split(',').map((pair): [string, Gold] => {
    const [label = '', ...value] = pair.split('=');
    const gold = label.trim().toLowerCase();
    if ((gold === 'biased' || gold === 'unbiased') && value.length > 0) {
      return [value.join('=').trim().toLowerCase(), gold];
    }
    throw new UsageError('The values of gold labels are not given as label=value.', {
      where: `--gold-values ${text}`,
      expected: '"biased" or "unbiased", "=", and what the file writes, separated by commas',
      found: pair.trim(),
      advice: 'For example "--gold-values biased=1,unbiased=0".',
    });
  });
  return Object.fromEntries(pairs);
}
