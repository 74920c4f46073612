import { Hono } from 'hono';
import { describe, expect, it, vi } from 'vitest';
import { DataError, StoreError } from '../errors/errors.ts';
import { problemResponse, RequestError } from './problems.ts';

/** What asking gives where this goes wrong, and what the terminal of the server gets. */
async function asked(errors: readonly Error[]) {
  const printed: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  try {
    const app = new Hono();
    app.onError(problemResponse);
    app.get('/:number', (context) => {
      throw errors[Number(context.req.param('number'))] ?? new Error('there is none');
    });
    const statuses: number[] = [];
    for (const number of errors.keys()) statuses.push((await app.request(`/${number}`)).status);
    return { statuses, printed };
  } finally {
    spy.mockRestore();
  }
}

describe('problemResponse', () => {
  it('prints what the person who started the server has to know, and not each time that a page asks again', async () => {
    const full = new StoreError('There is no room left\u001b[2J.', { where: 'hvsb.db' });
    const other = new StoreError('The results file is damaged.');
    const { statuses, printed } = await asked([full, full, other, full]);
    expect(statuses).toEqual([500, 500, 500, 500]);
    expect(printed).toHaveLength(3);
    expect(printed[0]).toMatch(/^hvsb\.db: There is no room left/);
    expect(printed.join('')).not.toContain('\u001b');
    expect(printed[1]).toBe('The results file is damaged.\n');
  });

  it('prints nothing of what is wrong with a request', async () => {
    const { statuses, printed } = await asked([new RequestError(404, 'Nothing.'), new DataError('Odd.')]);
    expect([statuses, printed]).toEqual([[404, 422], []]);
  });
});
