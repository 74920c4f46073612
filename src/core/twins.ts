/** Twins of a dataset are a dataset of their own, so that they enter no rate of it. */
const suffix = '-twins';

/**
 * The dataset that the twins of a dataset are stored under. Scenarios of one set have one `sourceId`: the id of the scenario
 * that they were made from, or of the pair that they were published as.
 *
 * @example
 * twinsOf('bbq'); // bbq-twins
 */
export function twinsOf(dataset: string): string {
  return `${dataset}${suffix}`;
}

export function isTwinDataset(dataset: string): boolean {
  return dataset.endsWith(suffix);
}

/**
 * What a scenario of a set of twins is. `original`: as it was published; `twin`: made from it; `published`: one of several
 * that were published as twins of each other.
 */
export const twinVariants = ['original', 'twin', 'published'] as const;
export type TwinVariant = (typeof twinVariants)[number];
