import { UsageError } from '../../errors/usage-error.ts';
import type { FinetuneOptions } from '../commands/finetune.ts';

const forStore = [
  'store',
  'dataset',
  'form',
  'category',
  'variant',
  'sample',
  'explainer',
  'attack',
  'minAgreeability',
] as const;
const forExplanations = ['explainer', 'attack', 'minAgreeability'] as const;

/** @throws UsageError where options contradict each other, or one would do nothing */
export function checkFinetuneOptions(options: FinetuneOptions): void {
  const { from, scratch, epochs, steps, lora, data, task, skipInvalid } = options;
  if ((from === undefined) === (scratch === undefined)) {
    throw new UsageError('it has to be said once what training starts from', {
      expected: '--from CHECKPOINT, or --scratch CONFIG for random weights',
      found: from === undefined ? 'neither' : 'both',
    });
  }
  if (epochs !== undefined && steps !== undefined) {
    throw new UsageError('it has to be said once how long to train', {
      expected: '--epochs or --steps',
      found: 'both',
    });
  }
  if (scratch !== undefined && lora > 0) {
    throw new UsageError('low-rank pairs beside random weights learn nothing of use', {
      where: `--lora ${lora}`,
      advice: 'Leave --lora out, or start --from a checkpoint.',
    });
  }
  if (data === 'store' && skipInvalid === true) {
    throw new UsageError('rows of the store are valid', { where: '--skip-invalid', advice: 'Leave it out.' });
  }
  const idle = data === 'store' ? (task === 'judge' ? forExplanations : []) : forStore;
  const given = idle.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new UsageError('an option would do nothing', {
    where: `--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    expected: data === 'store' ? '--task explain, whose rows are explanations' : '--data store',
    found:
      data === 'store' ? '--task judge, whose rows are scenarios with their gold label' : `--data ${data}`,
  });
}
