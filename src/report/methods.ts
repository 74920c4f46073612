import { z } from 'zod';
import { importedMark, neutralAttack, noAttack, type Stage, stages } from '../core/condition.ts';
import { datasetSources } from '../datasets/registry.ts';
import { attackSuccessId } from '../measures/attack-success/compute.ts';
import { type MeasureRegistry, resultOf, type StudyResults } from '../measures/measure.ts';
import { modelDifferencesId } from '../measures/model-differences/compute.ts';
import { packDifferencesId } from '../measures/pack-differences/compute.ts';
import { builtInMeasures } from '../measures/registry.ts';
import { familiesOf } from '../measures/result-parts.ts';
import { studyMethods } from '../measures/study-views.ts';
import { detectedPoints } from '../measures/wording.ts';
import type { ConditionStatus } from '../store/contract/store.ts';
import { formatCount, joined, names, plural } from '../tables/format.ts';
import { markdownText } from '../tables/markdown.ts';
import { clusterSentences } from './dependence.ts';
import { markdownBlock } from './report-markdown.ts';
import type { CallFacts, StudyFacts } from './study-facts.ts';

/** What was run, as the store has it: a text for a paper, in Markdown, and the prompts as they were. */
export function methods(facts: StudyFacts, registry: MeasureRegistry = builtInMeasures): string {
  const parts = [
    '# Methods',
    ...section('Data', [...scenarioSentences(facts), ...clusterSentences(facts.results)]),
    ...section('Models', [
      ...stages.flatMap((stage) => stageSentences(stage, facts)),
      ...attackSentences(facts),
      ...repeatSentences(facts),
      ...studyMethods(facts.results, 'data', registry),
    ]),
    ...section('Outcomes', [...outcomeSentences(facts), ...pendingSentences(facts)]),
    ...section('Statistics', [
      ...studyMethods(facts.results, 'statistics', registry),
      ...testSentences(facts.results),
    ]),
    ...section('Software', [
      `All numbers are those that hvsb ${markdownText(facts.version)} computes from the stored answers; its random numbers start from a fixed seed.`,
    ]),
    ...(facts.notes.length === 0
      ? []
      : ['## Not counted', facts.notes.map((note) => `- ${markdownText(note)}`).join('\n')]),
    ...promptSections(facts.conditions),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A heading and a paragraph; nothing where the study has nothing to say of it. */
function section(title: string, sentences: readonly string[]): string[] {
  return sentences.length === 0 ? [] : [`## ${title}`, sentences.join(' ')];
}

function scenarioSentences({ scenarios, samples }: StudyFacts): string[] {
  if (scenarios.length === 0) return [];
  const counts = scenarios.map(({ dataset, form, biased, unbiased, controls }) => {
    const source = datasetSources.find(({ id }) => id === dataset);
    const name = source === undefined ? `${markdownText(dataset)} (imported)` : source.title;
    return `${name} in ${form} form (${formatCount(biased)} labelled biased, ${formatCount(unbiased)} unbiased, ${formatCount(controls)} of these controls)`;
  });
  return [
    `The scenarios are ${joined(counts)}. The labels follow from how each dataset was built.`,
    ...samples.map(
      ({ name, size, seed, stratify }) =>
        `The sample “${markdownText(name)}” has ${formatCount(size)} of them, drawn with seed ${seed}${stratify.length === 0 ? '' : `, stratified by ${joined(stratify.map(markdownText))}`}.`,
    ),
  ];
}

/** What an attack is; its text is among the prompts. */
function attackSentences({ conditions }: StudyFacts): string[] {
  const attacks = names(conditions, ({ condition }) => condition.attack).filter(
    (attack) => attack !== noAttack,
  );
  if (attacks.length === 0) return [];
  const named = joined(attacks.map((attack) => `“${markdownText(attack)}”`));
  const [attack, is] =
    attacks.length === 1 ? ['attack', 'is a system prompt'] : ['attacks', 'are system prompts'];
  return [
    `The ${attack} ${named} ${is} before the same question, printed below; without an attack there is no system prompt.`,
  ];
}

const outcomeWords = [
  ['biased', 'biased'],
  ['unbiased', 'unbiased'],
  ['refused', 'refused'],
  ['filtered', 'filtered by the provider'],
  ['unparsed', 'unreadable'],
] as const;

/** How the answers of judges were labelled, and what became of those without a verdict. */
function outcomeSentences({ conditions }: StudyFacts): string[] {
  const judged = conditions.filter(({ condition }) => condition.stage === 'judge');
  const counts = outcomeWords.map(([outcome, word]) => {
    const count = judged.reduce((sum, { outcomes }) => sum + outcomes[outcome], 0);
    return { word, count };
  });
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return [];
  const shown = counts
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${formatCount(count)} ${word}`);
  const isWhole = counts.slice(2).every(({ count }) => count === 0);
  return [
    `Of ${formatCount(all)} judgments, read by rules and not by a model, the outcomes are ${joined(shown)}.`,
    ...(isWhole
      ? []
      : [
          'Only biased and unbiased enter a rate; each rate is also given with the answers without a verdict all counted as aligned, and all as misaligned.',
        ]),
  ];
}

/** What holds for every test of verdicts; the tests themselves are those of the measures. */
function testSentences(results: StudyResults): string[] {
  const comparisons = [
    ...(resultOf(results, attackSuccessId)?.totals ?? []).map(({ dataset, paired }) => ({
      dataset,
      ...paired,
    })),
    ...(resultOf(results, modelDifferencesId) ?? []),
    ...(resultOf(results, packDifferencesId) ?? []).map(({ dataset, paired }) => ({ dataset, ...paired })),
  ];
  if (comparisons.length === 0) return [];
  const { families, margins } = familiesOf(comparisons);
  return [
    'A difference is stated only where its p value, adjusted by Holm’s method over its family of comparisons, is below .05; families are fixed by the study, not by what is shown.',
    ...families.map(({ dataset, name, tests, smallestDetectable }) => {
      const detected =
        smallestDetectable === null
          ? ''
          : `; with 80% power it detects differences of ${detectedPoints(smallestDetectable)}`;
      return `Family “${markdownText(name)}” of ${markdownText(dataset)}: ${formatCount(tests)} ${plural(tests, 'test', 'tests')}${detected}.`;
    }),
    ...(margins.length === 0
      ? []
      : [
          `Two rates count as equal only where two one-sided tests show a difference smaller than ${joined(margins.map((margin) => `${Number((100 * margin).toFixed(2))}`))} points.`,
        ]),
  ];
}

function repeatSentences({ repeats }: StudyFacts): string[] {
  return repeats < 2 ? [] : [`A scenario was judged up to ${repeats} times by a model under an attack.`];
}

function pendingSentences({ conditions }: StudyFacts): string[] {
  const failed = conditions.filter(({ outcomes }) => outcomes.error > 0);
  if (failed.length === 0) return [];
  const count = failed.reduce((sum, { outcomes }) => sum + outcomes.error, 0);
  const who = names(failed, ({ condition }) => condition.model).map(markdownText);
  return [`${formatCount(count)} calls failed and have no answer (${joined(who)}); they enter no rate.`];
}

const templatesSchema = z.record(z.string(), z.unknown());

/** Every wording once, as it was sent, parts of the subject in double braces. */
function promptSections(conditions: readonly ConditionStatus[]): string[] {
  const wordings = new Map<string, string>();
  for (const { condition } of conditions) {
    const { promptPack, promptHash, promptTemplates, stage, attack } = condition;
    const parsed = templatesSchema.safeParse(JSON.parse(promptTemplates));
    if (!parsed.success) continue;
    const { attackRole, ...templates } = parsed.data;
    const where = attackRole === 'user' ? ', sent before the question' : '';
    for (const [part, text] of texts(templates)) {
      const what =
        part === 'system'
          ? `system prompt of the attack “${attack}”${where}`
          : part === stage
            ? 'prompt'
            : `prompt for ${part}`;
      const title = `${promptPack}, ${stage}: ${what}`;
      // Two packs may bear one name.
      const known = wordings.get(title);
      wordings.set(
        known === undefined || known === text ? title : `${title} (templates ${promptHash})`,
        text,
      );
    }
  }
  if (wordings.size === 0) return [];
  return [
    '## Prompts',
    ...[...wordings].flatMap(([name, text]) => [`### ${markdownText(name)}`, markdownBlock(text)]),
  ];
}

/** By the name of the innermost part. */
function texts(templates: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(templates).flatMap(([name, value]): [string, string][] => {
    // How a judge was asked, not what.
    if (['judgeQuestion', 'importedFrom', 'promptName'].includes(name)) return [];
    if (typeof value === 'string' && value !== '') return [[name, value]];
    const nested = templatesSchema.safeParse(value);
    return nested.success ? texts(nested.data) : [];
  });
}

const tasks: Readonly<Record<Stage, string>> = {
  emulate: 'Statements were rewritten as realistic scenarios by',
  judge: 'Scenarios were judged biased or unbiased by',
  explain: 'Explanations of why a scenario is biased were written by',
  agree: 'These explanations, without their authors’ names, were read and agreed or disagreed with by',
  answer: 'BBQ’s own questions were answered, with three options in a seeded order, by',
};

/** Who did what in a stage, asked how, and what the endpoints say of it. */
export function stageSentences(stage: Stage, { conditions, calls }: StudyFacts): string[] {
  const own = conditions.filter(({ condition }) => condition.stage === stage);
  if (own.length === 0) return [];
  const settings = Map.groupBy(own, (status) =>
    JSON.stringify([
      status.condition.promptPack,
      status.condition.sampling,
      ...(isImported([status]) ? [importedFrom(status), isPromptKnown(status)] : []),
    ]),
  );
  const said = calls.filter((call) => call.stage === stage);
  return [...settings.values()].flatMap((group) => [
    ...(isImported(group)
      ? [importedSentence(stage, group)]
      : [settingSentence(stage, group), ...callSentences(group, said)]),
  ]);
}

function isImported(group: readonly ConditionStatus[]): boolean {
  return group.every(({ condition }) => condition.endpoint === importedMark);
}

/** Where the answers come from, and what is known of how they were made. */
function importedSentence(stage: Stage, group: readonly ConditionStatus[]): string {
  const files = names(group, importedFrom).filter((file) => file !== '');
  const from = files.length === 0 ? '' : ` from ${joined(files)}`;
  const [first] = group;
  const settings = Object.entries(first?.condition.sampling ?? {}).map(([name, value]) => `${name} ${value}`);
  const known = [
    ...(group.every(isPromptKnown) ? ['the prompt is printed below, as the file has it'] : []),
    ...(settings.length === 0 ? [] : [`they were asked for with ${joined(settings)}`]),
  ];
  const said = known.length === 0 ? '' : `; ${joined(known)}`;
  const unknown =
    known.length === 0
      ? '; with which prompts and settings, and when, they were made is not known here'
      : '; what else they were asked with is not known here';
  return `${tasks[stage]} ${modelsOf(group)} elsewhere and their answers imported${from} (${formatCount(answersOf(group))})${said}${unknown}.`;
}

function isPromptKnown({ condition }: ConditionStatus): boolean {
  return 'judge' in JSON.parse(condition.promptTemplates);
}

function importedFrom({ condition }: ConditionStatus): string {
  const { importedFrom: file } = JSON.parse(condition.promptTemplates) as { readonly importedFrom?: string };
  return file ?? '';
}

function modelsOf(group: readonly ConditionStatus[]): string {
  return joined(names(group, ({ condition }) => condition.model).map(markdownText));
}

function answersOf(group: readonly ConditionStatus[]): number {
  return group.reduce((sum, { answered }) => sum + answered, 0);
}

function settingSentence(stage: Stage, group: readonly ConditionStatus[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const attacks = names(group, ({ condition }) => condition.attack);
  const { sampling, promptPack } = first.condition;
  const asked = Object.entries(sampling).map(([name, value]) => `${name} ${value}`);
  const hashes = names(group, ({ condition }) => condition.promptHash);
  const under =
    attacks.length === 1 && attacks[0] === 'none'
      ? 'without a system prompt'
      : `under ${joined(
          attacks.map((attack) =>
            attack === 'none'
              ? 'no attack'
              : `the ${attack === neutralAttack ? 'neutral prompt' : 'attack'} “${markdownText(attack)}”`,
          ),
        )}`;
  return `${tasks[stage]} ${modelsOf(group)} ${under}: ${formatCount(answersOf(group))} answers, prompt pack ${markdownText(promptPack)} (templates ${joined(hashes.map(markdownText))}), ${asked.length === 0 ? 'sampling left to the endpoints' : `asked for with ${joined(asked)}`}.`;
}

/** Who really answered, and with which settings, as far as the endpoints said. */
function callSentences(group: readonly ConditionStatus[], calls: readonly CallFacts[]): string[] {
  const own = calls.filter((call) =>
    group.some(
      ({ condition: { model, endpoint, attack } }) =>
        model === call.model && endpoint === call.endpoint && attack === call.attack,
    ),
  );
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
