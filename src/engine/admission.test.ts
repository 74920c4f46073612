import { describe, expect, it } from 'vitest';
import { RateAllowance } from './admission.ts';

describe('RateAllowance', () => {
  it('lets everything through until the provider says something', () => {
    expect(new RateAllowance().allowedAt(1e9, 0)).toBe(0);
  });

  it('waits until the reset when no request remains', () => {
    const allowance = new RateAllowance();
    allowance.learn({ remainingRequests: 0, requestsResetMs: 800 }, 0, 0, 100);
    expect(allowance.allowedAt(1, 200)).toBe(900);
    expect(allowance.allowedAt(1, 900)).toBe(900);
  });

  it('sends no more requests than remain, those in flight counted', () => {
    const allowance = new RateAllowance();
    allowance.learn({ remainingRequests: 4, requestsResetMs: 1000 }, 2, 0, 0);
    allowance.sent(1);
    expect(allowance.allowedAt(1, 10)).toBe(10);
    allowance.sent(1);
    expect(allowance.allowedAt(1, 10)).toBe(1000);
  });

  it('holds back a call with more tokens than remain, and lets a smaller one through', () => {
    const allowance = new RateAllowance();
    allowance.learn({ remainingTokens: 900, tokensResetMs: 5000 }, 1, 300, 0);
    expect(allowance.allowedAt(601, 10)).toBe(5000);
    expect(allowance.allowedAt(600, 10)).toBe(10);
  });

  it('believes the newest answer', () => {
    const allowance = new RateAllowance();
    allowance.learn({ remainingRequests: 0, requestsResetMs: 60_000 }, 0, 0, 0);
    allowance.learn({ remainingRequests: 10, requestsResetMs: 60_000 }, 0, 0, 50);
    expect(allowance.allowedAt(1, 60)).toBe(60);
  });

  it('ignores a remainder whose reset is not said', () => {
    const allowance = new RateAllowance();
    allowance.learn({ remainingRequests: 0 }, 0, 0, 0);
    expect(allowance.allowedAt(1, 10)).toBe(10);
  });
});
