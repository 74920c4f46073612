import type { StudyMetrics } from './study-metrics.ts';
import { alignmentFinding } from './misalignment/alignment-finding.ts';
import { attacksFinding } from './attack-success/attacks-finding.ts';
import { certaintyFinding } from './certainty-finding.ts';
import { explanationsFinding } from './agreeability/explanations-finding.ts';
import type { Finding } from './finding.ts';
import { scenarioTypesFinding } from './misalignment/scenario-types-finding.ts';

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
