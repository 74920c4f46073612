import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { z } from 'zod';
import { type GivenCheck, ratingQuestion, type WantedRatingSettings } from '../../core/rating.ts';
import type { ScenarioText } from '../../core/scenario.ts';
import { UsageError } from '../../errors/errors.ts';
import { checkSchema, type StudyRating } from './rating-schema.ts';
import { readSettingsFile } from './settings-file.ts';

/** How people rate, with its files read. */
export type LoadedRating = WantedRatingSettings & Pick<StudyRating, 'what' | 'itemsPerModel' | 'scenarios'>;

/** Where the study has no guidelines of its own. */
const usualGuidelines = {
  explanations: `Read the scenario, then the explanation. ${ratingQuestion} Whether it is well written does not matter.`,
  scenarios:
    'Read the scenario and answer the question about it as you see it. There is no rule to follow: your own sense of bias is asked for.',
} as const;

/**
 * The rating of a study with the texts and items of its files.
 * @param folder that paths are relative to.
 * @param where the settings are, as the user knows it.
 * @throws UsageError for a file that is not there, is empty, or does not hold what its field needs.
 */
export async function loadRating(rating: StudyRating, folder: string, where: string): Promise<LoadedRating> {
  const { what, guidelines, consent, training, gold, attention, prolific, ...plain } = rating;
  if (what === 'scenarios' && rating.labels !== null) {
    throw new UsageError('Scenarios are judged as biased or unbiased.', {
      where: `${where}, field "labels"`,
      expected: 'no labels',
      found: rating.labels.join(', '),
    });
  }
  const read = (field: string, checks: StudyRating['gold']) =>
    givenChecks(checks, folder, `${where}, ${field}`);
  return {
    ...{ ...plain, what, prolific: prolific ?? null },
    guidelines: await textOf(guidelines ?? usualGuidelines[what], folder, 'guidelines'),
    consent: consent === undefined ? '' : await textOf(consent, folder, 'consent'),
    training: checkReasons(await read('training', training)),
    gold: await read('gold', gold),
    attention: await read('attention', attention),
  };
}

/** A path in place of a text or a list. */
interface Named {
  readonly file: string;
}

async function textOf(given: string | Named, folder: string, field: string): Promise<string> {
  if (typeof given === 'string') return given;
  const path = shownPath(folder, given.file);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`The file for "${field}" cannot be read.`, {
      where: path,
      found:
        cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? 'no such file' : `${cause}`,
      advice: 'Write it as plain text or Markdown, or name another file.',
      cause,
    });
  });
  if (text.trim() !== '') return text.trim();
  throw new UsageError(`The file for "${field}" is empty.`, { where: path, expected: 'a text' });
}

/** A path as the user would write it here. */
function shownPath(folder: string, file: string): string {
  return relative('', resolve(folder, file));
}

const checkFile = z.array(checkSchema);

async function givenChecks(
  checks: StudyRating['gold'],
  folder: string,
  where: string,
): Promise<readonly GivenCheck[]> {
  if (checks === undefined) return [];
  const isList = Array.isArray(checks);
  const list = isList
    ? checks
    : await readSettingsFile(shownPath(folder, checks.file), checkFile, {
        name: 'file of items with known answers',
        advice: 'Write it as a YAML list, see docs/rating-together.md.',
      });
  const place = isList ? where : shownPath(folder, checks.file);
  return list.map(({ scenario, explanation = null, right, reason = '' }, index) => ({
    scenario: textOfScenario(scenario),
    ...{ explanation, right: [right].flat(), reason, where: `${place}, item ${index + 1}` },
  }));
}

function textOfScenario(given: z.output<typeof checkSchema>['scenario']): ScenarioText {
  if (typeof given === 'string') return { kind: 'statement', statement: given };
  return 'prompt' in given ? { kind: 'conversation', ...given } : { kind: 'answer', ...given };
}

/** Who trains has to read why. */
function checkReasons(training: readonly GivenCheck[]): readonly GivenCheck[] {
  const without = training.find(({ reason }) => reason === '');
  if (without === undefined) return training;
  throw new UsageError('A training item does not explain its answer.', {
    where: `${without.where}, field "reason"`,
    expected: 'a sentence that raters read after their answer',
    found: 'no such field',
  });
}
