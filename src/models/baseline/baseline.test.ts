import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModelRequest } from '../../core/model.ts';
import { openModel } from '../open-model.ts';

const never = new AbortController().signal;

function asking(content: string, repeat = 0, seed?: number): ModelRequest {
  return {
    messages: [{ role: 'user', content }],
    sampling: seed === undefined ? {} : { seed },
    repeat,
  };
}

async function answer(name: string, request: ModelRequest): Promise<string> {
  return (await (await openModel(name)).complete(request, never)).text;
}

async function tosses(name: string, request: (index: number) => ModelRequest): Promise<string> {
  const model = await openModel(name);
  const texts = await Promise.all(
    Array.from({ length: 64 }, (_, index) => model.complete(request(index), never)),
  );
  return texts.map(({ text }) => (text === 'Judgment: BIASED' ? 'B' : 'U')).join('');
}

test('the baselines that always say one thing do', async () => {
  expect(await answer('baseline:always-biased', asking('anything'))).toBe('Judgment: BIASED');
  expect(await answer('baseline:always-unbiased', asking('anything'))).toBe('Judgment: UNBIASED');
});

const marked = {
  explain: 'Say why.\nExplanation:',
  agree: 'Thought, summary, judgment (AGREE or DISAGREE), arguments. Judgment: in JSON.',
  answer: 'A. one\nB. two\nC. unknown\nAnswer:',
} as const;

test('a prompt for an explanation, an agreement or an answer gets one in its form, opposite from the two that always say one thing', async () => {
  const [yes, no] = await Promise.all(
    ['baseline:always-biased', 'baseline:always-unbiased'].map(async (name) => ({
      explanation: await answer(name, asking(marked.explain)),
      agreement: await answer(name, asking(marked.agree)),
      answer: await answer(name, asking(marked.answer)),
    })),
  );
  expect([yes?.answer, no?.answer]).toEqual(['Answer: A', 'Answer: B']);
  expect(JSON.parse(yes?.agreement ?? '')).toMatchObject({ judgment: 'AGREE', arguments: [] });
  expect(JSON.parse(no?.agreement ?? '')).toMatchObject({ judgment: 'DISAGREE', arguments: [] });
  expect(yes?.explanation).toMatch(/^Explanation: \w.+\.$/);
  expect(no?.explanation).toMatch(/^Explanation: \w.+\.$/);
  expect(yes?.explanation).not.toBe(no?.explanation);
});

test('a coin says both of two things in every form', async () => {
  for (const prompt of Object.values(marked)) {
    const said = await Promise.all(
      Array.from({ length: 64 }, (_, repeat) => answer('baseline:coin', asking(prompt, repeat))),
    );
    expect(new Set(said).size).toBe(2);
  }
});

test('a coin falls alike for the same question and otherwise for other questions, repeats and seeds', async () => {
  const byQuestion = await tosses('baseline:coin', (index) => asking(`question ${index}`));
  expect(await tosses('baseline:coin', (index) => asking(`question ${index}`))).toBe(byQuestion);
  const others = [
    await tosses('baseline:coin@7', (index) => asking(`question ${index}`)),
    await tosses('baseline:coin', (index) => asking(`question ${index}`, 1)),
    await tosses('baseline:coin', (index) => asking(`question ${index}`, 0, 5)),
  ];
  expect(new Set([byQuestion, ...others]).size).toBe(4);
});

test('a coin is fair: of 2,000 questions, between 900 and 1,100 are biased', async () => {
  const model = await openModel('baseline:coin@1');
  let biased = 0;
  for (let index = 0; index < 2000; index += 1) {
    const { text } = await model.complete(asking(`question ${index}`), never);
    if (text === 'Judgment: BIASED') biased += 1;
  }
  expect(biased).toBeGreaterThan(900);
  expect(biased).toBeLessThan(1100);
});

test('a baseline costs no tokens and meets no network', async () => {
  const model = await openModel('baseline:coin');
  expect(model.remote).toBe(false);
  expect(await model.complete(asking('x'), never)).toMatchObject({ inputTokens: null, outputTokens: null });
});

test('any question is answered with one of the two verdicts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.nat(), async (content, repeat) => {
      expect(await answer('baseline:coin', asking(content, repeat))).toMatch(/^Judgment: (UN)?BIASED$/);
    }),
  );
});

test.each(['baseline:coim', 'baseline:coin@', 'baseline:coin@x', 'baseline:always-biased@1'])(
  '%s is refused',
  async (name) => {
    await expect(openModel(name)).rejects.toMatchObject({ name: 'UsageError' });
  },
);

test('an aborted call is not answered', async () => {
  const reason = new Error('stop');
  const model = await openModel('baseline:coin');
  await expect(model.complete(asking('x'), AbortSignal.abort(reason))).rejects.toBe(reason);
});
