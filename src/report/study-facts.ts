import type { Condition } from '../core/condition.ts';
import type { NoteRow } from '../core/note.ts';
import type { ModelLabels } from '../measures/display-names.ts';
import type { StudyResults } from '../measures/measure.ts';
import type { MeasureSelection } from '../measures/measure-store.ts';
import type { StoredRun } from '../store/contract/runs.ts';
import type {
  CallCount,
  ConditionStatus,
  SampleDescription,
  ScenarioCount,
} from '../store/contract/store.ts';
import type { ShownScenarios } from './shown-scenarios.ts';

/** The scenarios of a dataset that a report is over. */
export interface DatasetEvidence {
  readonly dataset: string;
  readonly scenarios: number;
  /** SHA-256 of their ids, which are hashes of their texts and labels: in order, a line each. */
  readonly sha256: string;
}

/** What a report was made from and with, beside what `StudyFacts` holds. */
export interface ReportEvidence {
  readonly selection: MeasureSelection;
  /** Of the equivalence tests; null: the usual one. */
  readonly rateMargin: number | null;
  readonly datasets: readonly DatasetEvidence[];
}

/** Everything that a report is made from, as it is stored: nothing in it is assumed. */
export interface StudyFacts {
  readonly title: string;
  /** Of hvsb. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
  /** Of each measure, by its id; models by their full names. */
  readonly results: StudyResults;
  /** What the numbers can be computed again from; without it the report has no manifest. */
  readonly evidence?: ReportEvidence;
  /** Display names by the full name of a model, from the study file. */
  readonly labels?: ModelLabels;
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
  /** What people noted on scenarios and answers. */
  readonly noted: readonly NoteRow[];
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

interface Tally {
  readonly condition: Condition;
  calls: number;
  from: number;
  to: number;
  readonly served: Map<string, number>;
  readonly refused: Map<string, number>;
}

/** What the calls say of themselves, by stage, model, endpoint and attack, in the order in which they first come. */
export function callFacts(counts: readonly CallCount[]): CallFacts[] {
  const tallies = new Map<string, Tally>();
  for (const each of counts) count(tallies, each);
  return [...tallies.values()].map(({ condition, calls, from, to, served, refused }) => ({
    stage: condition.stage,
    model: condition.model,
    attack: condition.attack,
    endpoint: condition.endpoint,
    calls,
    servedModels: listed(served),
    notAccepted: listed(refused),
    from,
    to,
  }));
}

function count(tallies: Map<string, Tally>, each: CallCount): void {
  const { condition, servedModel, notAccepted, calls, from, to } = each;
  const { stage, model, endpoint, attack } = condition;
  const key = JSON.stringify([stage, model, endpoint, attack]);
  const tally = tallies.get(key) ?? { condition, calls: 0, from, to, served: new Map(), refused: new Map() };
  tally.calls += calls;
  tally.from = Math.min(tally.from, from);
  tally.to = Math.max(tally.to, to);
  if (servedModel !== null) increase(tally.served, servedModel, calls);
  for (const setting of notAccepted) increase(tally.refused, setting, calls);
  tallies.set(key, tally);
}

function increase(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

function listed(counts: ReadonlyMap<string, number>) {
  return [...counts].map(([name, calls]) => ({ name, calls }));
}
