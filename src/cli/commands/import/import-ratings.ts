import { Command } from 'commander';
import { openTable, type RowValues } from '../../../datasets/formats/read-table.ts';
import { checkFields, chooseColumns, columnsOfTable } from '../../../datasets/scenario-file/table-columns.ts';
import { DataError } from '../../../errors/errors.ts';
import { RatingRepository } from '../../../server/rating/rating-repository.ts';
import {
  guarded,
  type LocatedRecord,
  ratingsCsvColumns,
  readRatings,
  saveRatings,
} from '../../../server/rating/ratings-csv.ts';
import { ratingScale } from '../../../store/contract/rating-scale.ts';
import type { Store } from '../../../store/contract/store.ts';
import { type CommandContext, formatCount, printJson } from '../../command-context.ts';
import { appended, columnMapping, jsonOption, storeOption } from '../../options.ts';
import { withExistingStore } from '../../with-store.ts';
import { addFileOptions, type FileFlags, fileOptions } from './reading-options.ts';

interface RatingFlags extends FileFlags {
  readonly column?: readonly string[];
  readonly store?: string;
  readonly json?: boolean;
}

/** What a file of ratings may say, and the names that the columns may have. */
const knownColumns = {
  item: ['item'],
  explanation: ['explanation'],
  scenario_id: ['scenario_id'],
  explainer: ['explainer'],
  role: ['role'],
  person: ['person', 'rater', 'annotator'],
  value: ['value', 'rating', 'score'],
  comment: ['comment'],
  seconds: ['seconds'],
  time: ['time', 'rated_at'],
} as const;

/** `hvsb import ratings`. */
export function importRatingsCommand(context: CommandContext): Command {
  const command = new Command('ratings')
    .description(
      'people’s ratings, a row each: item, person, value; as the rating page saves them (Agreement, "Download CSV"), as an export, or of another tool',
    )
    .argument('<file>')
    .option(
      '--column <field=column>',
      'column that holds a field, if it has another name (repeatable)',
      appended,
    );
  return addFileOptions(command)
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((file: string, flags: RatingFlags) => importFile(context, file, flags));
}

async function importFile(context: CommandContext, file: string, flags: RatingFlags): Promise<void> {
  const { saved, known } = await withExistingStore(flags.store, 'hvsb import ratings', (store) =>
    importRatingFile(store, file, flags),
  );
  if (flags.json === true) return printJson(context, { file, saved, known });
  context.stdout.write(
    `${file}: ${formatCount(saved)} ratings stored, ${formatCount(known)} said nothing newer than what is stored\n`,
  );
}

/**
 * Takes the ratings of a file into the store, all or none.
 * @returns how many were saved, and how many said nothing newer than what is stored
 * @throws DataError with the line of what is no rating of an item
 */
export async function importRatingFile(
  store: Store,
  file: string,
  flags: RatingFlags = {},
): Promise<{ readonly saved: number; readonly known: number }> {
  const rows = await readRows(file, flags);
  return store.atomically(async () => {
    const isNumbered = columnMapping(flags.column ?? []).explanation !== undefined;
    const records = await withItems(store, rows, isNumbered);
    const repository = await RatingRepository.open(store);
    const scale = ratingScale(await store.ratingLabels());
    const study = { origins: repository.origins, scale };
    return saveRatings(repository, readRatings(records, study, Date.now()));
  });
}

interface RatingRow extends LocatedRecord {
  readonly explainer: string;
  /** Number of the explanation where it was exported. */
  readonly explanation: string;
}

