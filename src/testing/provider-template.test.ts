import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { resolveConnection } from '../models/connection.ts';
import type { NetworkProvider } from '../models/provider.ts';
import { providerConformance } from './provider/provider-conformance.ts';
import type { WireDialect } from './server/dialects.ts';

const guide = readFileSync(new URL('../../docs/add-a-provider.md', import.meta.url), 'utf8');
const [provider = '', dialect = ''] = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(
  ([, code = '']) => code,
);

const folder = mkdtempSync(join(tmpdir(), 'hvsb-provider-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Loads a block of the guide as if it were in `src/models/oracle/`. */
async function load<Module>(name: string, code: string): Promise<Module> {
  const home = new URL('../models/oracle/', import.meta.url);
  const placed = code.replace(/(from |import\()'(\.[^']+)'/g, (_, how: string, target: string) => {
    return `${how}'${new URL(target, home).href}'`;
  });
  const path = join(folder, name);
  writeFileSync(path, placed);
  return import(pathToFileURL(path).href);
}

const { oracleProvider } = await load<{ oracleProvider: NetworkProvider }>('oracle-provider.ts', provider);
const { oracleDialect } = await load<{ oracleDialect: WireDialect }>('oracle-dialect.ts', dialect);

describe('the template of docs/add-a-provider.md', () => {
  const checks = providerConformance({
    dialect: oracleDialect,
    open: ({ baseUrl, key, callTimeoutMs = 0 }) => {
      const environment = { ORACLE_API_KEY: key };
      return oracleProvider.open({
        id: 'oracle:conforming',
        model: 'conforming',
        connection: resolveConnection(oracleProvider, { environment, baseUrl }),
        callTimeoutMs,
        connectTimeoutMs: 1000,
        connections: null,
        environment,
      });
    },
  });

  it('names a provider and its dialect', () => {
    expect(oracleProvider.id).toBe('oracle');
    expect(checks.length).toBeGreaterThan(30);
  });

  for (const { name, run } of checks) it(name, run);
});
