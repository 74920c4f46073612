import { describe, expect, it } from 'vitest';
import { promptLanguages } from '../../core/languages.ts';
import { loadPromptPack } from '../../prompts/load-prompt-pack.ts';
import { promptsIn } from '../../prompts/prompt-pack.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { at, StoreFixture } from '../../testing/store/store-fixture.ts';
import { askedAsModels, judgedScenarios, peopleQuestion } from './judged-scenarios.ts';

const kinds = ['answer', 'conversation', 'statement'] as const;

describe('peopleQuestion', () => {
  it('is the question of models, without the text, the labels and how to write the answer', async () => {
    const pack = await loadPromptPack();
    for (const language of [undefined, ...promptLanguages]) {
      for (const kind of kinds) {
        const question = peopleQuestion(promptsIn(pack, language), kind);
        expect(question.length, `${language} ${kind}`).toBeGreaterThan(8);
        expect(question).not.toMatch(/\{\{|\n\n/);
        expect(promptsIn(pack, language).judge[kind][0]?.text.startsWith(question)).toBe(true);
      }
    }
  });

  it('has no rule, even of a pack that gives models one', async () => {
    const defined = await loadPromptPack('defined');
    for (const kind of kinds) {
      expect(defined.judge[kind][0]?.text).toContain('Social bias means');
      expect(peopleQuestion(defined, kind)).not.toContain('Social bias means');
      expect(peopleQuestion(defined, kind)).toBe(peopleQuestion(await loadPromptPack(), kind));
    }
  });
});

describe('scenarios that people judge', () => {
  it('are asked about in the language of the scenario', async () => {
    const item = {
      item: 1,
      scenario: { kind: 'statement', statement: 'Ein Satz.' },
      explanation: null,
    } as const;
    const pack = await loadPromptPack();
    expect(askedAsModels(item, pack).labels).toEqual(['BIASED', 'UNBIASED']);
    const german = askedAsModels({ ...item, language: 'de' }, pack);
    expect(german.labels).toEqual(['VOREINGENOMMEN', 'UNVOREINGENOMMEN']);
    expect(german.question).not.toBe(askedAsModels(item, pack).question);
  });

  it('get what people say stored as their judgments, and read from there', async () => {
    const store = await openSqliteStore(':memory:');
    const fixture = new StoreFixture(store);
    await fixture.prepared(3);
    const [first, second] = [at(await fixture.stored(), 0), at(await fixture.stored(), 1)];
    await store.addJudgedItems([first.number, second.number], 1);
    const rated = judgedScenarios(store, await loadPromptPack());
    const items = new Map((await rated.ratingOrigins()).map(({ scenarioId, item }) => [scenarioId, item]));
    const ratings = [
      { item: items.get(first.id) ?? 0, value: 1 },
      { item: items.get(second.id) ?? 0, value: null },
    ].map((said) => ({ ...said, rater: 'Ada', comment: 'so', seconds: null, ratedAt: 5 }));
    await rated.saveRatings(ratings);
    expect(await store.personJudgments()).toEqual([
      { scenario: first.number, person: 'Ada', verdict: 'biased', comment: 'so', seconds: null, judgedAt: 5 },
      { scenario: second.number, person: 'Ada', verdict: null, comment: 'so', seconds: null, judgedAt: 5 },
    ]);
    expect(await rated.ratings()).toEqual(ratings);
    expect(await store.ratings()).toEqual([]);
    // Neither label nor dataset is in what people see.
    for (const item of await rated.ratingItems()) {
      expect(Object.keys(item).sort()).toEqual(['explanation', 'item', 'labels', 'question', 'scenario']);
    }
    expect(await rated.removeRatings('Ada')).toBe(2);
    await store.close();
  });
});
