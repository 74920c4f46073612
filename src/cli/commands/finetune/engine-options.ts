import { UsageError } from '../../../errors/errors.ts';
import {
  defaultExternalOptions,
  type ExternalEngine,
  type ExternalOptions,
} from '../../../study/finetuning/external/external-training.ts';

/** What the options say of training outside of this program. */
export interface ExternalFlags {
  readonly engine: 'builtin' | ExternalEngine;
  readonly qlora?: boolean;
  readonly loraAlpha?: number;
  readonly python?: string;
  readonly batchSize?: number;
  readonly maxTokens?: number;
  readonly trainingPrice?: number;
  readonly budgetUsd?: number;
  readonly dryRun?: boolean;
}

/** What is given of the options that all engines share; absent where it is left to the engine. */
export interface SharedFlags {
  readonly epochs?: number;
  readonly learningRate?: number;
  readonly lora?: number;
  readonly seed?: number;
  readonly validationShare?: number;
  readonly saveEvery?: number;
}

const ownOptions: Readonly<Record<ExternalFlags['engine'], readonly (keyof ExternalFlags)[]>> = {
  builtin: [],
  trl: ['qlora', 'loraAlpha', 'python', 'batchSize', 'maxTokens'],
  openai: ['trainingPrice', 'budgetUsd', 'dryRun'],
  together: ['loraAlpha', 'trainingPrice', 'budgetUsd', 'dryRun'],
};

/** @throws UsageError where an option would do nothing with this engine */
export function checkEngineOptions(flags: ExternalFlags): void {
  const all = Object.values(ownOptions).flat();
  const idle = all.find((name) => flags[name] !== undefined && !ownOptions[flags.engine].includes(name));
  if (idle === undefined) return;
  throw new UsageError('The option has no effect with this engine.', {
    where: `--${idle.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    expected: `--engine ${Object.entries(ownOptions)
      .filter(([, names]) => names.includes(idle))
      .map(([engine]) => engine)
      .join(', ')}`,
    found: `--engine ${flags.engine}`,
  });
}

/** @throws UsageError where an engine cannot do what is asked */
export function externalOptions(flags: ExternalFlags, shared: SharedFlags): ExternalOptions {
  const { lora, epochs } = shared;
  if (lora === 0) {
    throw new UsageError('This engine trains adapters, not all weights.', {
      where: '--lora 0',
      expected: 'a rank from 1',
    });
  }
  if (flags.engine !== 'trl' && epochs !== undefined && !Number.isInteger(epochs)) {
    throw new UsageError('A provider takes whole epochs.', {
      where: `--epochs ${epochs}`,
      expected: 'a whole number from 1',
    });
  }
  const given = {
    ...{ epochs: shared.epochs, learningRate: shared.learningRate, loraRank: shared.lora, seed: shared.seed },
    ...{ validationShare: shared.validationShare, saveEvery: shared.saveEvery },
    ...{
      loraAlpha: flags.loraAlpha,
      qlora: flags.qlora,
      batchSize: flags.batchSize,
      maxTokens: flags.maxTokens,
    },
  };
  return {
    ...defaultExternalOptions,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}
