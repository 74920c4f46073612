import type { Model } from '../../core/model.ts';
import type { ScenarioText } from '../../core/scenario.ts';
import { isTwinDataset, twinsOf } from '../../core/twins.ts';
import { UsageError } from '../../errors/errors.ts';
import { spreadDraw } from '../../stages/sample.ts';
import { minKScores } from '../../stats/membership/min-k.ts';
import type { Store, StoredScenario } from '../../store/contract/store.ts';
import { withModels } from '../opened-models.ts';
import type { ModelChoice, StudyRuntime } from '../runtime.ts';

/** Whose texts are scored by whom. */
export interface TextScoreRequest {
  readonly store: Store;
  readonly models: readonly ModelChoice[];
  /** Of the twins of these datasets; of all that are stored if absent. */
  readonly datasets?: readonly string[] | undefined;
  /** Sets of each dataset; all if absent. */
  readonly size?: number | undefined;
  readonly seed: number;
  /** Of the tokens: .2 for Min-20 %. */
  readonly share: number;
}

/** What `hvsb contamination --json` prints of each model. */
export interface TextScoreSummary {
  readonly model: string;
  /** Texts that are asked for, those that were stored before, and those that were scored now. */
  readonly planned: number;
  readonly stored: number;
  readonly scored: number;
  /** Why a model could not score; null where it did. */
  readonly problem: string | null;
}

/** Results are written every so many texts. */
const batchSize = 10;

/** What would be scored: both texts of each set of twins that has one which was not published. */
export async function scoredTexts({
  store,
  datasets,
  size,
  seed,
}: Pick<TextScoreRequest, 'store' | 'datasets' | 'size' | 'seed'>): Promise<readonly StoredScenario[]> {
  const stored = (await store.scenarioNames({})).datasets.filter(isTwinDataset);
  const wanted = datasets?.flatMap((dataset) => [dataset, twinsOf(dataset)]);
  const twins = wanted === undefined ? stored : stored.filter((dataset) => wanted.includes(dataset));
  const chosen: StoredScenario[] = [];
  for (const dataset of twins) {
    const sets = new Map<string, StoredScenario[]>();
    // What was published as twins is no control: a model may know both.
    for await (const batch of store.scenarios({ datasets: [dataset], variants: ['original', 'twin'] })) {
      for (const scenario of batch)
        sets.set(scenario.sourceId, [...(sets.get(scenario.sourceId) ?? []), scenario]);
    }
    const whole = [...sets.values()].filter(
      (set) => set.length === 2 && set.some(({ variant }) => variant === 'twin'),
    );
    const drawable = whole.flatMap((set) => {
      const [first] = set;
      if (first === undefined) return [];
      return [{ id: first.sourceId, stratum: first.category, cluster: first.cluster, set }];
    });
    const drawn = size === undefined ? drawable : spreadDraw(drawable, size, seed);
    chosen.push(...drawn.flatMap(({ set }) => set));
  }
  return chosen;
}

/** @throws UsageError where there is none. */
export function requireTexts(texts: readonly StoredScenario[]): readonly StoredScenario[] {
  if (texts.length > 0) return texts;
  throw new UsageError('There are no texts with names swapped to compare with.', {
    expected: 'twins that were made, not published as pairs',
    found: 'none',
    advice: 'Make twins of BBQ first: "hvsb twins --dataset bbq --n 100".',
  });
}

/**
 * Has models say how likely published texts and the same with names swapped are, and stores Min-K % and Min-K %++ of each. What is
 * stored is not asked for again. A model that cannot say it is passed over, with the reason.
 * @throws UsageError as `requireTexts`
 */
export async function scoreTexts(
  runtime: StudyRuntime,
  request: TextScoreRequest,
): Promise<readonly TextScoreSummary[]> {
  const { store, models: choices } = request;
  const texts = requireTexts(await scoredTexts(request));
  return withModels(runtime, choices, { concurrency: 1, store: store.location }, async (models) => {
    const summaries: TextScoreSummary[] = [];
    for (const model of models) {
      const missing = await unscored(store, model, texts, request.share);
      const counts = { model: model.id, planned: texts.length, stored: texts.length - missing.length };
      if (model.textTokens === undefined) {
        summaries.push({ ...counts, scored: 0, problem: 'It gives no probabilities of a text’s tokens.' });
        continue;
      }
      summaries.push({ ...counts, ...(await scoreAll(runtime, request, model, missing)) });
    }
    return summaries;
  });
}

async function unscored(
  store: Store,
  model: Model,
  texts: readonly StoredScenario[],
  share: number,
): Promise<readonly StoredScenario[]> {
  const known = new Set(
    (await store.textScores())
      .filter(
        (score) => score.model === model.id && score.endpoint === model.endpoint && score.share === share,
      )
      .map(({ scenario }) => scenario),
  );
  return texts.filter(({ number }) => !known.has(number));
}

async function scoreAll(
  { signal }: StudyRuntime,
  { store, share }: TextScoreRequest,
  model: Model,
  texts: readonly StoredScenario[],
): Promise<Pick<TextScoreSummary, 'scored' | 'problem'>> {
  let scored = 0;
  for (let from = 0; from < texts.length && !signal.aborted; from += batchSize) {
    const batch = texts.slice(from, from + batchSize);
    const saved = [];
    for (const scenario of batch) {
      try {
        const tokens = await model.textTokens?.(ownText(scenario.text), signal);
        const scores = minKScores(tokens ?? [], share);
        if (scores === null || tokens === undefined) continue;
        const { id, endpoint } = model;
        saved.push({
          scenario: scenario.number,
          model: id,
          endpoint,
          share,
          tokens: tokens.length,
          ...scores,
          scoredAt: Date.now(),
        });
      } catch (error) {
        if (signal.aborted) break;
        await store.saveTextScores(saved);
        return {
          scored: scored + saved.length,
          problem: error instanceof Error ? error.message : String(error),
        };
      }
    }
    await store.saveTextScores(saved);
    scored += saved.length;
  }
  return { scored, problem: null };
}

/** The scenario as it reads, without anything that a prompt adds. */
function ownText(text: ScenarioText): string {
  switch (text.kind) {
    case 'answer':
      return `${text.context} ${text.question} ${text.answer}`;
    case 'conversation':
      return `${text.prompt} ${text.completion}`;
    case 'statement':
      return text.statement;
  }
}
