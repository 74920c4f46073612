import type { TrainingProgress } from './training-progress.ts';

type Pace = Pick<TrainingProgress, 'tokensPerSecond' | 'secondsLeft'>;

/** Tells how fast training goes and how long it will take, by the time since it was made. */
export function paceMeter(steps: number, firstStep: number): (step: number, tokens: number) => Pace {
  const startedAt = performance.now();
  let tokensSoFar = 0;
  return (step, tokens) => {
    tokensSoFar += tokens;
    const seconds = (performance.now() - startedAt) / 1000;
    return {
      tokensPerSecond: tokensSoFar / seconds,
      secondsLeft: (seconds / (step - firstStep)) * (steps - step),
    };
  };
}
