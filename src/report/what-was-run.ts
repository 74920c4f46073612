import { stages } from '../core/condition.ts';
import { attackLabel, formatCount, joined, names, plural } from '../tables/format.ts';
import type { StudyFacts } from './study-facts.ts';

const stageVerbs = {
  judge: 'judged scenarios',
  explain: 'explained why scenarios are biased',
  agree: 'read explanations',
  answer: 'answered the datasets’ questions',
  emulate: 'wrote scenarios from statements',
} as const satisfies Readonly<Record<(typeof stages)[number], string>>;

/**
 * What was run, in a few sentences; the methods text has all of it.
 * @param shownNames of models, by their full names
 */
export function whatWasRun(facts: StudyFacts, shownNames: ReadonlyMap<string, string>): string[] {
  return [
    ...scenarioSentence(facts),
    ...stages.flatMap((stage) => stageSentence(stage, facts, shownNames)),
    ...timeSentence(facts),
  ];
}

function scenarioSentence({ scenarios }: StudyFacts): string[] {
  if (scenarios.length === 0) return [];
  const sizes = Map.groupBy(scenarios, ({ dataset }) => dataset);
  const listed = [...sizes].map(([dataset, own]) => {
    const size = own.reduce((sum, { biased, unbiased }) => sum + biased + unbiased, 0);
    const biased = own.reduce((sum, each) => sum + each.biased, 0);
    return `${dataset} (${formatCount(size)}, ${formatCount(biased)} of them labelled biased)`;
  });
  return [`Scenarios: ${joined(listed)}.`];
}

function stageSentence(
  stage: (typeof stages)[number],
  { conditions }: StudyFacts,
  shownNames: ReadonlyMap<string, string>,
): string[] {
  const own = conditions.filter(({ condition }) => condition.stage === stage);
  const answered = own.reduce((sum, each) => sum + each.answered, 0);
  if (answered === 0) return [];
  const models = names(own, ({ condition }) => condition.model);
  const attacks = names(own, ({ condition }) => attackLabel(condition.attack));
  const listed = joined(models.map((model) => shownNames.get(model) ?? model));
  const under = stage === 'judge' ? ` (${joined(attacks)})` : '';
  return [
    `${formatCount(models.length)} ${plural(models.length, 'model', 'models')} ${stageVerbs[stage]}${under}: ${listed}; ${formatCount(answered)} ${plural(answered, 'answer', 'answers')}.`,
  ];
}

function timeSentence({ calls, version }: StudyFacts): string[] {
  const answered = calls.filter((each) => each.calls > 0 && each.to > 0);
  if (answered.length === 0) return [];
  const [from, to] = [
    dayOf(Math.min(...answered.map((each) => each.from))),
    dayOf(Math.max(...answered.map((each) => each.to))),
  ];
  return [`Asked ${from === to ? from : `${from} to ${to}`} (UTC); measured by hvsb ${version}.`];
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
