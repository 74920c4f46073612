import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelError, UsageError } from '../errors/errors.ts';
import { backoffMs, usageOfAnswer, usageOfFailure } from './failures.ts';

describe('backoffMs', () => {
  it('doubles its bound with each attempt, up to the cap', () => {
    const almostOne = () => 1;
    const bounds = [1, 2, 3, 7, 8, 9, 100].map((attempts) => backoffMs(attempts, 500, 60_000, almostOne));
    expect(bounds).toEqual([500, 1000, 2000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('is spread over the whole range, from no wait at all', () => {
    expect([0, 0.25, 0.5].map((random) => backoffMs(3, 500, 60_000, () => random))).toEqual([0, 500, 1000]);
  });

  it('is never negative, nor above the cap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, random) => {
          const waitMs = backoffMs(attempts, 500, 60_000, () => random);
          expect(waitMs).toBeGreaterThanOrEqual(0);
          expect(waitMs).toBeLessThanOrEqual(60_000);
        },
      ),
    );
  });
});

const bound = { inputTokens: 100, outputTokens: 50 };
const nothing = { inputTokens: 0, outputTokens: 0 };
const answer = {
  text: '',
  reasoning: null,
  finish: 'stop' as const,
  servedModel: null,
  notAccepted: [],
};

describe('usageOfAnswer', () => {
  it('is what the server counted', () => {
    expect(usageOfAnswer({ ...answer, inputTokens: 40, outputTokens: 3 }, bound)).toEqual({
      inputTokens: 40,
      outputTokens: 3,
    });
  });

  it('is the most possible where the server does not say', () => {
    expect(usageOfAnswer({ ...answer, inputTokens: null, outputTokens: null }, bound)).toEqual(bound);
  });
});

describe('usageOfFailure', () => {
  it('is nothing where the server turned the call down', () => {
    for (const reason of ['rate-limit', 'authentication', 'bad-request'] as const)
      expect(usageOfFailure(new ModelError('No.', { reason }), bound)).toEqual(nothing);
    for (const status of [500, 503, 529])
      expect(usageOfFailure(new ModelError('No.', { reason: 'server', status }), bound)).toEqual(nothing);
    expect(usageOfFailure(new UsageError('Not recorded.'), bound)).toEqual(nothing);
  });

  it('is the most possible where the server may have answered unheard', () => {
    for (const reason of ['timeout', 'network', 'malformed-response'] as const)
      expect(usageOfFailure(new ModelError('Lost.', { reason }), bound)).toEqual(bound);
  });

  it('is the most possible where the server broke off half way, or a gateway gave it up', () => {
    expect(usageOfFailure(new ModelError('Half way.', { reason: 'server' }), bound)).toEqual(bound);
    expect(usageOfFailure(new ModelError('Late.', { reason: 'server', status: 504 }), bound)).toEqual(bound);
  });

  it('is nothing where no connection came about', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(usageOfFailure(new ModelError('Down.', { reason: 'network', cause }), bound)).toEqual(nothing);
  });
});
