import { noAttack } from '../../core/condition.ts';
import type { FinetuningRow } from '../../core/finetuning.ts';
import { UsageError } from '../../errors/usage-error.ts';
import type { PromptPack } from '../../prompts/prompt-pack.ts';
import { storedFinetuningRows } from '../../stages/stored-finetuning-rows.ts';
import type { Store } from '../../store/store.ts';
import type { FinetuneOptions } from '../commands/finetune.ts';
import { scenarioFilter } from '../options.ts';
import { withReadableStore } from '../with-store.ts';
import { chooseExplanations } from './choose-explanations.ts';
import { chooseScenarios } from './choose-scenarios.ts';
import { fileFinetuningRows } from './file-finetuning-rows.ts';
import type { SkippedItem } from './prepare.ts';

export interface FoundRows {
  readonly rows: readonly FinetuningRow[];
  readonly skipped: readonly SkippedItem[];
  readonly disagreedWith: number;
  readonly unread: number;
}

/** Rows to learn from, out of the file or the store that `--data` names. @throws UsageError where there are none */
export async function finetuningRows(options: FinetuneOptions, prompts: PromptPack): Promise<FoundRows> {
  if (options.data === 'store') {
    return withReadableStore(options.store, (store) => storeRows(store, options, prompts));
  }
  const { data: path, task } = options;
  const { rows, invalid } = await fileFinetuningRows({
    path,
    task,
    prompts,
    skipInvalid: options.skipInvalid === true,
  });
  const skipped = invalid.map(({ row, error }) => {
    // Where it stands is told beside it, and to leave it out has been chosen.
    const { expected = '', found = '' } = error;
    return { file: path, row, id: null, reason: `${error.message} expected: ${expected}; found: ${found}` };
  });
  return { rows, skipped, disagreedWith: 0, unread: 0 };
}

async function storeRows(store: Store, options: FinetuneOptions, prompts: PromptPack): Promise<FoundRows> {
  const { task, explainer, attack, minAgreeability } = options;
  const filter = {
    ...scenarioFilter(options),
    attack: attack ?? noAttack,
    ...(explainer === undefined ? {} : { explainers: explainer }),
  };
  if (task === 'explain') await chooseExplanations(store, filter);
  else await chooseScenarios(store, filter);
  const found = await storedFinetuningRows({
    store,
    task,
    prompts,
    filter,
    minAgreeability: minAgreeability ?? null,
  });
  if (found.rows.length > 0) return { ...found, skipped: [] };
  throw new UsageError('no explanation is agreed with so much', {
    where: `--min-agreeability ${minAgreeability}`,
    found: `${found.disagreedWith} with less, ${found.unread} that nobody has read`,
    advice: 'Ask for less, or have more of them read ("hvsb agree").',
  });
}
