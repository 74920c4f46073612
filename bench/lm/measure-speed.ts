import { runChild } from '../run-child.ts';
import { type Measurement, median } from '../scoreboard.ts';

export interface SpeedSettings {
  readonly model: string;
  readonly rounds: number;
  readonly steps: number;
  readonly writtenTokens: number;
}

/** Training beside the matrix products of the same library, one text beside sixteen; in turn, medians of the ratios. */
export async function measureSpeed(settings: SpeedSettings): Promise<Measurement[]> {
  const { model, rounds, steps, writtenTokens } = settings;
  const training: number[] = [];
  const generation: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const ceiling = await measured('lm/matrix-products.ts', { model }, 'gigaflops');
    const trained = await runChild('lm/train-steps.ts', { model, steps });
    const { gigaflops = Number.NaN, tokensPerSecond = Number.NaN, peakMb = Number.NaN } = trained;
    const written = { model, 'written-tokens': writtenTokens };
    const alone = await measured('lm/write-tokens.ts', { ...written, batch: 1 }, 'tokensPerSecond');
    const together = await measured('lm/write-tokens.ts', { ...written, batch: 16 }, 'tokensPerSecond');
    training.push(gigaflops / ceiling);
    generation.push(together / alone);
    console.log(
      `${model}, round ${round}: matrix products ${ceiling.toFixed(1)} GFLOP/s; ` +
        `training ${tokensPerSecond.toFixed(0)} tokens/s, ${gigaflops.toFixed(1)} GFLOP/s, peak ${peakMb.toFixed(0)} MB; ` +
        `generation ${alone.toFixed(1)} tokens/s alone, ${together.toFixed(1)} at batch 16`,
    );
  }
  return [
    {
      what: `${model}: training, of the matrix products' arithmetic`,
      measured: median(training),
      target: { atLeast: 0.4 },
      unit: '',
    },
    {
      what: `${model}: generation at batch 16 over batch 1`,
      measured: median(generation),
      target: { atLeast: 5 },
      unit: ' ×',
    },
  ];
}

async function measured(
  file: string,
  options: Readonly<Record<string, string | number>>,
  field: string,
): Promise<number> {
  const { [field]: number } = await runChild(file, options);
  if (number === undefined) throw new Error(`no ${field} from ${file}`);
  return number;
}