async function readRows(file: string, flags: RatingFlags): Promise<readonly RatingRow[]> {
  const table = await openTable(file, fileOptions(flags));
  const header = await columnsOfTable(table, file);
  const mapping = columnMapping(flags.column ?? []);
  checkFields(mapping, Object.keys(knownColumns));
  const columns = chooseColumns(header, knownColumns, mapping, file);
  const isNamed = columns.item !== undefined || columns.explanation !== undefined;
  const missing = [
    ...(isNamed ? [] : ['item']),
    ...(['person', 'value'] as const).filter((field) => columns[field] === undefined),
  ];
  if (missing.length > 0) throw missingColumns(file, missing, header);
  const rows: RatingRow[] = [];
  for await (const read of table.rows()) {
    if (read.kind === 'invalid') throw read.error;
    const said = Object.fromEntries(
      Object.entries(columns).map(([field, column]) => [field, cellText(read.value, column)]),
    );
    // A column that is named as that of explanations does not number items.
    if (columns.item === columns.explanation) said.item = '';
    const own = Object.fromEntries(ratingsCsvColumns.map((column) => [column, said[column] ?? '']));
    // An export has texts as they are; what was written for spreadsheets has marks in them.
    const record = header.includes('rated_at')
      ? { ...guarded(own), comment: said.comment ?? '', person: said.person ?? '' }
      : guarded(own);
    const { explainer = '', explanation = '' } = said;
    rows.push({ record, where: `${file}:${read.row}`, explainer, explanation });
  }
  return rows;
}

function cellText(row: RowValues, column: string): string {
  const value = row[column];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function missingColumns(file: string, missing: readonly string[], header: readonly string[]): DataError {
  const [first] = missing;
  return new DataError(`No column holds the ${missing.join(' or the ')} of a rating.`, {
    where: `${file}:1`,
    expected: 'a row for each rating, with the columns item, person and value',
    found: header.join(', ').slice(0, 200),
    advice: `Name the column, for example "--column ${first}=your_column". A table with a column for each person has to be turned into one with a row for each rating.`,
  });
}

/** Of items that are made here. */
const itemSeed = 0;

/**
 * Makes items of the explanations that were rated elsewhere. A row names its item by the number that it has here, or its
 * explanation: by scenario and explainer, as an export does, or by scenario and the explanation's number.
 * @param isNumbered whether the user says that a column has the explanations' numbers, which are then enough
 */
async function withItems(
  store: Store,
  rows: readonly RatingRow[],
  isNumbered: boolean,
): Promise<readonly LocatedRecord[]> {
  const known = new Map((await store.ratingOrigins()).map((origin) => [origin.item, origin]));
  const isKnown = ({ record, explainer }: RatingRow) => {
    const origin = record.item === '' ? undefined : known.get(Number(record.item));
    if (origin === undefined) return false;
    return isOrNothing(record.scenario_id, origin.scenarioId) && isOrNothing(explainer, origin.explainer);
  };
  if (rows.every(isKnown)) return rows;
  const { byNumber, bySource } = await explanationsOf(store);
  const explanations = rows.map((row): number | null => {
    const { record, explainer, explanation } = row;
    if (isKnown(row)) return null;
    const scenario = record.scenario_id;
    const [only, ...others] = bySource.get(JSON.stringify([scenario, explainer])) ?? [];
    if (only !== undefined && others.length === 0) return only;
    // The number alone, where the user says that it is one of an explanation.
    if (scenario === '' && !isNumbered) return null;
    const number = Number(explanation === '' ? record.item : explanation);
    const of = byNumber.get(number);
    return of !== undefined && isOrNothing(scenario, of) ? number : null;
  });
  await store.addRatingItems([...new Set(explanations.filter((number) => number !== null))], itemSeed);
  const items = new Map((await store.ratingOrigins()).map(({ explanation, item }) => [explanation, item]));
  return rows.map(({ record, where, explanation }, index) => {
    const said = record.item === '' ? explanation : record.item;
    return { record: { ...record, item: String(items.get(explanations[index] ?? -1) ?? said) }, where };
  });
}

function isOrNothing(said: string | undefined, is: string): boolean {
  return said === undefined || said === '' || said === is;
}

async function explanationsOf(store: Store) {
  const byNumber = new Map<number, string>();
  const bySource = new Map<string, number[]>();
  const attacks = new Set((await store.conditions()).map(({ attack }) => attack));
  for (const attack of attacks) {
    for await (const batch of store.explanations({ attack })) {
      for (const { number, scenario, explainer } of batch) {
        byNumber.set(number, scenario.id);
        const source = JSON.stringify([scenario.id, explainer]);
        bySource.set(source, [...(bySource.get(source) ?? []), number]);
      }
    }
  }
  return { byNumber, bySource };
}
