import { type Stage, stages } from '../core/condition.ts';
import { countOf } from '../core/plural.ts';
import { attackLabel, formatCount, joined, names } from '../tables/format.ts';
import type { StudyFacts } from './study-facts.ts';

const stageVerbs = {
  judge: 'judged scenarios',
  explain: 'explained why scenarios are biased',
  agree: 'read explanations',
  answer: 'answered the datasets’ questions',
  emulate: 'wrote scenarios from statements',
} as const satisfies Readonly<Record<Stage, string>>;

/**
 * What was run, in a few sentences; the methods text has all of it.
 * @param shownNames of models, by their full names
 */
export function whatWasRun(facts: StudyFacts, shownNames: ReadonlyMap<string, string>): string[] {
  return [
    ...scenarioSentence(facts),
    ...stages.flatMap((stage, place) =>
      stageSentence(stage, facts, { shownNames, said: stages.slice(0, place) }),
    ),
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
  stage: Stage,
  { conditions }: StudyFacts,
  { shownNames, said }: { shownNames: ReadonlyMap<string, string>; said: readonly Stage[] },
): string[] {
  const modelsOf = (of: Stage) =>
    names(
      conditions.filter(({ condition }) => condition.stage === of),
      ({ condition }) => condition.model,
    );
  const own = conditions.filter(({ condition }) => condition.stage === stage);
  const answered = own.reduce((sum, each) => sum + each.answered, 0);
  if (answered === 0) return [];
  const models = modelsOf(stage);
  const isKnown =
    models.length >= worthRepeating && said.some((before) => sameNames(modelsOf(before), models));
  const attacks = names(own, ({ condition }) => attackLabel(condition.attack));
  const listed = joined(models.map((model) => shownNames.get(model) ?? model));
  const under = stage === 'judge' ? ` (${joined(attacks)})` : '';
  const answers = countOf(answered, 'answer');
  return [
    isKnown
      ? `The same ${countOf(models.length, 'model')} ${stageVerbs[stage]}${under}; ${answers}.`
      : `${countOf(models.length, 'model')} ${stageVerbs[stage]}${under}: ${listed}; ${answers}.`,
  ];
}

/** So many names are not listed a second time. */
const worthRepeating = 3;

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
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
