import { describe, expect, it, test } from 'vitest';
import { isPrivateHost, isThisMachine, isWithoutProxy } from './addresses.ts';

test.each(['localhost', '127.0.0.1', '127.9.9.9', '0.0.0.0', '[::1]', '::1', '[::]', 'ollama.localhost'])(
  '%s is this machine',
  (host) => expect([isThisMachine(host), isPrivateHost(host)]).toEqual([true, true]),
);

test.each([
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.20',
  '169.254.3.4',
  '100.64.0.7',
  '[fd12:3456::1]',
  '[fe80::1]',
  'gpu-server',
  'gpu.local',
  'gpu.lan',
  'llm.internal',
])('%s is near, and not this machine', (host) => {
  expect([isThisMachine(host), isPrivateHost(host)]).toEqual([false, true]);
});

test.each([
  '8.8.8.8',
  '172.32.0.1',
  '192.169.0.1',
  'api.openai.com',
  '[2001:db8::1]',
  'localhost.example.com',
  '1270.0.0.1',
])('%s is elsewhere', (host) => expect(isPrivateHost(host)).toBe(false));

describe('NO_PROXY', () => {
  it.each([
    ['http://models.example', 'models.example'],
    ['http://models.example', 'other.example, MODELS.example'],
    ['http://models.example', 'other.example models.example'],
    ['https://a.models.example', 'models.example'],
    ['https://a.models.example', '.models.example'],
    ['https://a.models.example', '*.models.example'],
    ['https://a.b.example:8443', 'b.example:8443'],
    ['https://models.example', 'models.example:443'],
    ['http://models.example', '*'],
    ['http://10.1.2.3:8000', '10.0.0.0/8'],
    ['http://192.168.1.20', '192.168.1.0/24'],
    ['http://192.168.1.20', '192.168.1.20/32'],
    ['http://192.168.1.20', '0.0.0.0/0'],
    ['http://192.168.1.20', '192.168.1.20'],
    ['http://[fd00::5]:8000', 'fd00::/8'],
    ['http://[fd00::5]:8000', '[fd00::]/8'],
    ['http://[fd00::5]:8000', 'fd00::5'],
    ['http://[fd00::5]:8000', '[fd00::5]:8000'],
  ])('lets %s by where it is "%s"', (origin, noProxy) => {
    expect(isWithoutProxy(origin, noProxy)).toBe(true);
  });

  it.each([
    ['http://models.example', ''],
    ['http://models.example', 'example.org'],
    ['http://mymodels.example', 'models.example'],
    ['http://models.example:81', 'models.example:80'],
    ['http://10.1.2.3', '11.0.0.0/8'],
    ['http://10.1.2.3', '10.0.0.0/33'],
    ['http://10.1.2.3', '10.0.0.0/'],
    ['http://10.1.2.3', '10.0.0.0/x'],
    ['http://10.1.2.3', 'fd00::/8'],
    ['http://[fd00::5]', '10.0.0.0/8'],
    ['http://models.example', '10.0.0.0/8'],
    ['http://1.2.3.4', '3.4'],
    ['http://[fd00::5]:8000', '[fd00::5]:9000'],
    ['http://models.example', ', . *.'],
  ])('does not let %s by where it is "%s"', (origin, noProxy) => {
    expect(isWithoutProxy(origin, noProxy)).toBe(false);
  });
});
