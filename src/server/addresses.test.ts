import type { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ratingAddresses, reachableAddresses } from './addresses.ts';

const interfaces = {
  lo: [
    { address: '127.0.0.1', family: 'IPv4', internal: true },
    { address: '::1', family: 'IPv6', internal: true, scopeid: 0 },
  ],
  eth0: [
    { address: '2001:db8::2', family: 'IPv6', internal: false, scopeid: 0 },
    { address: 'fe80::2', family: 'IPv6', internal: false, scopeid: 2 },
    { address: '192.0.2.2', family: 'IPv4', internal: false },
  ],
  wlan0: [{ address: '198.51.100.7', family: 'IPv4', internal: false }],
} as unknown as ReturnType<typeof networkInterfaces>;

describe('reachableAddresses', () => {
  it('names every interface and the host, never this machine’s own address', () => {
    expect(reachableAddresses('0.0.0.0', 4780, interfaces, 'lab-pc')).toEqual([
      'http://192.0.2.2:4780/',
      'http://198.51.100.7:4780/',
      'http://lab-pc:4780/',
    ]);
  });

  it('adds addresses of IPv6 where the server listens on them, without those of one link', () => {
    expect(reachableAddresses('::', 80, interfaces, 'lab-pc')).toEqual([
      'http://192.0.2.2:80/',
      'http://198.51.100.7:80/',
      'http://[2001:db8::2]:80/',
      'http://lab-pc:80/',
    ]);
  });

  it('is the one address that the server listens on', () => {
    expect(reachableAddresses('192.0.2.2', 80, interfaces, 'lab-pc')).toEqual(['http://192.0.2.2:80/']);
    expect(reachableAddresses('127.0.0.1', 80, interfaces, 'lab-pc')).toEqual(['http://127.0.0.1:80/']);
  });
});

describe('ratingAddresses', () => {
  it('is one address for raters on this machine, and one for the organiser', () => {
    const place = { url: 'http://127.0.0.1:4780/', host: '127.0.0.1', token: null, organiserToken: 'secret' };
    expect(ratingAddresses(place)).toBe(
      [
        'Rate at http://127.0.0.1:4780/',
        'You, the organiser, see progress and agreement at http://127.0.0.1:4780/#organiser=secret',
        'Raters must not have that address.',
        '',
      ].join('\n'),
    );
  });

  it('gives raters beyond this machine addresses that they can open, with a picture for phones', () => {
    const text = ratingAddresses({
      url: 'http://127.0.0.1:4780/#token=abc',
      host: '192.0.2.2',
      token: 'abc',
      organiserToken: 'secret',
    });
    const [raters, organiser] = text.split('You, the organiser');
    expect(raters).toContain('  http://192.0.2.2:4780/#token=abc\n');
    expect(raters).toMatch(/[█▀▄]{10}/);
    expect(raters).not.toContain('secret');
    expect(organiser).toContain('http://127.0.0.1:4780/#token=abc&organiser=secret');
  });
});

describe('the link for Prolific', () => {
  const place = { url: 'http://127.0.0.1:4780/#token=t', token: 't&1', organiserToken: 'o' };
  const linkOf = (more: object) => {
    const printed = ratingAddresses({ ...place, host: '127.0.0.1', isProlific: true, ...more });
    return /\s(http\S*PROLIFIC_PID\S*)/.exec(printed)?.[1] ?? null;
  };

  it('names what the platform fills in, and has the token where no part of a platform drops it', () => {
    expect(linkOf({})).toBe(
      'http://127.0.0.1:4780/?PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID={{%STUDY_ID%}}&SESSION_ID={{%SESSION_ID%}}&token=t%261',
    );
    expect(linkOf({ isProlific: false })).toBeNull();
  });

  it('is that of the proxy in front, where there is one', () => {
    expect(linkOf({ alsoKnownAs: ['study.example.org'] })).toMatch(/^https:\/\/study\.example\.org\/\?/);
  });
});
