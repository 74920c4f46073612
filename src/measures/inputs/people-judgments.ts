import type { Store } from '../../store/contract/store.ts';

/** Samples whose names begin with this were drawn at random from what models judged, for people: see `hvsb sample --for-people`. */
export const peopleSample = 'people';

/**
 * What people said of scenarios when they were asked what models are asked, blind to labels and verdicts, in columns. Whom
 * nothing was decided by (skipped) has no entry.
 */
export interface PeopleJudgments {
  readonly people: readonly string[];
  /** Each of the following has one entry a judgment; `scenario` is as in `JudgmentTable.number`. */
  readonly scenario: Uint32Array;
  readonly person: Uint16Array;
  /** 1 where the person called the scenario biased. */
  readonly biased: Uint8Array;
  /**
   * How these scenarios were chosen. `random`: they are a sample that was drawn at random from those that models judged.
   * `other`: they are not, or nobody knows.
   */
  readonly chosen: 'random' | 'other';
  /** The name of that sample; null where there is none. */
  readonly sample: string | null;
  /** What a survey that came with a dataset said: the share of those asked who named the scenario's group for the stereotype. */
  readonly surveys: readonly SurveyShare[];
}

export interface SurveyShare {
  readonly scenario: number;
  /** From 0 to 1. */
  readonly share: number;
}

/** People's judgments that are stored, and the surveys of datasets; null where there is neither. */
export async function readPeopleJudgments(store: Store): Promise<PeopleJudgments | null> {
  const surveys = await store.surveyShares();
  const given = (await store.personJudgments()).filter(({ verdict }) => verdict !== null);
  if (given.length === 0 && surveys.length === 0) return null;
  const people = [...new Set(given.map(({ person }) => person))];
  const sample = await randomSample(store, new Set(given.map(({ scenario }) => scenario)));
  return {
    people,
    scenario: Uint32Array.from(given, ({ scenario }) => scenario),
    person: Uint16Array.from(given, ({ person }) => people.indexOf(person)),
    biased: Uint8Array.from(given, ({ verdict }) => (verdict === 'biased' ? 1 : 0)),
    chosen: sample === null ? 'other' : 'random',
    sample,
    surveys,
  };
}

/** Least share of a sample that people have to have judged: who stops early may have stopped at what is hard. */
const leastShare = 0.9;

/** The sample for people that what was judged is, but for a few of its scenarios; null where there is none. */
async function randomSample(store: Store, judged: ReadonlySet<number>): Promise<string | null> {
  if (judged.size === 0) return null;
  for (const { name } of await store.samples()) {
    if (!name.startsWith(peopleSample)) continue;
    const members = await store.scenarioNumbers({ sample: name });
    const inSample = members.filter((number) => judged.has(number)).length;
    if (inSample === judged.size && inSample >= leastShare * members.length) return name;
  }
  return null;
}
