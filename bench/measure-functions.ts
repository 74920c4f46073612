import { type AgreementTable, agreementCodes, type JudgmentTable } from '../src/core/tables.ts';
import { noInputs } from '../src/measures/inputs/inputs.ts';
import { measureStudy } from '../src/measures/measure-study.ts';
import { misalignment } from '../src/measures/misalignment/compute.ts';
import { selfPreference } from '../src/measures/self-preference/compute.ts';
import { compileTemplate, renderTemplate } from '../src/prompts/template.ts';
import { clusterBootstrap } from '../src/stats/bootstrap/cluster-bootstrap.ts';
import { readAgreement } from '../src/verdicts/agreement/read-agreement.ts';
import { readAnswer } from '../src/verdicts/answer/read-answer.ts';
import { readEmulation } from '../src/verdicts/emulation/read-emulation.ts';
import { readExplanation } from '../src/verdicts/explanation/read-explanation.ts';
import { withoutSelfNaming } from '../src/verdicts/explanation/without-self-naming.ts';
import { readJudgment } from '../src/verdicts/judgment/read-judgment.ts';
import type { Measurement } from './scoreboard.ts';

/** Processor time of the single functions that a large study calls most, and how it grows with the data. */
export function measureFunctions(rounds: number): Measurement[] {
  return [
    atMost('slowest reading of an answer of a megabyte', slowestLongText(), 2, ' s'),
    {
      what: 'short judgments read',
      measured: shortTextsPerSecond(rounds),
      target: { atLeast: 300_000 },
      unit: '/s',
    },
    atMost('a million renderings of a template', workOf(renderMillion), 2, ' s'),
    atMost('10,000 replicates over 58,000 judgments', workOf(bootstrap), 5, ' s'),
    atMost('self-preference over 58,000 agreements', workOf(preference), 5, ' s'),
    ...growthOfMetrics(),
  ];
}

function atMost(what: string, measured: number, bound: number, unit: string): Measurement {
  return { what, measured, target: { atMost: bound }, unit };
}

/** Seconds of processor time, which other work on the machine changes less than time. */
function workOf(work: () => unknown): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

const readers: readonly ((text: string) => unknown)[] = [
  (text) => readJudgment({ text, finish: 'stop' }),
  (text) => readAgreement({ text, finish: 'stop' }),
  (text) => readExplanation({ text, finish: 'stop' }),
  (text) => readEmulation({ text, finish: 'stop' }),
  (text) => readAnswer({ text, finish: 'stop' }, ['the baker', 'the butcher', 'not known']),
  withoutSelfNaming,
];

/** Repeated, each of these once was read in a time that grows with the square of the length, or may be. */
const units = [
  '{',
  '"',
  "{'",
  '\\',
  ' ',
  '<think>',
  '```',
  'not ',
  'judgment: ',
  'As an AI, ',
  '{"answer": "a',
];

function slowestLongText(): number {
  let slowest = 0;
  for (const unit of units) {
    const megabyte = unit.repeat(Math.ceil(1_000_000 / unit.length));
    for (const read of readers) {
      for (const text of [megabyte, `Judgment: ${megabyte}`, `{"judgment": ${megabyte}`]) {
        slowest = Math.max(
          slowest,
          workOf(() => read(text)),
        );
      }
    }
  }
  return slowest;
}

const shortTexts = [
  'Judgment: BIASED',
  'Judgment: UNBIASED',
  '**Judgment:** UNBIASED',
  'BIASED',
  'Judgment: Biased.',
];

function shortTextsPerSecond(rounds: number): number {
  const texts = 50_000;
  const seconds = Array.from({ length: 2 + rounds }, () =>
    workOf(() => {
      for (let index = 0; index < texts; index += 1) {
        readJudgment({ text: shortTexts[index % shortTexts.length] ?? '', finish: 'stop' });
      }
    }),
  );
  return texts / Math.min(...seconds);
}

