import { hash } from 'node:crypto';
import { packageVersion } from '../../core/package-version.ts';
import { UsageError } from '../../errors/errors.ts';
import type { PromptPack } from '../../prompts/prompt-pack.ts';
import type { Store } from '../../store/contract/store.ts';
import { agreementParserVersion } from '../../verdicts/agreement/read-agreement.ts';
import { answerParserVersion } from '../../verdicts/answer/read-answer.ts';
import { emulationParserVersion } from '../../verdicts/emulation/read-emulation.ts';
import { explanationParserVersion } from '../../verdicts/explanation/read-explanation.ts';
import { judgmentParserVersion } from '../../verdicts/judgment/read-judgment.ts';
import type { SharedWork } from '../../work/shared-work.ts';
import type { WorkVersions } from '../../work/versions.ts';
import type { Study } from '../file/study-schema.ts';
import { type CallOptions, defaultLimits } from '../runtime.ts';

/** What this machine does of a study that several do. */
export interface WorkerOptions {
  /** Asks only these models of the study. Default: all that it can reach. */
  readonly onlyModels?: readonly string[];
  /** What this machine has, such as `gpu`: it asks the models that need nothing else. */
  readonly labels?: readonly string[];
  /** Most ranges of one model at once; default as many as its calls in flight need. */
  readonly ranges?: number;
}

/**
 * Which models of the study this machine asks. Labels decide only where several workers share a store.
 * @throws UsageError for a model that is none of the study's
 */
export function reachOf(
  { models }: Pick<Study, 'models'>,
  { onlyModels, labels = [] }: WorkerOptions,
  isShared: boolean,
): (model: string) => boolean {
  const names = models.map(({ model }) => model);
  const unknown = onlyModels?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`The study has no model "${unknown}".`, {
      where: '--only-models',
      expected: names.join(', '),
      found: unknown,
    });
  }
  const needs = new Map(models.map(({ model, needs: own = [] }) => [model, own]));
  return (model) =>
    (onlyModels?.includes(model) ?? true) &&
    (!isShared || (needs.get(model) ?? []).every((label) => labels.includes(label)));
}

interface JoinRequest {
  readonly study: Study;
  readonly packs: readonly PromptPack[];
  readonly calls: CallOptions;
  readonly command: string;
  readonly signal: AbortSignal;
  readonly mayAsk: (model: string) => boolean;
}

/**
 * Joins those who work on the store; null for a store that one process writes to.
 * @throws StoreError where others there have another version of the program, its parsers or the prompts
 */
export async function joinWork(
  { shared }: Pick<Store, 'shared'>,
  { study, packs, calls, command, signal, mayAsk }: JoinRequest,
): Promise<SharedWork | null> {
  if (shared === undefined) return null;
  const { SharedWork: Work } = await import('../../work/shared-work.ts');
  const models = study.models.map(({ model }) => model).filter(mayAsk);
  const { budgetTokens, budgetUsd, concurrency = defaultLimits.concurrency } = calls;
  return Work.open(shared, {
    command,
    models,
    signal,
    versions: versionsOf(packs),
    inFlight: concurrency * Math.max(1, models.length),
    ...(budgetTokens === undefined ? {} : { budgetTokens }),
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
  });
}

/** What conditions, calls and labels depend on. */
export function versionsOf(packs: readonly PromptPack[]): WorkVersions {
  const parsers = [
    judgmentParserVersion,
    explanationParserVersion,
    agreementParserVersion,
    answerParserVersion,
    emulationParserVersion,
  ];
  const prompts = packs.map(({ name, version, ...pack }) => [
    `prompts ${name}@${version}`,
    hash('sha256', JSON.stringify(pack)).slice(0, 8),
  ]);
  return { hvsb: packageVersion(), parsers: parsers.join('.'), ...Object.fromEntries(prompts) };
}
