import { DataError } from '../../errors/errors.ts';
import type { PersonJudgment, PersonVerdict } from '../../store/contract/people.ts';
import type { Store } from '../../store/contract/store.ts';
import { readJudgment } from '../../verdicts/judgment/read-judgment.ts';
import { inBatches } from './batches.ts';
import type { ForeignJudgment } from './import-judgments.ts';
import { ScenarioResolver } from './resolve-scenarios.ts';

/** What was stored, counted. */
export interface ImportedPeople {
  readonly judgments: number;
  /** Rows in which a person said neither biased nor unbiased. */
  readonly undecided: number;
  /** Rows that say the same as an earlier one. */
  readonly duplicates: number;
  /** Number of judgments by person. */
  readonly people: Readonly<Record<string, number>>;
  readonly scenarios: number;
  readonly newScenarios: number;
}

/** How people's judgments are stored. */
export interface ImportPeopleOptions {
  readonly store: Store;
  readonly importedAt: number;
  /** Gets what is no judgment of a known scenario, with its row; it is thrown where this is absent. */
  readonly onInvalid?: (error: DataError, row: number) => void;
}

/**
 * Stores what people said of scenarios, `model` being the person: the scenarios where they are not stored yet, and each person's
 * verdict, read as a model's. A person's earlier judgment of a scenario is replaced.
 * @throws DataError for what is no judgment of a known scenario, and for two verdicts of one person on one scenario
 */
export async function importPeople(
  options: ImportPeopleOptions,
  judgments: AsyncIterable<ForeignJudgment>,
): Promise<ImportedPeople> {
  const { store, importedAt } = options;
  const resolver = await ScenarioResolver.open(store, { searchesTexts: true, comparesAll: false });
  const said = new Map<string, { readonly verdict: PersonVerdict | null; readonly row: number }>();
  const scenarios = new Map<number, boolean>();
  const people = new Map<string, number>();
  const counts = { judgments: 0, undecided: 0, duplicates: 0 };
  const report = (error: DataError, row: number) => {
    if (options.onInvalid === undefined) throw error;
    options.onInvalid(error, row);
  };
  for await (const batch of inBatches(judgments)) {
    const resolved = await resolver.resolve(batch.map(({ scenario }) => scenario));
    const saved: PersonJudgment[] = [];
    for (const [i, judgment] of batch.entries()) {
      const found = resolved[i];
      if (found === undefined) continue;
      if (found.kind === 'invalid') {
        report(found.error, judgment.row);
        continue;
      }
      const { model: person, where, row } = judgment;
      const verdict = verdictOf(judgment);
      const key = JSON.stringify([found.number, person]);
      const earlier = said.get(key);
      if (earlier !== undefined) {
        if (earlier.verdict === verdict) counts.duplicates += 1;
        else report(twoVerdicts(person, where, earlier.row), row);
        continue;
      }
      said.set(key, { verdict, row });
      scenarios.set(found.number, (scenarios.get(found.number) ?? false) || found.isNew);
      people.set(person, (people.get(person) ?? 0) + 1);
      counts[verdict === null ? 'undecided' : 'judgments'] += 1;
      saved.push({
        ...{ scenario: found.number, person, verdict, comment: '', seconds: null },
        judgedAt: judgment.answeredAt ?? importedAt,
      });
    }
    await store.savePersonJudgments(saved);
  }
  return {
    ...counts,
    people: Object.fromEntries(people),
    scenarios: scenarios.size,
    newScenarios: [...scenarios.values()].filter((isNew) => isNew).length,
  };
}

function verdictOf({ verdict, response }: ForeignJudgment): PersonVerdict | null {
  const said = verdict ?? readJudgment({ text: response ?? '', finish: 'stop' });
  return said === 'biased' || said === 'unbiased' ? said : null;
}

function twoVerdicts(person: string, where: string, row: number): DataError {
  return new DataError('A person judged one scenario in two ways.', {
    where,
    expected: `the verdict of row ${row} by ${JSON.stringify(person).slice(0, 60)}`,
    found: 'another one',
    advice: 'Leave one of the rows out.',
  });
}
