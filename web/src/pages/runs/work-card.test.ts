import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import type { WorkerStatus, WorkView } from '../../../../src/core/view/work-status.ts';
import { WorkCard } from './work-card.tsx';

// The page says in its head where its data is; nothing is there.
vi.hoisted(() => {
  vi.stubGlobal('document', { querySelector: () => null });
});

const worker: WorkerStatus = {
  ...{ host: 'first', pid: 7, command: 'hvsb run study.yaml', state: 'working' },
  ...{ seconds: 65, silentSeconds: 1, calls: 1234, perSecond: 20.4, spentTokens: 10, spentUsd: 0 },
  ranges: [{ stage: 'judge', model: 'letters:<b>', ranges: 2 }],
};
const gone = { ...worker, pid: 8, perSecond: 3, silentSeconds: 95, ranges: [] };

/** The text of the card, a space between its parts. */
function shown(work: WorkView): string {
  const card = createElement(WorkCard, { work });
  const html = renderToStaticMarkup(createElement(QueryClientProvider, { client: new QueryClient() }, card));
  return html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

it('shows who works on what, who is lost, and what was given up with its reason', () => {
  const text = shown({
    workers: [worker, { ...gone, state: 'lost' }, { ...gone, pid: 9, state: 'ended' }],
    ranges: [{ stage: 'judge', model: 'letters:<b>', waiting: 1200, active: 2, done: 30, givenUp: 1 }],
    givenUp: [{ stage: 'judge', model: 'letters:<b>', ranges: 1, reason: 'The key <i>is</i> refused.' }],
    takenTokens: 5000,
    takenUsd: 1.5,
  });
  expect(text).toMatch(/1 working 1,202 ranges left 20 calls a second taken of the budget: \$1\.50, 5,000/);
  expect(text).toMatch(/first, process 7 working judge, 2 ranges of letters:&lt;b&gt;/);
  expect(text).toMatch(/first, process 8 lost, silent for 1 min 35 s/);
  expect(text).not.toContain('process 9');
  expect(text).toContain('The key &lt;i&gt;is&lt;/i&gt; refused.');
});

it('shows those who have ended where nobody works, and nothing of a store in a file', () => {
  const done = { ranges: [], givenUp: [], takenTokens: 0, takenUsd: 0 };
  expect(shown({ ...done, workers: [{ ...gone, state: 'ended' }] })).toMatch(
    /0 working[\s\S]*process 8 ended/,
  );
  expect(shown('forbidden')).toContain('no right to see who works on the store');
  expect(shown(null)).toBe('');
});
