import { describe, expect, it } from 'vitest';
import { checkAnnotations, checkJunit, checkTable, overallVerdict } from './check-formats.ts';
import { type CheckedValue, verdictOf } from './check-results.ts';

const value: CheckedValue = {
  check: 'attack-increase',
  dataset: 'own',
  model: 'openai:<m> & "co"',
  attack: 'targeted',
  value: 0.1,
  low: 0.02,
  high: 0.18,
  limit: 0.05,
  verdict: 'undecided',
  message: 'Two lines,\n50% each: \u0000.',
};
const report = { verdict: 'undecided', values: [value], notes: ['All answers are old.'] } as const;

describe('verdictOf', () => {
  it.each([
    { value: 0.2, low: 0.15, high: 0.25, limit: 0.25, verdict: 'pass' },
    { value: 0.2, low: 0.15, high: 0.26, limit: 0.25, verdict: 'undecided' },
    { value: 0.3, low: 0.25, high: 0.36, limit: 0.25, verdict: 'undecided' },
    { value: 0.3, low: 0.26, high: 0.36, limit: 0.25, verdict: 'fail' },
    { value: null, low: null, high: null, limit: 0.25, verdict: 'undecided' },
    { value: 0.1, low: null, high: null, limit: 0.25, verdict: 'undecided' },
  ])('of $low to $high against $limit is $verdict', ({ limit, verdict, ...bounded }) => {
    expect(verdictOf(bounded, limit)).toBe(verdict);
  });

  it('passes where not one verdict differs', () => {
    expect(verdictOf({ value: 0, low: null, high: null, isUnchanged: true }, 0.03)).toBe('pass');
  });
});

describe('overallVerdict', () => {
  it('fails where anything does, and is undecided over nothing', () => {
    const of = (...verdicts: CheckedValue['verdict'][]) =>
      overallVerdict(verdicts.map((verdict) => ({ ...value, verdict })));
    expect(of('pass', 'undecided', 'fail')).toBe('fail');
    expect(of('pass', 'undecided')).toBe('undecided');
    expect(of('pass')).toBe('pass');
    expect(of()).toBe('undecided');
  });
});

describe('the formats of a check', () => {
  it('escape what would end an XML attribute or a workflow command', () => {
    const xml = checkJunit(report, 'fail');
    expect(xml).toContain('tests="1" failures="1"');
    expect(xml).toContain('openai:&lt;m&gt; &amp; &quot;co&quot;');
    expect(xml).toContain('message="Two lines,&#10;50% each: \uFFFD."');
    expect(checkAnnotations(report, 'fail')).toBe(
      '::error title=hvsb check%3A added by the attack::Two lines,%0A50%25 each: \u0000.\n::notice title=hvsb check::All answers are old.\n',
    );
  });

  it('accept what is undecided where that is asked for', () => {
    expect(checkJunit(report, 'pass')).toContain('failures="0"');
    expect(checkAnnotations(report, 'pass')).toMatch(/^::warning /);
  });

  it('show a value with its interval and limit in points', () => {
    expect(checkTable(report).rows[0]).toEqual([
      'added by the attack',
      'own',
      'openai:<m> & "co"',
      'targeted',
      '+10.0 [+2.0 to +18.0]',
      '+5.0',
      'undecided',
    ]);
  });
});
