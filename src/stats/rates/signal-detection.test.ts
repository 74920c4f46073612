import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signalDetection } from './signal-detection.ts';

describe('signalDetection', () => {
  // H′ = F′ = 500.5/501 = .999002, z = 3.0906, so d′ = 0 and c = -z.
  it('finds nothing told apart by a judge that says yes to everything', () => {
    const result = signalDetection({ hits: 500, signals: 500, falseAlarms: 500, noises: 500 });
    expect(result?.dPrime).toBe(0);
    expect(result?.criterion).toBeCloseTo(-3.091, 3);
  });

  // H′ = 480.5/501, F′ = 40.5/501.
  it('gives d′ 3.1396 and c -.1703 for 480 hits and 40 false alarms in 500 each', () => {
    const result = signalDetection({ hits: 480, signals: 500, falseAlarms: 40, noises: 500 });
    expect(result?.dPrime).toBeCloseTo(3.1396, 4);
    expect(result?.criterion).toBeCloseTo(-0.1703, 4);
  });

  it('is undefined where one side was not tried', () => {
    expect(signalDetection({ hits: 0, signals: 0, falseAlarms: 1, noises: 2 })).toBeNull();
    expect(signalDetection({ hits: 1, signals: 2, falseAlarms: 0, noises: 0 })).toBeNull();
  });

  it('is finite whatever the counts, and turns its sign when yes and no change places', () => {
    const side = fc.record({ n: fc.integer({ min: 1, max: 50_000 }), any: fc.nat() });
    fc.assert(
      fc.property(side, side, (signal, noise) => {
        const hits = signal.any % (signal.n + 1);
        const falseAlarms = noise.any % (noise.n + 1);
        const yes = signalDetection({ hits, signals: signal.n, falseAlarms, noises: noise.n });
        const no = signalDetection({
          hits: signal.n - hits,
          signals: signal.n,
          falseAlarms: noise.n - falseAlarms,
          noises: noise.n,
        });
        expect(Number.isFinite(yes?.dPrime)).toBe(true);
        expect(yes?.dPrime).toBeCloseTo(-(no?.dPrime ?? Number.NaN), 9);
        expect(yes?.criterion).toBeCloseTo(-(no?.criterion ?? Number.NaN), 9);
      }),
    );
  });
});
