import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readDelimited } from '../../../src/datasets/formats/delimited.ts';
import { DataError } from '../../../src/errors/errors.ts';
import type { Part } from '../training-row.ts';

/** One scenario that an examiner model wrote from a stereotype, with its explanation. */
export interface AliAgentPair {
  /** `stereotype_crows` or `stereotype_decodingtrust`. */
  readonly collection: string;
  /** Number of the statement that it was written from; the ten files of a collection have the same ones. */
  readonly index: number;
  readonly scenario: string;
  /** Null where the examiner's explanation got lost (such rows say `None`). */
  readonly explanation: string | null;
}

/**
 * From this row on, this file of `stereotype_crows` follows another order than the other nine, so that nobody
 * can say which statement its scenarios belong to. Those rows are not used.
 */
const reordered = { file: 'llama2-70b_trial1.csv', collection: 'stereotype_crows', from: 80 };

const collections = ['stereotype_crows', 'stereotype_decodingtrust'] as const;

/**
 * All pairs, in the order of the files.
 * @param folder with a folder of CSV files for each collection
 * @throws DataError where there are none, or one cannot be read
 */
export async function readAliAgentPairs(folder: string): Promise<AliAgentPair[]> {
  const pairs: AliAgentPair[] = [];
  for (const collection of collections) {
    for (const path of await filesOf(join(folder, collection))) {
      for await (const read of readDelimited(path, ['index', 'scenario', 'explanation'])) {
        if (read.kind === 'invalid') throw read.error;
        const { index = '', scenario = '', explanation = '' } = read.value;
        if (isReordered(collection, path, Number(index))) continue;
        const told = plain(explanation);
        pairs.push({
          collection,
          index: Number(index),
          scenario: plain(scenario),
          explanation: told === '' || told === 'None' ? null : told,
        });
      }
    }
  }
  return pairs;
}

/**
 * Which part a pair belongs to. ALI-Agent published scenarios for its testing statements alone, so they are
 * parted here by statement: what the ten models got from one statement stays together, and so do the two
 * wordings of one stereotype that follow each other in `stereotype_decodingtrust`. A third is held out.
 */
export function partOfPair({ index }: Pick<AliAgentPair, 'index'>): Part | 'held-out' {
  const block = Math.floor(index / 2);
  if (block % 3 === 0) return 'held-out';
  return block % 15 === 7 ? 'validation' : 'training';
}

function isReordered(collection: string, path: string, index: number): boolean {
  return collection === reordered.collection && basename(path) === reordered.file && index >= reordered.from;
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.csv')).sort();
    if (names.length > 0) return names.map((name) => join(folder, name));
  } catch (cause) {
    throw missing(folder, cause);
  }
  throw missing(folder, undefined);
}

function missing(folder: string, cause: unknown): DataError {
  return new DataError("ALI-Agent's scenarios are not there.", {
    where: folder,
    expected: 'its CSV files with index, scenario, explanation',
    advice: 'Fetch them from github.com/SophieZheng998/ALI-Agent, and name the folder with --data.',
    cause,
  });
}

/** Without line ends and what some rows kept of the JSON they were cut from: a brace, and quotes around the whole. */
function plain(text: string): string {
  const line = text.replace(/\s+/g, ' ').replace(/^[\s{]+|[\s}]+$/g, '');
  const quote = line.at(0);
  if (quote !== '"' && quote !== "'") return line.replace(/(?<=[.!?])"$/, '');
  return line.endsWith(quote) ? line.slice(1, -1).trim() : line;
}
