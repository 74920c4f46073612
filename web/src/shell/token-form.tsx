import { type FormEvent, useState } from 'react';
import { Notice } from '../components/layout/messages.tsx';
import { ratingApi } from '../data/rating-api.ts';

/** Asks for the token of the server, where it has one and the address did not bring it. */
export function TokenForm({ onOpened }: { onOpened: () => void }) {
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const open = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await ratingApi.openSession(token);
      onOpened();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <section className="card narrow">
      <title>Token · hvsb</title>
      <h1>This page asks for a token</h1>
      <form onSubmit={open}>
        <label>
          <span>Token</span>
          <input
            type="password"
            value={token}
            required
            autoComplete="off"
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <p className="hint">The person who started the server has it.</p>
        {problem !== null && <Notice kind="problem">{problem}</Notice>}
        <button type="submit" className="primary">
          Open
        </button>
      </form>
    </section>
  );
}
