import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportedRows } from './support/exported-rows.ts';
import { exportedLines } from './support/full-study/exported-lines.ts';
import { vocabulary } from './support/full-study/made-explanation.ts';
import { studyAttacks, studyModels } from './support/full-study/study-models.ts';
import type { StudyStage } from './support/full-study/study-script.ts';
import { studyServer } from './support/full-study/study-server.ts';
import { studySize, writeScenarios } from './support/full-study/write-scenarios.ts';
import { hvsb, startHvsb, temporaryFolder } from './support/hvsb.ts';
import { compareMetrics } from './support/recompute/compare-metrics.ts';
import { exportedStudy } from './support/recompute/exported-study.ts';
import { recompute } from './support/recompute/recompute.ts';
import { seededChance } from './support/seeded-chance.ts';

const concurrency = 64;
const provider = 'openai-compatible:';
const judgments = studyModels.length * studyAttacks.length * (studySize.office + studySize.street);
const explanations = studyModels.length * 500;

const study = `
datasets: [office, street]
models: [${studyModels.map((model) => provider + model).join(', ')}]
judge: { attacks: [${studyAttacks.join(', ')}] }
explain: { n: 250, seed: 7 }
agree: {}
limits: { concurrency: ${concurrency} }
`;

describe('a full study that is killed twice', () => {
  it('resumes where it was, asks for nothing twice, and has the tables that its exports give', {
    timeout: 600_000,
  }, async () => {
    await using folder = await temporaryFolder();
    await using server = await studyServer();
    const run = (): Run => [folder.path, ['run', 'study.yaml', '--json'], addressOf(server)];
    await importScenarios(folder.path);
    const kills = await killTwice(server, run());

    const last = await hvsb(...run());
    expect(last.code, last.stderr).toBe(0);
    const { metrics, ...summary } = JSON.parse(last.stdout);
    const { judged, explained, read } = await exportedLines(folder.path, provider);
    const agreements = studyModels.length * explained.filter(({ outcome }) => outcome === 'explained').length;
    expect([judged.length, explained.length, read.length]).toEqual([judgments, explanations, agreements]);
    expectWhole(summary, { judged: judgments, explained: explanations, agreed: agreements });

    const { received, contents, repeated } = server.scripted.counts;
    expect(contents).toBe(judgments + explanations + agreements);
    expect(contents).toBeGreaterThanOrEqual(36_000);
    expect(repeated, kills).toBeLessThanOrEqual(2 * concurrency);
    const keys = (await exportedRows<{ key: string }>(folder.path, 'calls')).map(({ key }) => key);
    expect([keys.length, new Set(keys).size], kills).toEqual([contents, contents]);
    const again = JSON.parse((await hvsb(...run())).stdout);
    expect([again.judged.sent, again.explained.sent, again.agreed.sent]).toEqual([0, 0, 0]);
    expect(server.scripted.counts.received).toBe(received);

    // Every label belongs to the question that its answer was given to, and no rater saw who wrote.
    expect(judged.filter(({ outcome, given }) => outcome !== given)).toEqual([]);
    expect(explained.filter((line) => line.outcome !== line.given || line.text !== line.stored)).toEqual([]);
    expect(read.filter(({ outcome, given }) => outcome !== given)).toEqual([]);
    expect(server.leaks).toEqual([]);

    const measured = JSON.parse((await hvsb(folder.path, ['metrics', '--json'])).stdout);
    expect(metrics).toEqual(measured);
    // With more than 250 clusters kinds are tested over clusters put together, which no table says.
    const recomputed = recompute(await exportedStudy(folder.path), vocabulary, measured, ['kindTests']);
    const { differences, cells } = compareMetrics(measured, recomputed);
    expect(differences).toEqual([]);
    expect(cells).toBeGreaterThan(10_000);
  });
});

type Server = Awaited<ReturnType<typeof studyServer>>;
type Run = readonly [folder: string, words: readonly string[], environment: Record<string, string>];

function addressOf({ scripted }: Server): Record<string, string> {
  return { OPENAI_COMPATIBLE_BASE_URL: scripted.baseUrl };
}

async function importScenarios(folder: string): Promise<void> {
  await writeFile(join(folder, 'study.yaml'), study);
  for (const [dataset, file] of Object.entries(await writeScenarios(folder))) {
    const { code, stderr } = await hvsb(folder, ['import', 'scenarios', file, '--dataset', dataset]);
    expect(code, stderr).toBe(0);
  }
}

/** Ends the run without notice, once while it judges and once while it explains or reads; says when. */
async function killTwice(server: Server, run: Run): Promise<string> {
  const chance = seededChance('the moments of the kills');
  const within = (calls: number) => Math.ceil((0.1 + 0.8 * chance()) * calls);
  const moments: readonly { readonly stage: StudyStage; readonly count: number }[] = [
    { stage: 'judge', count: within(judgments) },
    chance() < 0.5
      ? { stage: 'explain', count: within(explanations) }
      : { stage: 'agree', count: within(3.5 * explanations) },
  ];
  for (const { stage, count } of moments) {
    const child = startHvsb(...run);
    const closed = once(child, 'close');
    server.at(stage, count, () => child.kill('SIGKILL'));
    const [, signal] = await closed;
    expect(signal, `${stage} ${count}`).toBe('SIGKILL');
  }
  return `killed at ${JSON.stringify(moments)}`;
}

interface Done {
  readonly stored: number;
  readonly sent: number;
}

/** What was stored before and what was sent now make up the plan. */
function expectWhole(summary: Readonly<Record<string, Done>>, plan: Readonly<Record<string, number>>): void {
  for (const [stage, planned] of Object.entries(plan)) {
    const done = summary[stage];
    expect(done, stage).toMatchObject({ planned, failed: 0, partial: false });
    expect((done?.stored ?? 0) + (done?.sent ?? 0), stage).toBe(planned);
  }
}
