import { normalQuantile } from '../distributions/normal.ts';

/** How well a judge tells two kinds of items apart, and which way the judge leans; both in standard deviations. */
export interface SignalDetection {
  /** How far the judge tells the two kinds apart, in standard deviations; 0 is chance. */
  readonly dPrime: number;
  /** Which way the judge leans: below 0 towards saying yes, above 0 towards saying no. */
  readonly criterion: number;
}

/**
 * d′ = z(H′) - z(F′) and c = -½ (z(H′) + z(F′)), where H′ = (hits + ½) / (signals + 1), likewise F′ from
 * the false alarms: the half keeps both finite when a judge always or never says yes. Null where one side
 * has no trials.
 *
 * Source: Green and Swets (1966); log-linear correction of Hautus (1995), Behavior Research Methods 27, 46-51.
 *
 * @example
 * signalDetection({ hits: 15, signals: 19, falseAlarms: 4, noises: 19 }); // d′ = 2 z(15.5/20) = 1.5108, c = 0
 */
export function signalDetection(counts: {
  readonly hits: number;
  readonly signals: number;
  readonly falseAlarms: number;
  readonly noises: number;
}): SignalDetection | null {
  if (counts.signals === 0 || counts.noises === 0) return null;
  const hit = normalQuantile((counts.hits + 0.5) / (counts.signals + 1));
  const falseAlarm = normalQuantile((counts.falseAlarms + 0.5) / (counts.noises + 1));
  return { dPrime: hit - falseAlarm, criterion: (0 - hit - falseAlarm) / 2 };
}
