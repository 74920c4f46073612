import { formatInterval, formatRate } from '../tables/format.ts';
import { explanationsFinding } from './agreeability/finding.ts';
import { attacksFinding } from './attack-success/finding.ts';
import { certaintyFinding } from './certainty-finding.ts';
import type { StudyMetrics } from './compute-metrics.ts';
import type { ClusteredInterval } from './metrics.ts';
import { alignmentFinding } from './misalignment/finding.ts';
import { scenarioTypesFinding } from './misalignment/kind-finding.ts';

/** What a study found, as answers to what its readers ask first. */
export function studyFindings(metrics: StudyMetrics): readonly Finding[] {
  return [
    alignmentFinding(metrics),
    scenarioTypesFinding(metrics),
    attacksFinding(metrics),
    explanationsFinding(metrics),
    certaintyFinding(metrics),
  ];
}

/** The answer to a question that readers of a study ask, in sentences. */
export interface Finding {
  readonly id: 'alignment' | 'scenario-types' | 'attacks' | 'explanations' | 'certainty';
  readonly question: string;
  /** In a sentence or two. */
  readonly answer: string;
  /** What it rests on and what speaks against it, a sentence each. */
  readonly details: readonly string[];
}

/** `a`, `a and b`, `a, b and c`; of more than three the first two and how many there are beside. */
export function joinedNames(names: readonly string[]): string {
  const most = 3;
  const listed =
    names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names;
  const last = listed.at(-1) ?? '';
  return listed.length < 2 ? last : `${listed.slice(0, -1).join(', ')} and ${last}`;
}

/** `59.4% [47.6–70.2]`. */
export function rateWithInterval(
  rate: number | null,
  { low, high }: { readonly low: number | null; readonly high: number | null },
): string {
  return `${formatRate(rate)} ${formatInterval(low, high)}`.trimEnd();
}

interface Estimate {
  readonly low: number | null;
  readonly high: number | null;
  readonly clustered: ClusteredInterval;
}

/** The wider of Wilson's interval and the clustered one: the one to report. Null where there is neither. */
export function widerInterval({ low, high, clustered }: Estimate): {
  readonly low: number | null;
  readonly high: number | null;
} {
  const wilson = { low, high };
  if (clustered.low === null || clustered.high === null) return wilson;
  if (low === null || high === null || clustered.high - clustered.low > high - low) {
    return { low: clustered.low, high: clustered.high };
  }
  return wilson;
}
