import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Adjudication, Rating, RatingValue } from '../../core/rating.ts';
import { DataError } from '../../errors/errors.ts';
import type { RatingItemOrigin } from '../../store/contract/ratings.ts';
import { csvLines, unguardFormula } from '../../tables/csv.ts';
import { raterName } from './assign-item.ts';
import { foldName, type RatingRepository } from './rating-repository.ts';

/** A line of ratings as a file has it, by column; what is absent is empty. */
export type RatingRecord = Readonly<Record<(typeof ratingsCsvColumns)[number], string>>;

/** A line and its place, for errors. */
export interface LocatedRecord {
  readonly record: RatingRecord;
  readonly where: string;
}

/** What the lines of a file have to fit. */
export interface RatedStudy {
  /** A line about another item or scenario is an error. */
  readonly origins: readonly RatingItemOrigin[];
  /** The values that can be given, upwards. */
  readonly scale: readonly RatingValue[];
}

/** The ratings of a file. */
export interface ReadRatings {
  readonly ratings: readonly Rating[];
  readonly adjudicated: readonly Adjudication[];
}

/** A number as spreadsheets and data frames write it: 3 and 3.0 are the same. */
const wholeNumber = z
  .string()
  .trim()
  .transform((text) => text.replace(/^(\d+)\.0+$/, '$1'));
const skipped = z.literal('').transform(() => null);
const common = {
  item: wholeNumber.pipe(
    z
      .string()
      .regex(/^\d{1,15}$/, 'the number of an item')
      .transform(Number),
  ),
  scenario_id: z.string().trim(),
  person: raterName,
  comment: z.string(),
};
const seconds = z
  .string()
  .trim()
  .pipe(z.string().regex(/^(\d+(\.\d+)?(e-?\d+)?)?$/, 'a number of seconds, or nothing'))
  // Other tools do not measure it.
  .transform((text) => (text === '' ? null : Number(text)));
type Line = z.infer<ReturnType<typeof lineOn>>;

function lineOn(scale: readonly RatingValue[], importedAt: number) {
  const value = wholeNumber.pipe(z.enum(scale.map(String))).transform(Number);
  const time = timeOr(importedAt);
  return z.discriminatedUnion(
    'role',
    [
      z.object({
        ...common,
        time,
        role: z.literal('rater'),
        value: z.union(
          [value, z.string().trim().pipe(skipped)],
          `${scale.join(', ')}, or nothing for a skipped item`,
        ),
        seconds,
      }),
      z.object({ ...common, time, role: z.literal('adjudicator'), value, seconds: z.string() }),
    ],
    '"rater" or "adjudicator"',
  );
}

/** A time in ISO 8601, with a blank for its T, without its zone (then UTC), or a day alone. */
function timeOr(importedAt: number) {
  return z
    .string()
    .trim()
    .transform((text, context) => {
      if (text === '') return importedAt;
      const iso = text.replace(/^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}.*)$/, '$1T$2');
      const zoned = /T[\d:.]+$/.test(iso) ? `${iso}Z` : iso;
      const time = /^\d{4}-\d{2}-\d{2}(T|$)/.test(iso) ? Date.parse(zoned) : Number.NaN;
      if (!Number.isNaN(time)) return time;
      context.addIssue({
        code: 'custom',
        message:
          'a time such as 2026-05-31T14:05:00Z: days and months in another order could be taken for each other',
      });
      return z.NEVER;
    });
}

/**
 * Reads what `writeRatingsCsv` wrote, or a file of the same columns. Nothing is saved here.
 * @param file how the user knows the file, for errors.
 * @throws DataError with the line.
 */
export function readRatingsCsv(csv: string, study: RatedStudy, file = 'ratings'): ReadRatings {
  return readRatings(recordsOf(csv, file), study, Date.now());
}

/**
 * The ratings of records. Two of one person for one item at one time have to be the same.
 * @param importedAt of ratings without a time, in milliseconds since 1970
 * @throws DataError with the place
 */