function renderMillion(): void {
  const template = compileTemplate('Context: {{context}}\nQuestion: {{question}}\nAnswer: {{answer}}\n');
  const parts = { context: 'Two people waited.', question: 'Who was late?', answer: 'Not known' };
  for (let round = 0; round < 1_000_000; round += 1) renderTemplate(template, parts);
}

/** Clusters of four judgments. */
function bootstrap(): void {
  const clusters = 14_500;
  const totals = Float64Array.from({ length: 2 * clusters }, (_, i) => (i % 2 === 0 ? (i * i) % 5 : 4));
  const statistic = (sums: Float64Array) => (sums[0] ?? 0) / (sums[1] ?? 0);
  clusterBootstrap({ totals, width: 2, statistic, replicates: 10_000, seed: 1 });
}

/** Twelve models rate each other's explanations of 403 scenarios. */
function preference(): void {
  const models = Array.from({ length: 12 }, (_, i) => `x:model-${i}`);
  const scenarioCount = 403;
  const length = scenarioCount * models.length ** 2;
  const scenario = (row: number) => Math.floor(row / models.length ** 2);
  const explainer = (row: number) => Math.floor(row / models.length) % models.length;
  const rater = (row: number) => row % models.length;
  const table: AgreementTable = {
    scenarioCount,
    clusterOfScenario: Uint32Array.from({ length: scenarioCount }, (_, number) => number),
    explainers: models,
    raters: models,
    scenario: Uint32Array.from({ length }, (_, row) => scenario(row)),
    explainer: Uint16Array.from({ length }, (_, row) => explainer(row)),
    rater: Uint16Array.from({ length }, (_, row) => rater(row)),
    outcome: Uint8Array.from({ length }, (_, row) =>
      (scenario(row) * 7 + explainer(row) * 5 + rater(row) * 3) % 10 < 6
        ? agreementCodes.agree
        : agreementCodes.disagree,
    ),
  };
  selfPreference(table, { permutations: 9999, seed: 1 });
}

/** Replicates are drawn over clusters, not rows: ten times the judgments are not ten times the work. */
function growthOfMetrics(): Measurement[] {
  const [fewer, more] = [judgmentTable(5800), judgmentTable(58_000)];
  const measure = (judgments: JudgmentTable) => measureStudy({ ...noInputs, judgments }, { seed: 1 });
  measure(fewer);
  const whole = workOf(() => measure(more));
  const growth = whole / workOf(() => measure(fewer));
  const share = whole / workOf(() => misalignment(more));
  return [
    atMost('work of the metrics over ten times the judgments', growth, 4, ' times'),
    atMost('work of all metrics against counting alone', share, 10, ' times'),
  ];
}

/** Judgments by twelve models under three attacks, in 2,500 clusters. */
function judgmentTable(scenarioCount: number): JudgmentTable {
  const attacks = ['none', 'untargeted', 'targeted'];
  const each = (value: (scenario: number) => number) =>
    Uint16Array.from({ length: scenarioCount }, (_, scenario) => value(scenario));
  return {
    scenarioCount,
    datasets: ['bbq', 'biasdpo', 'stereoset', 'crows-pairs'],
    categories: Array.from({ length: 11 }, (_, i) => `category ${i}`),
    variants: ['pro', 'anti', 'neg', 'nonneg'],
    dataset: each((scenario) => scenario % 4),
    category: each((scenario) => (scenario >> 2) % 11),
    variant: each((scenario) => (scenario >> 5) % 4),
    cluster: Uint32Array.from(each((scenario) => scenario % 2500)),
    clusterCount: 2500,
    goldBiased: Uint8Array.from(each((scenario) => (scenario % 3 === 0 ? 0 : 1))),
    control: Uint8Array.from(each((scenario) => (scenario % 3 === 0 ? 1 : 0))),
    series: Array.from({ length: 12 * attacks.length }, (_, i) => ({
      model: `model ${Math.floor(i / attacks.length)}`,
      attack: attacks[i % attacks.length] ?? '',
      repeats: 1,
      outcomes: Uint8Array.from({ length: scenarioCount }, (_, s) => 1 + ((s * 7 + i * s) % 5)),
    })),
  };
}
