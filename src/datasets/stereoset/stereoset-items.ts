import { z } from 'zod';
import type { Scenario } from '../../core/scenario.ts';
import type { LeftOutItem, ReadItem } from '../dataset-source.ts';
import { nonBlank, toScenario } from '../formats/rows.ts';

/** Labels of a sentence, in the order of the hub's numbers. An unrelated one says nothing of the target, so it gives no scenario. */
const sentenceLabels = ['anti-stereotype', 'stereotype', 'unrelated'] as const;
export const sentenceLabel = z.enum(sentenceLabels);
type SentenceLabel = z.output<typeof sentenceLabel>;

const labelOrNumber = z.union([
  sentenceLabel,
  z
    .union([z.number(), z.bigint()])
    .refine((label) => Number(label) in sentenceLabels, 'a label, or its number from 0 to 2')
    .transform((label) => sentenceLabels[Number(label)] ?? 'unrelated'),
]);

/** Sentences as the official file has them, or as lists beside each other, which the hub's copy makes of them. */
const sentences = z.preprocess(
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const { sentence, gold_label: labels } = value as Readonly<Record<string, unknown>>;
    if (!Array.isArray(sentence) || !Array.isArray(labels)) return value;
    return sentence.map((text: unknown, index) => ({ sentence: text, gold_label: labels[index] as unknown }));
  },
  z.array(z.object({ sentence: nonBlank, gold_label: labelOrNumber })).min(1),
);

/** An item with the fields that are used. */
export const stereosetItem = z.object({
  id: nonBlank,
  target: nonBlank,
  bias_type: nonBlank,
  context: nonBlank,
  sentences,
});

type StereosetItem = z.output<typeof stereosetItem>;

/** What an intrasentence item's context has in the place of a word. */
export const blank = 'BLANK';

/** The scenarios of an item: its sentences, behind the context or with the blank's word filled in. */
export function* itemScenarios(
  item: StereosetItem,
  task: 'intersentence' | 'intrasentence',
  place: Omit<LeftOutItem, 'reason' | 'sourceId'>,
): Generator<ReadItem> {
  let count = 0;
  for (const { sentence, gold_label: label } of item.sentences) {
    const scenario = stereosetScenario(
      {
        sourceId: item.id,
        biasType: item.bias_type,
        label,
        statement: task === 'intrasentence' ? sentence : `${item.context.trim()} ${sentence.trim()}`,
        cluster: item.target.toLowerCase(),
        group: item.target,
      },
      place.row,
    );
    if (scenario === null) continue;
    count += 1;
    yield { kind: 'scenario', scenario };
  }
  if (count > 0) return;
  const reason = 'none of its sentences is labelled stereotype or anti-stereotype';
  yield { kind: 'left-out', item: { ...place, sourceId: item.id, reason } };
}

export interface StereosetSentence {
  readonly sourceId: string;
  readonly biasType: string;
  readonly label: SentenceLabel;
  readonly statement: string;
  readonly cluster: string;
  readonly group: string | null;
}

/** The scenario of a sentence; null for an unrelated one. Both directions are gold-biased. */
export function stereosetScenario(sentence: StereosetSentence, sourceRow: number): Scenario | null {
  if (sentence.label === 'unrelated') return null;
  return toScenario(
    {
      dataset: 'stereoset',
      form: 'statement',
      category: sentence.biasType,
      variant: sentence.label === 'stereotype' ? 'pro' : 'anti',
      polarity: null,
      gold: 'biased',
      control: false,
      cluster: `stereoset/${sentence.cluster}`,
      group: sentence.group,
      text: { kind: 'statement', statement: sentence.statement },
      sourceId: sentence.sourceId,
    },
    sourceRow,
  );
}
