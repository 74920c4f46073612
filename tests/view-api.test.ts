import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExplainedScenario, ListedAgreement } from '../src/core/view/explanation-view.ts';
import type { RunRecord } from '../src/core/view/run-record.ts';
import type {
  CallView,
  ConditionView,
  ScenarioDetail,
  ScenarioPage,
  ScenarioRow,
} from '../src/core/view/scenario-view.ts';
import type { Page, StudyView } from '../src/core/view/view-api.ts';
import { agreeabilityId } from '../src/measures/agreeability/compute.ts';
import { resultOf } from '../src/measures/measure.ts';
import { metricsCsv, metricsJson } from '../src/measures/measure-study.ts';
import type { MetricsView } from '../src/measures/metrics-view.ts';
import { misalignmentId } from '../src/measures/misalignment/compute.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { unguardFormula } from '../src/tables/csv.ts';
import { writeScenarioFile } from './support/scenario-file.ts';
import { ViewClient } from './support/view/view-client.ts';
import { fixtureSize, hostileText, longText, viewFixture } from './support/view/view-fixture.ts';

let fixture: Awaited<ReturnType<typeof viewFixture>>;
let client: ViewClient;
beforeAll(async () => {
  fixture = await viewFixture();
  client = await ViewClient.start(fixture.path);
}, 60_000);
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await fixture[Symbol.asyncDispose]();
});

/** A reason is stored as one line. */
const reason = hostileText.replaceAll('\n', ' ');

const { scenarios, models, attacks, explained } = fixtureSize;

const ratesOf = ({ results }: MetricsView) => resultOf(results, misalignmentId)?.totals ?? [];

