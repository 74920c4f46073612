import type { Condition } from '../core/condition.ts';
import type { StudyMetrics } from '../measures/study-metrics.ts';
import type { ShownScenarios } from './shown-scenarios.ts';
import type { StoredRun } from '../store/run-store.ts';
import type { ConditionStatus, SampleDescription, ScenarioCount } from '../store/store.ts';

/** Everything that a report is made from, as it is stored: nothing in it is assumed. */
export interface StudyFacts {
  readonly title: string;
  /** Of hvsb. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  readonly metrics: StudyMetrics;
  /** What a reader has to know of what was not counted, a sentence each. */
  readonly notes: readonly string[];
  readonly scenarios: readonly ScenarioCount[];
  readonly samples: readonly SampleDescription[];
  /** How often a scenario was put to a model under an attack, at most; 0 where nothing was judged. */
  readonly repeats: number;
  readonly conditions: readonly ConditionStatus[];
  readonly calls: readonly CallFacts[];
  /** Newest first. */
  readonly runs: readonly StoredRun[];
  readonly shown: ShownScenarios;
}

/** What the answers of one stage, model and attack say of themselves. */
export interface CallFacts extends Pick<Condition, 'stage' | 'model' | 'attack' | 'endpoint'> {
  readonly calls: number;
  /** Names that the endpoint reported, with the number of calls; empty where it reported none. */
  readonly servedModels: readonly { readonly name: string; readonly calls: number }[];
  /** Sampling settings that were refused and left out, with the number of calls. */
  readonly notAccepted: readonly { readonly name: string; readonly calls: number }[];
  /** Of the first and last answer, milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}
