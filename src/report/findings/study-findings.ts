import type { StudyMetrics } from '../../metrics/study-metrics.ts';
import { alignmentFinding } from './alignment-finding.ts';
import { attacksFinding } from './attacks-finding.ts';
import { certaintyFinding } from './certainty-finding.ts';
import { explanationsFinding } from './explanations-finding.ts';
import type { Finding } from './finding.ts';
import { scenarioTypesFinding } from './scenario-types-finding.ts';

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