export function readRatings(
  records: readonly LocatedRecord[],
  { origins, scale }: RatedStudy,
  importedAt: number,
): ReadRatings {
  const scenarios = new Map(origins.map(({ item, scenarioId }) => [item, scenarioId]));
  const line = lineOn(scale, importedAt);
  const said = new Map<string, { readonly value: number | null; readonly where: string }>();
  const lines = records.map(({ record, where }) => {
    const read = checkScenario(checkLine(record, where, line), where, scenarios);
    checkRepetition(read, where, said);
    return read;
  });
  return {
    ratings: lines.flatMap((each) => (each.role === 'rater' ? [ratingOf(each)] : [])),
    adjudicated: lines.flatMap((each) => (each.role === 'adjudicator' ? [adjudicationOf(each)] : [])),
  };
}

function checkRepetition(
  { role, item, person, time, value }: Line,
  where: string,
  said: Map<string, { readonly value: number | null; readonly where: string }>,
): void {
  const key = JSON.stringify([role, item, foldName(person), time]);
  const earlier = said.get(key);
  if (earlier === undefined) said.set(key, { value, where });
  else if (earlier.value !== value) {
    throw new DataError(`${person} gave item ${item} two values at one time.`, {
      where,
      expected: `${earlier.value ?? 'no value'}, as in ${earlier.where}`,
      found: `${value ?? 'no value'}`,
      advice: 'Remove one of the two lines; of different times the later one counts.',
    });
  }
}

