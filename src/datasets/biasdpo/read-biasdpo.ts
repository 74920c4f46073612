import type { Scenario } from '../../core/scenario.ts';
import type { ReadItem, ReadOptions } from '../dataset-source.ts';
import { contentHash, readRows, repeatedId, toScenario } from '../formats/rows.ts';
import { type PreferenceRow, preferenceRow } from './preference-row.ts';

/** Streams the prompts of a file: the rejected completion of each, then the chosen one as its control. */
export async function* readBiasdpo(path: string, options: ReadOptions): AsyncGenerator<ReadItem> {
  const seen = new Map<string, number>();
  for await (const read of readRows(path, preferenceRow, options.file)) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const { value, row } = read;
    const numbered = value.id !== undefined && value.id !== null;
    // The published rows have no id: their id is made of their content, on whichever line they are.
    const sourceId = numbered ? String(value.id) : contentHash(value.prompt, value.chosen, value.rejected);
    const repeated = repeatedId(seen, sourceId, row, (line) => `${path}:${line}`);
    const blank = (['prompt', 'rejected', 'chosen'] as const).find((part) => value[part].trim() === '');
    if (repeated !== null && numbered) {
      yield { kind: 'invalid', error: repeated, row };
    } else if (repeated !== null) {
      yield leftOut(path, row, sourceId, `the row says the same as ${repeated.found?.split(' at ').at(-1)}`);
    } else if (blank !== undefined) {
      yield leftOut(path, row, sourceId, `the row's "${blank}" is blank`);
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
  row: PreferenceRow,
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
