import { hash } from 'node:crypto';
import { z } from 'zod';
import { UsageError } from '../errors/errors.ts';
import type { ReportEvidence, StudyFacts } from './study-facts.ts';

export const manifestName = 'manifest.json';

/**
 * The evidence of a report as JSON: what `hvsb report --verify` needs to compute its numbers again, and what another
 * study needs to be of the same data, prompts and models.
 *
 * @param tables the report's tables with numbers in full, content by path.
 */
export function manifestOf(
  facts: StudyFacts,
  evidence: ReportEvidence,
  tables: ReadonlyMap<string, string>,
): string {
  const { title, version, madeAt, conditions, calls } = facts;
  const date = (ms: number) => new Date(ms).toISOString();
  const manifest = {
    format: 1,
    title,
    hvsb: version,
    node: process.version,
    made: date(madeAt),
    ...evidence,
    conditions: conditions.map(({ condition, answered }) => ({
      stage: condition.stage,
      model: condition.model,
      endpoint: condition.endpoint,
      attack: condition.attack,
      promptPack: condition.promptPack,
      promptHash: condition.promptHash,
      sampling: condition.sampling,
      answered,
    })),
    served: calls.map(({ from, to, ...call }) => ({ ...call, from: date(from), to: date(to) })),
    tables: Object.fromEntries([...tables].map(([path, content]) => [path, hash('sha256', content)])),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** SHA-256 of the ids of scenarios, whatever their order. */
export function scenarioDigest(ids: readonly string[]): string {
  return hash('sha256', ids.toSorted().join('\n'));
}

const selectionPart = z.looseObject({});
const manifestSchema = z.looseObject({
  format: z.literal(1),
  hvsb: z.string(),
  selection: z.strictObject({ judgments: selectionPart, explanations: selectionPart }),
  rateMargin: z.number().nullable(),
  datasets: z.array(z.strictObject({ dataset: z.string(), scenarios: z.int(), sha256: z.string() })),
  tables: z.record(z.string(), z.string()),
});

/** What a report can be verified by. */
export interface ReadManifest extends ReportEvidence {
  /** Version of hvsb. */
  readonly hvsb: string;
  /** SHA-256 by path. */
  readonly tables: Readonly<Record<string, string>>;
}

/**
 * @param text of a manifest.json.
 * @throws UsageError where it is none.
 */
export function readManifest(text: string, where: string): ReadManifest {
  const parsed = manifestSchema.safeParse(jsonOrNull(text));
  if (!parsed.success) {
    throw new UsageError('This is not the manifest of a report.', {
      where,
      found: z.prettifyError(parsed.error),
      advice: 'Write the report again with "hvsb report --out FOLDER".',
    });
  }
  // Written by `manifestOf` from this type.
  return parsed.data as unknown as ReadManifest;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
