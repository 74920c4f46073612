import { DatabaseSync } from 'node:sqlite';
import type { ScenarioText } from '../../src/core/scenario.ts';
import type { Store } from '../../src/store/contract/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import {
  StoreFixture,
  sampleCall,
  sampleKey,
  sampleScenario,
  stream,
} from '../../src/testing/store/store-fixture.ts';

/** What people are to rate. */
export interface RatedText {
  readonly scenario: ScenarioText;
  readonly explanation: string;
}

/** Opens a store in a new file that holds these explanations, all by one model and to be rated, numbered from 1. */
export async function ratingStore(file: string, texts: readonly RatedText[]): Promise<Store> {
  const store = await openSqliteStore(file);
  const fixture = new StoreFixture(store);
  const written = texts.map(({ scenario }, index) => sampleScenario(index, { text: scenario }));
  await store.replaceScenarios('letters', null, stream(written));
  const condition = await fixture.condition({ stage: 'explain', model: 'openai:gpt-secret' });
  const subjects = (await fixture.stored()).map(({ number }, index) => {
    const subject = { condition: condition.number, scenario: number, repeat: 0 };
    return { ...subject, key: sampleKey(subject), text: texts[index]?.explanation ?? '' };
  });
  await store.commit({
    calls: subjects.map(({ key, text }) => sampleCall(key, condition.number, text)),
    explanations: subjects.map((subject) => ({ ...subject, outcome: 'explained', parserVersion: 1 })),
  });
  const numbers = subjects.map((_, index) => index + 1);
  await store.addRatingItems(numbers, 1);
  renumberItems(file);
  return store;
}

/** Items have random numbers; tests name them by the place of their text. Nothing refers to them yet. */
function renumberItems(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('update rating_item set item = explanation');
  database.close();
}
