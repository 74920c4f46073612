import type { NoInterval } from '../../stats/clusters/clustered-mean.ts';
import { rocArea } from '../../stats/indices/roc-area-interval.ts';
import type { TextScore } from '../inputs/text-scores.ts';
import { type RateEstimate, rateEstimate } from '../inputs/verdict-sums.ts';
import { measureId } from '../measure.ts';

/** How far a score tells published texts from the same with a name swapped. */
export interface TextSeparation {
  readonly dataset: string;
  readonly model: string;
  /** `min-k`: Min-K %; `min-k++`: Min-K %++. */
  readonly score: 'min-k' | 'min-k++';
  /** Probability that a published text has the larger score than a swapped one; .5 is none. */
  readonly area: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly noInterval: NoInterval | null;
  /** Of the pairs, those whose published text has the larger score; a tie counts half. */
  readonly likelier: RateEstimate;
  readonly published: number;
  readonly swapped: number;
}

/** The id of the measure in the results of a study: `resultOf(results, contaminationId)`. */
export const contaminationId = measureId<readonly TextSeparation[]>('contamination');

/**
 * The separation of published texts from the same with names swapped, by model and score: the area under the curve with its
 * interval over clusters, and how often the published text of a pair is the likelier one. A model that has seen the
 * published texts gives them larger scores; a name that is rare moves a score as well, so this is no verdict.
 *
 * Source: `minKScores` and `rocArea`, see there.
 */
export function textSeparation(scores: readonly TextScore[]): TextSeparation[] {
  const groups = Map.groupBy(scores, ({ dataset, model }) => JSON.stringify([dataset, model]));
  return [...groups].flatMap(([name, own]) => {
    const [dataset, model] = JSON.parse(name) as [string, string];
    const ofScore = (score: TextSeparation['score'], value: (one: TextScore) => number | null) => {
      const valued = own.flatMap((one) => {
        const number = value(one);
        return number === null ? [] : [{ ...one, value: number }];
      });
      return valued.length === 0 ? [] : [{ dataset, model, score, ...separation(valued) }];
    };
    return [
      ...ofScore('min-k', ({ minK }) => minK),
      ...ofScore('min-k++', ({ minKPlusPlus }) => minKPlusPlus),
    ];
  });
}

type Valued = TextScore & { readonly value: number };

function separation(scores: readonly Valued[]) {
  const clusters = [...new Set(scores.map(({ cluster }) => cluster))];
  const numberOf = new Map(clusters.map((cluster, number) => [cluster, number]));
  const side = (isPublished: boolean) => scores.filter((one) => one.isPublished === isPublished);
  const [published, swapped] = [side(true), side(false)];
  const placeOf = ({ cluster }: Valued) => numberOf.get(cluster) ?? 0;
  const { area } = rocArea({
    signals: Float64Array.from(published, ({ value }) => value),
    noises: Float64Array.from(swapped, ({ value }) => value),
    signalClusters: published.map(placeOf),
    noiseClusters: swapped.map(placeOf),
    clusterCount: clusters.length,
  });
  return {
    area: area.estimate,
    low: area.low,
    high: area.high,
    noInterval: area.estimate === null ? null : area.missing,
    likelier: likelierOf(published, swapped, placeOf, clusters.length),
    published: published.length,
    swapped: swapped.length,
  };
}

/** Each published text with each swapped one of its set. */
function likelierOf(
  published: readonly Valued[],
  swapped: readonly Valued[],
  placeOf: (score: Valued) => number,
  clusterCount: number,
): RateEstimate {
  const [sizes, sums] = [new Float64Array(clusterCount), new Float64Array(clusterCount)];
  const bySet = Map.groupBy(swapped, ({ set }) => set);
  for (const one of published) {
    for (const other of bySet.get(one.set) ?? []) {
      const place = placeOf(one);
      sizes[place] = (sizes[place] ?? 0) + 1;
      sums[place] = (sums[place] ?? 0) + (one.value > other.value ? 1 : one.value === other.value ? 0.5 : 0);
    }
  }
  return rateEstimate({ sizes, sums });
}
