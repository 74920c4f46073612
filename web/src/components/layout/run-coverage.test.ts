import { describe, expect, it } from 'vitest';
import type { RunPart } from '../../../../src/core/view/run-record.ts';
import { coverage } from './run-coverage.tsx';

const part = (stage: RunPart['stage'], planned: number, stored: number, answered: number) =>
  ({ stage, planned, stored, answered }) as RunPart;

describe('what the page says of a run in progress', () => {
  it('adds up the models of a stage, with what was stored before', () => {
    const run = {
      parts: [part('judge', 1000, 200, 300), part('judge', 1000, 0, 1), part('explain', 10, 5, 5)],
    };
    expect(coverage([run])).toBe(
      'The numbers on this page cover 25 % of “judge” (501 of 2,000 answers) and all of “explain” (10 of 10 answers).',
    );
  });

  it('says so where nothing is planned yet, and never rounds up to all', () => {
    expect(coverage([{ parts: [] }])).toBe('What it will do is not planned yet.');
    expect(coverage([{ parts: [part('judge', 1000, 0, 999)] }])).toContain('cover 99 % of');
  });
});
