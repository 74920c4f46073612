import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadStudy } from '../src/study/file/load-study.ts';
import { hvsb, temporaryFolder } from './support/hvsb.ts';

const folder = new URL('../examples/team/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');

/** Whether the program takes the options of a command line: with one more that it has not, it names that one. */
async function expectTaken(words: readonly string[]): Promise<void> {
  await using place = await temporaryFolder();
  const { stderr } = await hvsb(place.path, [...words, '--not-an-option']);
  expect([words, stderr]).toEqual([words, expect.stringContaining("unknown option '--not-an-option'")]);
}

describe('the examples for teams', () => {
  const { services, volumes } = parse(read('compose.yaml'), { merge: true });

  it('compose.yaml starts a database, the page and two workers, in this order', () => {
    expect(Object.keys(services)).toEqual(['database', 'worker', 'page']);
    expect(services.worker.deploy.replicas).toBe(2);
    expect(services.database.healthcheck.test[1]).toContain('pg_isready');
    for (const { depends_on } of [services.worker, services.page])
      expect(depends_on.database).toEqual({ condition: 'service_healthy' });
    const { POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD } = services.database.environment;
    const { HVSB_STORE, PGPASSWORD } = services.worker.environment;
    expect(HVSB_STORE).toBe(`postgres://${POSTGRES_USER}@database/${POSTGRES_DB}`);
    expect(services.page.environment.HVSB_STORE).toBe(HVSB_STORE);
    expect(PGPASSWORD).toBe(POSTGRES_PASSWORD);
    const [mounted] = services.database.volumes[0].split(':');
    expect(Object.keys(volumes)).toEqual([mounted]);
    // The same as in the files that compose reads: no value of a secret.
    expect(read('compose.yaml')).not.toMatch(/PASSWORD: [^$]/);
  });

  it('call the program with options that it has', { timeout: 60_000 }, async () => {
    await expectTaken(services.worker.command);
    await expectTaken(services.page.command);
    const [{ args }] = parse(read('kubernetes.yaml')).spec.template.spec.containers;
    await expectTaken(args);
    const [, line = ''] = /^hvsb (.*) &$/m.exec(read('slurm.sh')) ?? [];
    await expectTaken(line.split(' '));
    expect(line).toContain('--labels gpu');
  });

  it('run a study that needs no key', async () => {
    const study = await loadStudy(new URL('study.yaml', folder).pathname);
    expect(study.models.map(({ model }) => model)).toEqual(['builtin:tiny', 'baseline:coin']);
    expect(services.worker.volumes).toEqual(['./study.yaml:/study/study.yaml:ro']);
    expect(services.worker.command).toEqual(['run', 'study.yaml']);
  });

  it('mount what the image has a place for', () => {
    const image = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8');
    expect(image).toContain('WORKDIR /study');
    expect(image).toContain('ENTRYPOINT ["hvsb"]');
    const [container] = parse(read('kubernetes.yaml')).spec.template.spec.containers;
    expect(container.volumeMounts[0].mountPath).toBe('/study/study.yaml');
  });
});
