import { afterAll, beforeAll, describe, it } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { storeConformance } from '../../src/testing/store/store-conformance.ts';
import { neededPostgres, PostgresServer } from '../support/postgres.ts';

describe('a store in PostgreSQL', neededPostgres(), () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.remove());

  for (const { name, run } of storeConformance(() => openPostgresStore(server.emptyStore()))) it(name, run);
});
