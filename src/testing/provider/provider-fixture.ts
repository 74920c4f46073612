import assert from 'node:assert/strict';
import type { Completion, Model, ModelRequest } from '../../core/model.ts';
import { ModelError } from '../../errors/errors.ts';
import type { Behaviour } from '../server/behaviour.ts';
import type { WireDialect } from '../server/dialects.ts';
import { ScriptedServer, type ServerScript } from '../server/scripted-server.ts';

/** A provider to check, and how its server speaks. */
export interface ProviderUnderTest {
  /** Opens a model named `conforming` of the provider at this base URL with this key. */
  open(server: {
    readonly baseUrl: string;
    readonly key: string;
    /** Bound on one call; the provider's default where it is absent. */
    readonly callTimeoutMs?: number;
  }): Promise<Model>;
  /** How the provider speaks. */
  readonly dialect: WireDialect;
}

/** What a provider must do, given a server that behaves so. */
export interface ProviderCheck {
  readonly script: ServerScript;
  readonly callTimeoutMs?: number;
  readonly check: (fixture: ProviderFixture) => Promise<void>;
}

export const testKey = 'sk-conformance-0123456789abcdef';

export const question: ModelRequest = {
  messages: [
    { role: 'system', content: 'Answer with one word.' },
    { role: 'user', content: 'Is the kettle on?' },
  ],
  sampling: { temperature: 0, maxTokens: 64 },
  repeat: 0,
};

export const answered: Behaviour = {
  kind: 'answer',
  text: 'Judgment: UNBIASED',
  inputTokens: 21,
  outputTokens: 5,
};

/** A server that follows a check's script, and the provider's model before it. */
export class ProviderFixture {
  readonly server: ScriptedServer;
  readonly model: Model;

  constructor(server: ScriptedServer, model: Model) {
    this.server = server;
    this.model = model;
  }

  ask(
    request: ModelRequest = question,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Completion> {
    return this.model.complete(request, signal);
  }

  /** The failure of a call that must fail. */
  async failure(): Promise<ModelError> {
    const error = await this.ask().then(
      () => assert.fail('the call was answered'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ModelError, `not a ModelError: ${String(error)}`);
    return error;
  }
}

/** Sets the fixture for a check, checks it, and clears up. */
export async function withFixture(provider: ProviderUnderTest, check: ProviderCheck): Promise<void> {
  const { script, callTimeoutMs } = check;
  const server = await ScriptedServer.start({ script, dialect: provider.dialect });
  const model = await provider.open({
    baseUrl: server.baseUrl,
    key: testKey,
    ...(callTimeoutMs === undefined ? {} : { callTimeoutMs }),
  });
  try {
    await check.check(new ProviderFixture(server, model));
  } finally {
    await model.close();
    await server.close();
  }
}
