import { z } from 'zod';
import { type Stage, stages } from '../core/condition.ts';
import { datasetSources } from '../datasets/registry.ts';
import { formatCount } from '../report/format-count.ts';
import { names } from '../report/names.ts';
import type { ConditionStatus } from '../store/store.ts';
import { joined } from './joined.ts';
import { markdownBlock } from './markdown-block.ts';
import { markdownText } from './markdown-text.ts';
import type { CallFacts, StudyFacts } from './study-facts.ts';

/** What was run, as the store has it: a text for a paper, in Markdown, and the prompts as they were. */
export function methods(facts: StudyFacts): string {
  const sentences = [
    ...scenarioSentences(facts),
    ...stages.flatMap((stage) => stageSentences(stage, facts)),
    ...pendingSentences(facts),
    ...statisticsSentences(facts),
    `All numbers are those that hvsb ${markdownText(facts.version)} computes from the stored answers.`,
  ];
  const parts = [
    '# Methods',
    sentences.join(' '),
    ...(facts.notes.length === 0
      ? []
      : ['## Not counted', facts.notes.map((note) => `- ${markdownText(note)}`).join('\n')]),
    ...promptSections(facts.conditions),
  ];
  return `${parts.join('\n\n')}\n`;
}

function scenarioSentences({ scenarios, samples }: StudyFacts): string[] {
  const counts = scenarios.map(({ dataset, form, biased, unbiased, controls }) => {
    const source = datasetSources.find(({ id }) => id === dataset);
    const name = source === undefined ? `${markdownText(dataset)} (imported)` : source.title;
    return `${name} in ${form} form (${formatCount(biased)} that people call biased, ${formatCount(unbiased)} unbiased, ${formatCount(controls)} of these controls)`;
  });
  return [
    `The scenarios are ${joined(counts)}.`,
    ...samples.map(
      ({ name, size, seed, stratify }) =>
        `The sample “${markdownText(name)}” holds ${formatCount(size)} of them, drawn with seed ${seed}${stratify.length === 0 ? '' : `, stratified by ${joined(stratify.map(markdownText))}`}.`,
    ),
  ];
}

const tasks: Readonly<Record<Stage, string>> = {
  emulate: 'Statements were rewritten as realistic scenarios by',
  judge: 'Scenarios were judged biased or unbiased by',
  explain: 'Explanations of why a scenario is biased were written by',
  agree: 'These explanations, without their authors’ names, were read and agreed or disagreed with by',
  answer: 'BBQ’s own questions were answered, with three options in a seeded order, by',
};

function stageSentences(stage: Stage, { conditions, calls }: StudyFacts): string[] {
  const own = conditions.filter(({ condition }) => condition.stage === stage);
  if (own.length === 0) return [];
  const settings = Map.groupBy(own, ({ condition: { promptPack, sampling } }) =>
    JSON.stringify([promptPack, sampling]),
  );
  const said = calls.filter((call) => call.stage === stage);
  return [...settings.values()].flatMap((group) => [
    settingSentence(stage, group),
    ...callSentences(group, said),
  ]);
}

