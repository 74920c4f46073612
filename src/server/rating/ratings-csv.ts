import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import type { Adjudication, Rating, RatingValue } from '../../core/rating.ts';
import { DataError } from '../../errors/errors.ts';
import type { RatingItemOrigin } from '../../store/contract/ratings.ts';
import { guardFormula, unguardFormula } from '../../tables/flat-entry.ts';
import { raterName } from './assign-item.ts';
import type { RatingRepository } from './rating-repository.ts';

const skipped = z.literal('').transform(() => null);
const common = {
  item: z
    .string()
    .regex(/^\d{1,15}$/, 'the number of an item')
    .transform(Number),
  scenario_id: z.string(),
  person: z.string().transform(unguardFormula).pipe(raterName),
  comment: z.string().transform(unguardFormula),
  time: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
};
type Line = z.infer<ReturnType<typeof lineOn>>;

function lineOn(scale: readonly RatingValue[]) {
  const value = z.enum(scale.map(String)).transform(Number);
  return z.discriminatedUnion('role', [
    z.strictObject({
      ...common,
      role: z.literal('rater'),
      value: z.union([value, skipped], `expected ${scale.join(', ')}, or nothing for a skipped item`),
      seconds: z
        .string()
        .regex(/^\d+(\.\d+)?(e-?\d+)?$/, 'a number of seconds')
        .transform(Number),
    }),
    z.strictObject({ ...common, role: z.literal('adjudicator'), value, seconds: z.literal('') }),
  ]);
}

/** What the lines of a file have to fit. */
export interface RatedStudy {
  /** A line about another item or scenario is an error. */
  readonly origins: readonly RatingItemOrigin[];
  /** The values that can be given, upwards. */
  readonly scale: readonly RatingValue[];
}

/**
 * Reads what `writeRatingsCsv` wrote, or a file of the same columns. Nothing is saved here.
 * @param file how the user knows the file, for errors.
 * @throws DataError with the line.
 */
export function readRatingsCsv(
  csv: string,
  { origins, scale }: RatedStudy,
  file = 'ratings',
): { readonly ratings: readonly Rating[]; readonly adjudicated: readonly Adjudication[] } {
  const scenarios = new Map(origins.map(({ item, scenarioId }) => [item, scenarioId]));
  const line = lineOn(scale);
  const lines = recordsOf(csv, file).map(({ record, where }) =>
    checkScenario(checkLine(record, where, line), where, scenarios),
  );
  return {
    ratings: lines.flatMap((each) => (each.role === 'rater' ? [ratingOf(each)] : [])),
    adjudicated: lines.flatMap((each) => (each.role === 'adjudicator' ? [adjudicationOf(each)] : [])),
  };
}

interface LocatedRecord {
  readonly record: unknown;
  readonly where: string;
}

function recordsOf(csv: string, file: string): LocatedRecord[] {
  try {
    const options = { bom: true, columns: checkHeading(file), info: true, skip_empty_lines: true } as const;
    const parsed: { record: unknown; info: { lines: number } }[] = parse(csv, options);
    return parsed.map(({ record, info }) => ({ record, where: `${file}, line ${info.lines}` }));
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

function checkLine(record: unknown, where: string, line: ReturnType<typeof lineOn>): Line {
  const parsed = line.safeParse(record);
  if (parsed.success) return parsed.data;
  throw new DataError('This line is not a rating.', { where, found: z.prettifyError(parsed.error) });
}

function checkScenario(line: Line, where: string, scenarios: ReadonlyMap<number, string>): Line {
  const { item, scenario_id: scenarioId } = line;
  const expected = scenarios.get(item);
  if (expected === undefined) throw new DataError(`This study has no item ${item} to rate.`, { where });
  if (scenarioId !== '' && scenarioId !== expected) {
    throw new DataError(`Item ${item} is about another scenario here.`, {
      where,
      expected,
      found: scenarioId,
      advice: 'The ratings are of another study; import them into the store that they were exported from.',
    });
  }
  return line;
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
      guardFormula(rating.rater),
      rating.value ?? '',
      guardFormula(rating.comment),
      rating.seconds,
      new Date(rating.ratedAt).toISOString(),
    ]),
    ...adjudicated.map((each) => [
      each.item,
      scenarios.get(each.item) ?? '',
      'adjudicator',
      guardFormula(each.adjudicator),
      each.value,
      guardFormula(each.comment),
      '',
      new Date(each.adjudicatedAt).toISOString(),
    ]),
  ];
  // A lone carriage return would be read as a line end.
  return stringify([ratingsCsvColumns, ...lines], { quoted_match: /[\r\n]/ });
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
  const { ratings, adjudicated } = readRatingsCsv(csv, { origins: repository.origins, scale }, file);
  const spelled = ratings.map((rating) => ({ ...rating, rater: repository.spellingOf(rating.rater) }));
  const saved = (await repository.save(spelled)) + (await repository.adjudicate(adjudicated));
  return { saved, known: ratings.length + adjudicated.length - saved };
}