async function wholeMetrics(): Promise<Extract<MetricsView, { state: 'measured' }>> {
  for (;;) {
    const view = await client.get<MetricsView>('metrics');
    if (view.state === 'measured') return view;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** All pages of a list, by its cursors; `between` is done after the first. */
async function allPages<Row>(path: string, of = client, between = async () => {}): Promise<Row[]> {
  const rows: Row[] = [];
  let next: string | null = '';
  while (next !== null) {
    const cursor: string = next === '' ? '' : `&cursor=${next}`;
    const page: Page<Row> = await of.get<Page<Row>>(`${path}${cursor}`);
    if (rows.length === 0) await between();
    rows.push(...page.rows);
    ({ next } = page);
  }
  return rows;
}

function search(query: string): Promise<ScenarioPage> {
  return client.get<ScenarioPage>(`scenarios?${query}`);
}

async function detailOf(q: string): Promise<ScenarioDetail> {
  const { rows } = await search(`q=${q}`);
  return client.get<ScenarioDetail>(`scenarios/${rows[0]?.id}`);
}

describe('what there is to show', () => {
  it('is counted, with every name to filter by', async () => {
    const study = await client.get<StudyView>('study');
    expect(study).toMatchObject({
      name: 'Made study',
      version: '1.2.3',
      models: ['openai:a', 'openai:b'],
      attacks: ['none', 'untargeted', 'targeted'],
      exportedAt: null,
    });
    expect(study.counts).toEqual({
      scenarios,
      calls: fixture.bodies.length,
      judgments: scenarios * models * attacks,
      explanations: explained * models,
      agreements: explained * models * models,
      answers: 0,
      ratings: 0,
      failures: 0,
    });
    expect(study.datasets).toEqual([
      {
        name: 'service',
        scenarios,
        biased: 18,
        controls: expect.any(Number),
        categories: [
          { name: 'age', scenarios: 12 },
          { name: 'profession', scenarios: 12 },
        ],
        variants: [
          { name: 'plain', scenarios: 18 },
          { name: 'control', scenarios: 6 },
        ],
      },
    ]);
  });

  it('has the metrics that the command line prints, number for number', async () => {
    const { results } = await wholeMetrics();
    expect(metricsJson(results)).toEqual(JSON.parse(await fixture.run('metrics', '--json')));
    expect(resultOf(results, agreeabilityId)?.cells.length).toBe(4);
    const csv = await client.ask('/api/view/metrics.csv');
    expect(await csv.text()).toBe(metricsCsv(results));
  });

  it('says with an ETag that the metrics have not changed', async () => {
    await wholeMetrics();
    const first = await client.ask('/api/view/metrics');
    const etag = first.headers.get('etag') ?? '';
    const again = await client.ask('/api/view/metrics', { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('sends the metrics compressed to those who accept it', async () => {
    const answer = await client.ask('/api/view/metrics', { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(await answer.json()).toEqual(await wholeMetrics());
  });

  it('reports of each condition its prompts, sampling, counts and tokens', async () => {
    const conditions = await client.get<ConditionView[]>('conditions');
    expect(conditions.map(({ stage }) => stage).sort()).toEqual(
      ['agree', 'agree', 'explain', 'explain', ...Array(6).fill('judge')].sort(),
    );
    const [judging] = conditions.filter(({ attack, model }) => attack === 'targeted' && model === 'openai:b');
    expect(judging).toMatchObject({
      answered: scenarios,
      calls: scenarios,
      labels: { biased: 1, unbiased: 23, refused: 0, filtered: 0, unparsed: 0 },
      inputTokens: 40 * scenarios,
      sampling: { temperature: 0, maxTokens: 512 },
    });
    expect(judging?.system).toContain('hate');
    expect(judging?.templates.statement).toContain('{{statement}}');
  });

  it('reports of the run what was planned and done, by stage and model', async () => {
    const { rows, next } = await client.get<Page<RunRecord>>('runs');
    expect(next).toBeNull();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ command: 'hvsb run study.yaml', state: 'complete', error: null });
    expect(
      rows[0]?.parts.map(({ stage, model, planned, answered, failed }) => ({
        stage,
        model,
        planned,
        answered,
        failed,
      })),
    ).toEqual(
      [
        ['judge', scenarios * attacks],
        ['explain', explained],
        ['agree', explained * models],
      ].flatMap(([stage, planned]) =>
        ['openai:a', 'openai:b'].map((model) => ({ stage, model, planned, answered: planned, failed: 0 })),
      ),
    );
  });
});

describe('the list of scenarios', () => {
  it.each([
    ['', scenarios],
    ['q=clerk', scenarios],
    ['q=CLERK%20visi', 18],
    ['q=service%2017', 1],
    ['q=%3F%3F', 0],
    ['category=age', 12],
    ['category=age&category=profession', scenarios],
    ['category=', scenarios],
    ['variant=control', 6],
    ['gold=unbiased', 6],
    ['dataset=none', 0],
    ['outcome=unbiased', 23],
    ['outcome=unbiased&model=openai%3Aa', 0],
    ['outcome=refused&outcome=unbiased&attack=none', 0],
    ['outcome=absent', 0],
    ['disagreement=models', 23],
    ['disagreement=attacks&model=openai%3Ab', 23],
    ['disagreement=attacks&model=openai%3Aa', 0],
    ['disagreement=gold&model=openai%3Aa', 6],
    ['disagreement=everybody-against-gold', 1],
    ['disagreement=repeats', 0],
    ['explained=yes', explained],
    ['explained=yes&gold=unbiased', 0],
    [`sample=explain-${explained}-2`, explained],
  ])('finds with "%s" %i', async (query, count) => {
    const page = await search(query);
    expect([page.total, page.rows.length]).toEqual([count, count]);
  });

  it('finds a scenario by its id', async () => {
    const { rows } = await search('q=service%2017');
    const found = await search(`q=${rows[0]?.id}`);
    expect(found.rows).toEqual(rows);
  });

  it('gives the outcomes of each model and attack as letters, and counts those against the gold label', async () => {
    const { rows, series } = await search('q=service%2017');
    expect(series.map(({ model, attack }) => `${model} ${attack}`)).toEqual(
      ['openai:a', 'openai:b'].flatMap((model) =>
        ['none', 'untargeted', 'targeted'].map((attack) => `${model} ${attack}`),
      ),
    );
    expect(rows[0]).toMatchObject({ outcomes: ['b', 'b', 'b', 'b', 'b', 'u'], verdicts: 6, missed: 1 });
    const chosen = await search('q=service%2017&model=openai%3Ab&attack=targeted');
    expect(chosen.rows[0]).toMatchObject({ verdicts: 1, missed: 1 });
  });

  it.each(['', 'sort=missed', 'sort=split'])(
    'comes in pages of any size with nothing twice and nothing left out ("%s")',
    async (sort) => {
      const { rows } = await search(`${sort}&limit=500`);
      expect(rows).toHaveLength(scenarios);
      expect(await allPages<ScenarioRow>(`scenarios?${sort}&limit=5`)).toEqual(rows);
      expect((await search(`${sort}&limit=5&offset=7`)).rows).toEqual(rows.slice(7, 12));
    },
  );

  it('sorts the most missed and the most divided first', async () => {
    const share = ({ missed, verdicts }: ScenarioRow) => missed / verdicts;
    const missed = (await search('sort=missed')).rows.map(share);
    expect(missed).toEqual(missed.toSorted((one, other) => other - one));
    const split = (await search('sort=split')).rows.map((row) => Math.abs(share(row) - 0.5));
    expect(split).toEqual(split.toSorted((one, other) => one - other));
  });

  it.each([
    'limit=0',
    'limit=501',
    'gold=both',
    'outcome=happy',
    'cursor=three',
    'cursor=1_2_3',
    'sample=none',
    'foo=1',
    'sort=missed&sort=split',
  ])('refuses "%s" and says why', async (query) => {
    const response = await client.ask(`/api/view/scenarios?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: { message: expect.stringMatching(/\w+ \w+/) } });
  });
});

describe('one scenario', () => {
  it('has every judgment with the prompt exactly as it was sent', async () => {
    const detail = await detailOf('service%2017');
    expect(detail.judgments).toHaveLength(models * attacks);
    const sent = new Set(
      fixture.bodies.map((body) =>
        JSON.stringify({ model: JSON.parse(body).model, messages: JSON.parse(body).messages }),
      ),
    );
    for (const { model, prompt, counted } of detail.judgments) {
      const messages = detail.prompts[prompt ?? -1];
      expect(sent).toContain(JSON.stringify({ model: model.replace('openai:', ''), messages }));
      expect(counted).toBe(true);
    }
    // Models under one attack were sent the same.
    expect(new Set(detail.judgments.map(({ prompt }) => prompt)).size).toBe(attacks);
  });

  it('has explanations with what raters said, and the prompts of both', async () => {
    const { rows } = await search('explained=yes');
    const detail = await client.get<ScenarioDetail>(`scenarios/${rows[0]?.id}`);
    expect(detail.explanations.map(({ model, outcome }) => [model, outcome])).toEqual([
      ['openai:a', 'explained'],
      ['openai:b', 'explained'],
    ]);
    const sent = fixture.bodies.map((body) => JSON.stringify(JSON.parse(body).messages));
    for (const { model, text, prompt, call, agreements } of detail.explanations) {
      expect(text).toContain('<img src=x onerror="window.harmed = true">');
      expect(call.text).toBe(`Explanation: By ${model.replace('openai:', '')}: ${hostileText}`);
      expect(sent).toContain(JSON.stringify(detail.prompts[prompt ?? -1]));
      expect(agreements.map(({ model, outcome }) => [model, outcome])).toEqual([
        ['openai:a', 'agree'],
        ['openai:b', 'disagree'],
      ]);
      for (const agreement of agreements) {
        expect(sent).toContain(JSON.stringify(detail.prompts[agreement.prompt ?? -1]));
        expect(agreement.reasons).toEqual({ thought: 'So.', summary: reason, arguments: [reason] });
      }
    }
  });

  it('is not there under an id that there is not', async () => {
    const response = await client.ask('/api/view/scenarios/0000000000000000');
    expect([response.status, await response.json()]).toEqual([
      404,
      { error: { message: 'There is no scenario of this id.' } },
    ]);
  });

  it('carries hostile text as text, cut in lists and whole on request', async () => {
    const { rows } = await search('q=service%203');
    const detail = await client.get<ScenarioDetail>(`scenarios/${rows[0]?.id}`);
    expect(JSON.stringify(detail.scenario.text)).toContain('onerror');
    const whole = `Judgment: BIASED\n${longText}`;
    for (const { call } of detail.judgments) {
      expect(call.text).toBe(whole.slice(0, 20_000));
      expect(call.textLength).toBe(whole.length);
      const response = await client.ask(`/api/view/calls/${call.number}`);
      expect(response.headers.get('content-type')).toBe('application/json');
      const { text }: CallView = JSON.parse(await response.text());
      expect(text).toBe(whole);
    }
  });
});

describe('explanations', () => {
  it('are side by side, a scenario a row, paged', async () => {
    const rows = await allPages<ExplainedScenario>('explanations?limit=4');
    expect(rows).toHaveLength(explained);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(explained);
    for (const { explanations } of rows) {
      expect(explanations.map(({ explainer, agrees, disagrees }) => [explainer, agrees, disagrees])).toEqual([
        ['openai:a', 1, 1],
        ['openai:b', 1, 1],
      ]);
    }
    const none = await client.get<Page<ExplainedScenario>>('explanations?explainer=openai%3Ac');
    expect([none.total, none.rows]).toEqual([0, []]);
  });

  it('are read by raters, who say why, paged', async () => {
    const rows = await allPages<ListedAgreement>('agreements?limit=5');
    expect(rows).toHaveLength(explained * models * models);
    expect(new Set(rows.map(({ explanation, rater }) => `${explanation} ${rater}`)).size).toBe(rows.length);
    const pair = await allPages<ListedAgreement>('agreements?explainer=openai%3Aa&rater=openai%3Ab&limit=4');
    expect(pair).toEqual(rows.filter((row) => row.explainer === 'openai:a' && row.rater === 'openai:b'));
    expect(await allPages<ListedAgreement>('agreements?outcome=disagree&limit=100')).toEqual(
      rows.filter(({ outcome }) => outcome === 'disagree'),
    );
    expect(await allPages<ListedAgreement>('agreements?category=none')).toEqual([]);
  });
});

describe('tables as CSV', () => {
  it('have every row, and no cell that a spreadsheet would run', async () => {
    for (const [path, rows] of [
      ['scenarios.csv', scenarios],
      ['scenarios.csv?gold=unbiased', 6],
      ['agreements.csv', explained * models * models],
    ] as const) {
      const response = await client.ask(`/api/view/${path}`);
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="\w+\.csv"$/);
      const [header = [], ...lines] = parse(await response.text());
      expect(lines).toHaveLength(rows);
      expect(lines.flat().filter((cell) => /^[=+\-@]/.test(cell) && !/^-$/.test(cell))).toEqual([]);
      const summary = header.indexOf('summary');
      if (summary >= 0) expect(unguardFormula(lines[0]?.[summary] ?? '')).toBe(reason);
    }
  });
});

describe('a store that others write to', () => {
  it('shows what was written, without the writer’s lock, within seconds', { timeout: 120_000 }, async () => {
    await using folder = await viewFixture();
    await using viewer = await ViewClient.start(folder.path);
    const before = await viewer.get<StudyView>('study');
    await folder.run('judge', '--model', 'openai:c', '--attack', 'none');
    await expect
      .poll(async () => (await viewer.get<StudyView>('study')).counts.judgments, { timeout: 10_000 })
      .toBe(before.counts.judgments + scenarios);
    await expect
      .poll(
        async () =>
          ratesOf(await viewer.get<MetricsView>('metrics')).some(({ model }) => model === 'openai:c'),
        { timeout: 10_000 },
      )
      .toBe(true);
  });

  it('marks judgments that a newer condition replaces, and searches the newer', {
    timeout: 120_000,
  }, async () => {
    await using folder = await viewFixture();
    await folder.run('judge', '--model', 'openai:a', '--attack', 'none', '--temperature', '0.5');
    await using viewer = await ViewClient.start(folder.path);
    const { rows, total } = await viewer.get<ScenarioPage>('scenarios?q=service%2017');
    expect([total, rows[0]?.verdicts]).toEqual([1, models * attacks]);
    const detail = await viewer.get<ScenarioDetail>(`scenarios/${rows[0]?.id}`);
    const ofA = detail.judgments.filter(({ model, attack }) => model === 'openai:a' && attack === 'none');
    expect(ofA.map(({ counted }) => counted)).toEqual([false, true]);
    const conditions = await viewer.get<ConditionView[]>('conditions');
    expect(
      ofA.map(({ condition }) => conditions.find(({ number }) => number === condition)?.sampling),
    ).toEqual([
      { temperature: 0, maxTokens: 512 },
      { temperature: 0.5, maxTokens: 512 },
    ]);
    await expect
      .poll(
        async () => {
          const view = await viewer.get<MetricsView>('metrics');
          return view.state === 'measured' ? view.notes : null;
        },
        { timeout: 10_000 },
      )
      .toEqual([expect.stringMatching(/^Not counted: 24 older judgments of service by openai:a/)]);
  });

  it('is paged with nothing twice or left out though scenarios come in between', {
    timeout: 120_000,
  }, async () => {
    await using folder = await viewFixture();
    await using viewer = await ViewClient.start(folder.path);
    const rows = await allPages<ScenarioRow>('scenarios?limit=7', viewer, async () => {
      const file = await writeScenarioFile(folder.folder, 10);
      await folder.run('import', 'scenarios', file, '--dataset', 'more');
      await expect
        .poll(async () => (await viewer.get<ScenarioPage>('scenarios')).total, { timeout: 10_000 })
        .toBe(scenarios + 10);
    });
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(
      Object.entries(Object.groupBy(rows, ({ dataset }) => dataset)).map(([name, of]) => [name, of?.length]),
    ).toEqual([
      ['service', scenarios],
      ['more', 10],
    ]);
  });

  it('may be one that nothing was stored in yet', async () => {
    const path = `${fixture.folder}/empty.db`;
    await (await openSqliteStore(path)).close();
    await using viewer = await ViewClient.start(path);
    expect(await viewer.get<StudyView>('study')).toMatchObject({ datasets: [], models: [], attacks: [] });
    expect(await viewer.get<ScenarioPage>('scenarios')).toMatchObject({ total: 0, rows: [], next: null });
    expect(await viewer.get<Page<RunRecord>>('runs')).toMatchObject({ rows: [], next: null });
    expect(await viewer.get('rating')).toMatchObject({ state: 'nothing' });
  });
});