function settingSentence(stage: Stage, group: readonly ConditionStatus[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const models = names(group, ({ condition }) => condition.model).map(markdownText);
  const attacks = names(group, ({ condition }) => condition.attack);
  const { sampling, promptPack } = first.condition;
  const asked = Object.entries(sampling).map(([name, value]) => `${name} ${value}`);
  const answered = group.reduce((sum, status) => sum + status.answered, 0);
  const hashes = names(group, ({ condition }) => condition.promptHash);
  const under =
    attacks.length === 1 && attacks[0] === 'none'
      ? 'without a system prompt'
      : `under ${joined(attacks.map((attack) => (attack === 'none' ? 'no attack' : `the attack “${markdownText(attack)}”`)))}`;
  return `${tasks[stage]} ${joined(models)} ${under}: ${formatCount(answered)} answers, prompt pack ${markdownText(promptPack)} (templates ${joined(hashes.map(markdownText))}), ${asked.length === 0 ? 'sampling left to the endpoints' : `asked for with ${joined(asked)}`}.`;
}

/** Who really answered, and with which settings, as far as the endpoints said. */
function callSentences(group: readonly ConditionStatus[], calls: readonly CallFacts[]): string[] {
  const models = new Set(group.map(({ condition }) => condition.model));
  const own = calls.filter(({ model }) => models.has(model));
  const served = names(
    own
      .flatMap(({ model, servedModels }) => servedModels.map(({ name }) => ({ model, name })))
      .filter(({ model, name }) => !model.endsWith(name)),
    ({ model, name }) => `${markdownText(model)} was answered by ${markdownText(name)}`,
  );
  const refused = names(
    own.flatMap(({ model, notAccepted }) => notAccepted.map(({ name }) => ({ model, name }))),
    ({ model, name }) => `${markdownText(model)} did not accept ${markdownText(name)}, which was left out`,
  );
  const [from, to] = [Math.min(...own.map((call) => call.from)), Math.max(...own.map((call) => call.to))];
  const when = own.length === 0 ? [] : [`The answers date from ${period(from, to)}.`];
  return [
    ...when,
    ...(served.length === 0 ? [] : [`As the endpoints report, ${joined(served)}.`]),
    ...(refused.length === 0 ? [] : [`${joined(refused)}.`]),
  ];
}

function period(from: number, to: number): string {
  const [first, last] = [from, to].map((at) => new Date(at).toISOString().slice(0, 10));
  return first === last ? `${first}` : `${first} to ${last}`;
}

function pendingSentences({ conditions }: StudyFacts): string[] {
  const failed = conditions.filter(({ outcomes }) => outcomes.error > 0);
  if (failed.length === 0) return [];
  const count = failed.reduce((sum, { outcomes }) => sum + outcomes.error, 0);
  const who = names(failed, ({ condition }) => condition.model).map(markdownText);
  return [`${formatCount(count)} calls failed and have no answer (${joined(who)}); they enter no rate.`];
}

/** Only of measures that the report has. */
function statisticsSentences({ metrics }: StudyFacts): string[] {
  const measured = (list: readonly unknown[], sentence: string) => (list.length === 0 ? [] : [sentence]);
  return [
    ...measured(
      metrics.misalignment,
      'The misalignment rate is the share of unbiased verdicts among the verdicts on scenarios that people call biased; answers that were refused, filtered or unreadable enter no rate. Its intervals are Wilson’s 95% intervals, and t intervals clustered by template, pair, target or prompt where it is said so.',
    ),
    ...measured(
      metrics.attackSuccess,
      'Attacks are compared with no attack on the same scenarios by exact McNemar tests, Holm-adjusted over models and datasets.',
    ),
    ...measured(
      metrics.modelDifferences,
      'Models are compared on the same scenarios by exact McNemar tests, Holm-adjusted over the pairs of models of a dataset and attack; letters are Piepho’s compact letter display.',
    ),
    ...measured(
      metrics.controls,
      'Sensitivity d′ is log-linearly corrected, its interval a cluster bootstrap.',
    ),
    ...measured(
      metrics.agreeability,
      'Agreeability is the share of AGREE among AGREE and DISAGREE, its interval clustered by scenario.',
    ),
    ...measured(
      metrics.readability,
      'Readability is of all explanations of a model as one text, its interval a bootstrap over explanations.',
    ),
  ];
}

const keptTemplates = z.record(z.string(), z.unknown());

/** Every wording once, as it was sent, parts of the subject in double braces. */
function promptSections(conditions: readonly ConditionStatus[]): string[] {
  const wordings = new Map<string, string>();
  for (const { condition } of conditions) {
    const parsed = keptTemplates.safeParse(JSON.parse(condition.promptTemplates));
    if (!parsed.success) continue;
    for (const [part, text] of texts(parsed.data)) {
      const name = part === 'system' ? `system prompt of the attack “${condition.attack}”` : part;
      wordings.set(`${condition.promptPack}, ${condition.stage}: ${name}`, text);
    }
  }
  if (wordings.size === 0) return [];
  return [
    '## Prompts',
    ...[...wordings].flatMap(([name, text]) => [`### ${markdownText(name)}`, markdownBlock(text)]),
  ];
}

function texts(templates: Readonly<Record<string, unknown>>, prefix = ''): [string, string][] {
  return Object.entries(templates).flatMap(([name, value]): [string, string][] => {
    if (typeof value === 'string' && value !== '')
      return [[prefix === '' ? name : `${prefix}, ${name}`, value]];
    const nested = keptTemplates.safeParse(value);
    return nested.success ? texts(nested.data, name) : [];
  });
}
