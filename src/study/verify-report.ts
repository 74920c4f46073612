import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { UsageError } from '../errors/errors.ts';
import type { MeasureRegistry } from '../measures/measure.ts';
import { measureStore } from '../measures/measure-store.ts';
import { metricsCsvFiles } from '../measures/measure-study.ts';
import { manifestName, readManifest, scenarioDigest } from '../report/manifest.ts';
import type { DatasetEvidence } from '../report/study-facts.ts';
import type { ScenarioFilter, Store } from '../store/contract/store.ts';

/** What verifying a report found. */
export interface VerifiedReport {
  readonly tables: number;
  /** Cells of the tables that are numbers. */
  readonly numbers: number;
  /** What is not as the store gives it, a sentence each; empty where everything is. */
  readonly differences: readonly string[];
}

/**
 * Computes every number of a report again from the store, by the report's own selection, and compares it with the
 * report's tables; and compares the scenarios with those that the report was made from.
 *
 * @throws UsageError where the folder holds no report, or one without a manifest.
 * @example
 * const { differences } = await verifyReport('report', { store });
 */
export async function verifyReport(
  folder: string,
  { store, registry }: { readonly store: Store; readonly registry?: MeasureRegistry | undefined },
): Promise<VerifiedReport> {
  const path = join(folder, manifestName);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError('There is no report with a manifest here.', {
      where: folder,
      expected: `a folder of "hvsb report" with ${manifestName}`,
      cause,
    });
  });
  const manifest = readManifest(text, path);
  const { selection, rateMargin, datasets } = manifest;
  const { results } = await measureStore(store, selection, {
    registry,
    ...(rateMargin === null ? {} : { rateMargin }),
  });
  const computed = new Map(
    [...metricsCsvFiles(results, registry)].map(([name, content]) => [`tables/${name}`, content]),
  );
  const written = new Map<string, string | null>();
  for (const name of new Set([...Object.keys(manifest.tables), ...computed.keys()]))
    written.set(name, await readFile(join(folder, name), 'utf8').catch(() => null));
  return {
    tables: computed.size,
    numbers: [...computed.values()].reduce((sum, content) => sum + countNumbers(content), 0),
    differences: [
      ...datasetDifferences(datasets, await datasetEvidence(store, selection.judgments)),
      ...[...written].flatMap(([name, content]) =>
        tableDifferences(name, content, computed.get(name), manifest.tables[name]),
      ),
    ],
  };
}

/** The scenarios that a selection matches, by dataset. */
export async function datasetEvidence(store: Store, filter: ScenarioFilter): Promise<DatasetEvidence[]> {
  const ids = new Map<string, string[]>();
  for await (const batch of store.scenarios(filter)) {
    for (const { id, dataset } of batch) {
      const own = ids.get(dataset) ?? [];
      own.push(id);
      ids.set(dataset, own);
    }
  }
  return [...ids].map(([dataset, own]) => ({
    dataset,
    scenarios: own.length,
    sha256: scenarioDigest(own),
  }));
}

function datasetDifferences(reported: readonly DatasetEvidence[], now: readonly DatasetEvidence[]): string[] {
  const names = new Set([...reported, ...now].map(({ dataset }) => dataset));
  return [...names].flatMap((name) => {
    const [before, after] = [reported, now].map((all) => all.find(({ dataset }) => dataset === name));
    if (before?.sha256 === after?.sha256) return [];
    return [
      `${name}: the report is over ${before?.scenarios ?? 0} scenarios, the store has ${after?.scenarios ?? 0}, and they are not the same.`,
    ];
  });
}

function tableDifferences(
  name: string,
  written: string | null,
  computed: string | undefined,
  reported: string | undefined,
): string[] {
  if (written === null) return [`${name}: the file is not in the report.`];
  if (computed === undefined) return [`${name}: the store gives no such table.`];
  if (written === computed) return [];
  const edited = reported !== undefined && hash('sha256', written) !== reported;
  const why = edited ? ' The file was changed after the report was made.' : '';
  return [`${name}: ${firstDifference(written, computed)}${why}`];
}

/** The first line that differs, or how many lines there are. */
function firstDifference(written: string, computed: string): string {
  const [lines, others] = [written.split('\n'), computed.split('\n')];
  const place = lines.findIndex((line, at) => line !== others[at]);
  if (place < 0) return `${lines.length} lines in the report, ${others.length} from the store.`;
  const header = String(lines[0]).split(',');
  const [cells, wanted] = [cellsOf(lines[place]), cellsOf(others[place])];
  const column = cells.findIndex((cell, at) => cell !== wanted[at]);
  return `line ${place + 1}, ${header[column] ?? 'columns'}: ${cells[column] ?? 'nothing'} in the report, ${wanted[column] ?? 'nothing'} from the store.`;
}

function cellsOf(line: string | undefined): readonly string[] {
  const [cells = []] = parse(line ?? '', { relax_quotes: true, relax_column_count: true }) as string[][];
  return cells;
}

function countNumbers(content: string): number {
  const rows: string[][] = parse(content, { bom: true, from_line: 2, relax_column_count: true });
  return rows.flat().filter((cell) => cell !== '' && Number.isFinite(Number(cell))).length;
}
