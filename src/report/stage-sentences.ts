import type { Stage } from '../core/condition.ts';
import { formatCount } from '../tables/format-count.ts';
import { names } from '../tables/names.ts';
import type { ConditionStatus } from '../store/store.ts';
import { joined } from './joined.ts';
import { markdownText } from './markdown-text.ts';
import type { CallFacts, StudyFacts } from './study-facts.ts';

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
  const settings = Map.groupBy(own, ({ condition: { promptPack, sampling } }) =>
    JSON.stringify([promptPack, sampling]),
  );
  const said = calls.filter((call) => call.stage === stage);
  return [...settings.values()].flatMap((group) => [
    ...(isImported(group)
      ? [importedSentence(stage, group)]
      : [settingSentence(stage, group), ...callSentences(group, said)]),
  ]);
}

function isImported(group: readonly ConditionStatus[]): boolean {
  return group.every(({ condition }) => condition.endpoint === 'imported');
}

/** Nothing else is known of them. */
function importedSentence(stage: Stage, group: readonly ConditionStatus[]): string {
  return `${tasks[stage]} ${modelsOf(group)} elsewhere and their answers imported (${formatCount(answersOf(group))}); with which prompts and settings, and when, they were made is not known here.`;
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
      : `under ${joined(attacks.map((attack) => (attack === 'none' ? 'no attack' : `the attack “${markdownText(attack)}”`)))}`;
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