function recordsOf(csv: string, file: string): LocatedRecord[] {
  try {
    const options = { bom: true, columns: checkHeading(file), info: true, skip_empty_lines: true } as const;
    const parsed: { record: Record<string, string>; info: { lines: number } }[] = parse(csv, options);
    return parsed.map(({ record, info }) => ({
      record: guarded(record),
      where: `${file}, line ${info.lines}`,
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new DataError('This is not readable as CSV.', {
      where: file,
      found: error.message,
      advice: 'Save it as CSV with commas and double quotes.',
      cause: error,
    });
  }
}

/** A record of a file that was written for spreadsheets, without the marks that keep them from running a cell. */
export function guarded(record: Readonly<Record<string, string>>): RatingRecord {
  const text = (column: (typeof ratingsCsvColumns)[number]) => record[column] ?? '';
  return {
    item: text('item'),
    scenario_id: text('scenario_id'),
    role: text('role'),
    person: unguardFormula(text('person')),
    value: text('value'),
    comment: unguardFormula(text('comment')),
    seconds: text('seconds'),
    time: text('time'),
  };
}

function checkHeading(file: string): (heading: string[]) => string[] {
  return (heading) => {
    const missing = ratingsCsvColumns.filter((column) => !heading.includes(column));
    if (missing.length === 0) return heading;
    throw new DataError(`The heading lacks ${missing.join(', ')}.`, {
      where: `${file}, line 1`,
      expected: ratingsCsvColumns.join(', '),
      found: heading.join(', '),
    });
  };
}

function checkLine(record: RatingRecord, where: string, line: ReturnType<typeof lineOn>): Line {
  const role = record.role.trim().toLowerCase() || 'rater';
  const parsed = line.safeParse({ ...record, role });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const column = String(issue?.path[0] ?? 'role') as keyof RatingRecord;
  throw new DataError('This line is not a rating.', {
    where,
    expected: `field "${column}": ${issue?.message ?? 'another value'}`,
    found: JSON.stringify(record[column]),
    advice: `Correct the line${optional.has(column) ? `, or leave the column out with "--column ${column}="` : ''}.`,
  });
}

/** What a rating can do without. */
const optional: ReadonlySet<string> = new Set(['comment', 'seconds', 'time', 'role', 'scenario_id']);

function checkScenario(line: Line, where: string, scenarios: ReadonlyMap<number, string>): Line {
  const { item, scenario_id: scenarioId } = line;
  const expected = scenarios.get(item);
  if (expected === undefined) throw noItem(item, where);
  if (scenarioId !== '' && scenarioId !== expected) {
    throw new DataError(`Item ${item} is about another scenario here.`, {
      where,
      expected,
      found: scenarioId,
      advice:
        'The ratings are of another study: import them into the store that they were exported from. If the numbers of the items are right all the same, leave the column out: "--column scenario_id=".',
    });
  }
  return line;
}

function noItem(item: number, where: string): DataError {
  return new DataError(`This study has no item ${item} to rate.`, {
    where,
    expected: 'the number of an item, as "hvsb rate" chose it',
    found: String(item),
    advice:
      'If it is the number of an explanation, as "hvsb export --table explanations" writes it, add "--column explanation=item"; else name the explanations by the columns scenario_id and explainer.',
  });
}

function ratingOf({ item, person, value, comment, seconds, time }: Line & { role: 'rater' }): Rating {
  return { item, rater: person, value, comment, seconds, ratedAt: time };
}

function adjudicationOf({
  item,
  person,
  value,
  comment,
  time,
}: Line & { role: 'adjudicator' }): Adjudication {
  return { item, adjudicator: person, value, comment, adjudicatedAt: time };
}

export const ratingsCsvColumns = [
  'item',
  'scenario_id',
  'role',
  'person',
  'value',
  'comment',
  'seconds',
  'time',
] as const;

/** Everything that people said, and where it belongs. */
export interface RatingsOfStudy {
  readonly ratings: readonly Rating[];
  readonly adjudicated: readonly Adjudication[];
  readonly origins: readonly RatingItemOrigin[];
}

/**
 * Ratings and adjudicated values as CSV, see docs/rating.md. `readRatingsCsv` gives back exactly what went in. The
 * models that wrote the explanations are not in it, so that it can be shown to raters.
 */
export function writeRatingsCsv({ ratings, adjudicated, origins }: RatingsOfStudy): string {
  const scenarios = new Map(origins.map(({ item, scenarioId }) => [item, scenarioId]));
  const lines = [
    ...ratings.map((rating) => [
      rating.item,
      scenarios.get(rating.item) ?? '',
      'rater',
      rating.rater,
      rating.value ?? '',
      rating.comment,
      rating.seconds ?? '',
      new Date(rating.ratedAt).toISOString(),
    ]),
    ...adjudicated.map((each) => [
      each.item,
      scenarios.get(each.item) ?? '',
      'adjudicator',
      each.adjudicator,
      each.value,
      each.comment,
      '',
      new Date(each.adjudicatedAt).toISOString(),
    ]),
  ];
  return csvLines([ratingsCsvColumns, ...lines]);
}

/**
 * Saves the ratings of a file; for each item and person the later rating counts.
 * @param scale the values that can be given, upwards.
 * @param file how the user knows the file, for errors.
 * @returns how many lines were saved, and how many said nothing newer than what is stored.
 * @throws DataError with the line; then nothing is saved.
 */
export async function importRatings(
  repository: RatingRepository,
  scale: readonly RatingValue[],
  csv: string,
  file?: string,
): Promise<{ readonly saved: number; readonly known: number }> {
  return saveRatings(repository, readRatingsCsv(csv, { origins: repository.origins, scale }, file));
}

/** Saves ratings that were read; for each item and person the later one counts. */
export async function saveRatings(
  repository: RatingRepository,
  { ratings, adjudicated }: ReadRatings,
): Promise<{ readonly saved: number; readonly known: number }> {
  const spelled = ratings.map((rating) => ({ ...rating, rater: repository.spellingOf(rating.rater) }));
  const saved = (await repository.save(spelled)) + (await repository.adjudicate(adjudicated));
  return { saved, known: ratings.length + adjudicated.length - saved };
}
