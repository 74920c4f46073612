import { vi } from 'vitest';

/** What a page asks of its server, answered by the test. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** A status with its JSON body; null is a network without a server. */
export type FakeAnswer = readonly [status: number, body: unknown] | null;

/**
 * Replaces the browser for code of the page: storage that survives a "reload" (making the code's objects again),
 * `fetch`, and the window's events. Call `vi.unstubAllGlobals()` afterwards.
 */
export function fakeBrowser(answer: (request: FakeRequest) => FakeAnswer) {
  const window = new EventTarget();
  const localStorage = memoryStorage();
  const requests: FakeRequest[] = [];
  vi.stubGlobal('localStorage', localStorage);
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
  vi.stubGlobal('removeEventListener', window.removeEventListener.bind(window));
  vi.stubGlobal('fetch', async (path: string, { method = 'GET', body }: RequestInit = {}) => {
    const request = { method, path, body: typeof body === 'string' ? JSON.parse(body) : (body ?? null) };
    requests.push(request);
    const answered = answer(request);
    if (answered === null) throw new TypeError('fetch failed');
    return Response.json(answered[1], { status: answered[0] });
  });
  return { window, localStorage, requests };
}

/** As a browser's storage: its keys are those of the object. */
export function memoryStorage(): Storage {
  const methods = {
    getItem: (key: string) => (Object.hasOwn(stored, key) ? (stored[key] ?? null) : null),
    setItem: (key: string, value: string) => {
      stored[key] = `${value}`;
    },
    removeItem: (key: string) => {
      delete stored[key];
    },
  };
  const stored: Record<string, string> = Object.create(methods);
  // Only what the page uses of the interface is there.
  return stored as unknown as Storage;
}
