import { describe, expect, it } from 'vitest';
import { entryOf } from './rater-entry.ts';

const entry = (fragment: string, query = '') =>
  entryOf(new URLSearchParams(fragment), new URLSearchParams(query));
const fromProlific = 'PROLIFIC_PID=5f00aa&STUDY_ID=s1&SESSION_ID=e1&token=t';

describe('who an address names', () => {
  it('is nobody in the address of all raters', () => {
    expect(entry('token=t')).toBeNull();
    expect(entry('', 'token=t')).toBeNull();
  });

  it('is a rater with their key in their own address', () => {
    expect(entry('token=t&rater=Ada+%26+Co&key=k')).toEqual({ name: 'Ada & Co', key: 'k' });
    expect(entry('rater=Ada')).toBeNull();
  });

  it('is a participant as Prolific fills them in, and nobody where it does not', () => {
    expect(entry('', fromProlific)).toEqual({ name: '5f00aa', prolific: { study: 's1', session: 'e1' } });
    expect(entry('', 'PROLIFIC_PID=5f00aa')).toEqual({
      name: '5f00aa',
      prolific: { study: '', session: '' },
    });
    expect(entry('', 'PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID=s1')).toBeNull();
    expect(entry('', 'PROLIFIC_PID=+&STUDY_ID=s1')).toBeNull();
  });

  it('is who has a key, whatever else the address says', () => {
    expect(entry('rater=Ada&key=k', fromProlific)).toEqual({ name: 'Ada', key: 'k' });
  });
});
