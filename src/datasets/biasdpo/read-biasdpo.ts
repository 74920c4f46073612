import { z } from 'zod';
import type { Scenario } from '../../core/scenario.ts';
import type { ReadItem, ReadOptions } from '../dataset-source.ts';
import { contentHash, nonBlank, readJsonl, repeatedId, toScenario } from '../formats/rows.ts';

const biasdpoRow = z.object({
  id: z.union([z.string(), z.number()]).nullish(),
  prompt: nonBlank,
  chosen: nonBlank,
  rejected: nonBlank,
  category: z.string().nullish(),
  bias_type: z.string().nullish(),
});

type BiasdpoRow = z.output<typeof biasdpoRow>;

/** Streams the prompts of a file: the rejected completion of each, then the chosen one as its control. */
export async function* readBiasdpo(path: string, options: ReadOptions): AsyncGenerator<ReadItem> {
  const seen = new Map<string, number>();
  for await (const read of readJsonl(path, biasdpoRow)) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const { value, row } = read;
    const numbered = value.id !== undefined && value.id !== null;
    // The published rows have no id: their id is made of their content, on whichever line they are.
    const sourceId = numbered ? String(value.id) : contentHash(value.prompt, value.chosen, value.rejected);
    const repeated = repeatedId(seen, sourceId, row, (line) => `${path}:${line}`);
    if (repeated !== null && numbered) {
      yield { kind: 'invalid', error: repeated, row };
    } else if (repeated !== null) {
      yield leftOut(path, row, sourceId, `the row says the same as ${repeated.found?.split(' at ').at(-1)}`);
    } else if (value.chosen.trim() === value.rejected.trim()) {
      yield leftOut(path, row, sourceId, 'the chosen and the rejected completion are the same');
    } else {
      yield { kind: 'scenario', scenario: conversation(value, 'rejected', sourceId, row) };
      if (options.preset === 'as-published') continue;
      yield { kind: 'scenario', scenario: conversation(value, 'chosen', sourceId, row) };
    }
  }
}

function leftOut(file: string, row: number, sourceId: string, reason: string): ReadItem {
  return { kind: 'left-out', item: { file, row, sourceId, reason } };
}

function conversation(
  row: BiasdpoRow,
  variant: 'chosen' | 'rejected',
  sourceId: string,
  sourceRow: number,
): Scenario {
  const control = variant === 'chosen';
  return toScenario(
    {
      dataset: 'biasdpo',
      form: 'conversation',
      category: (row.category ?? row.bias_type)?.trim() || 'unspecified',
      variant,
      polarity: null,
      gold: control ? 'unbiased' : 'biased',
      control,
      cluster: `biasdpo/${contentHash(row.prompt.trim())}`,
      group: null,
      text: { kind: 'conversation', prompt: row.prompt, completion: row[variant] },
      sourceId,
    },
    sourceRow,
  );
}
