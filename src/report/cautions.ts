import { noAttack } from '../core/condition.ts';
import { cutAnswersSentence } from '../core/cut-answers.ts';
import { countOf } from '../core/plural.ts';
import type { MeasureRegistry } from '../measures/measure.ts';
import { builtInMeasures } from '../measures/registry.ts';
import { studyCautions } from '../measures/study-views.ts';
import { formatCount, joined, names, plural } from '../tables/format.ts';
import { dependenceSentences } from './dependence.ts';
import type { StudyFacts } from './study-facts.ts';

/** How far the numbers can be trusted: what is missing, what was left out, and what answered under a name. A sentence each. */
export function cautions(facts: StudyFacts, registry: MeasureRegistry = builtInMeasures): string[] {
  return [
    ...dependenceSentences(facts.results),
    ...studyCautions(facts.results, registry),
    ...partial(facts),
    ...unfinished(facts),
    ...cutOff(facts),
    ...gone(facts),
    ...servedOtherwise(facts),
    ...settingsLeftOut(facts),
    ...facts.notes,
  ];
}

/** A sentence each for so many; of more, one for all of them together. */
const mostNamed = 4;

function partial({ conditions }: StudyFacts): string[] {
  const failed = conditions
    .filter(({ outcomes }) => outcomes.error > 0)
    .map(({ condition: { stage, model, attack }, outcomes: { error }, answered }) => ({
      model,
      where: `${model} (${stage}${attack === noAttack ? '' : `, ${attack}`})`,
      count: error,
      all: error + answered,
    }));
  if (failed.length <= mostNamed) {
    return failed.map(
      ({ where, count, all }) =>
        `Partial: ${formatCount(count)} of ${formatCount(all)} calls of ${where} failed and ${haveNone(count)} yet.`,
    );
  }
  const { count, all, models, worst } = together(failed);
  return [
    `Partial: ${formatCount(count)} of ${formatCount(all)} calls of ${countOf(models, 'model')} failed and ${haveNone(count)} yet, the largest share of ${worst.where}: ${formatCount(worst.count)} of ${formatCount(worst.all)}.`,
  ];
}

function haveNone(count: number): string {
  return `${plural(count, 'has', 'have')} no answer`;
}

interface Missing {
  readonly model: string;
  readonly where: string;
  readonly count: number;
  readonly all: number;
}

/** The sums of several, and the one that misses the largest share. */
function together<Each extends Missing>(missing: readonly Each[]) {
  const sum = (of: (each: Each) => number) => missing.reduce((total, each) => total + of(each), 0);
  const worst = missing.reduce((one, other) => (other.count / other.all > one.count / one.all ? other : one));
  return {
    count: sum(({ count }) => count),
    all: sum(({ all }) => all),
    models: names(missing, ({ model }) => model).length,
    worst,
  };
}

/** Answers of which the reader has only the beginning, and no verdict. */
function cutOff({ conditions }: StudyFacts): string[] {
  return conditions.flatMap(({ condition: { stage, model, attack, sampling }, cut }) => {
    const sentence = cut === undefined ? null : cutAnswersSentence(cut, sampling.maxTokens);
    return sentence === null
      ? []
      : [`${model} (${stage}${attack === noAttack ? '' : `, ${attack}`}): ${sentence}`];
  });
}

/** Calls that the newest run over a model planned and never made. */
function unfinished(facts: StudyFacts): string[] {
  const unmade = neverMade(facts);
  if (unmade.length <= mostNamed) {
    return unmade.map(
      ({ where, count, all, why }) =>
        `Partial: ${formatCount(count)} of ${formatCount(all)} planned calls of ${where} were not made: ${why}`,
    );
  }
  const { count, all, models, worst } = together(unmade);
  return [
    `Partial: ${formatCount(count)} of ${formatCount(all)} planned calls of ${countOf(models, 'model')} were not made; ${worst.where}: ${worst.why}`,
  ];
}

function neverMade({ runs, conditions }: StudyFacts): (Missing & { readonly why: string })[] {
  const judges = new Set(conditions.map(({ condition }) => condition.model));
  const parts = runs.flatMap((run) => run.parts.filter(({ model }) => judges.has(model)));
  const newest = new Map(parts.toReversed().map((part) => [JSON.stringify([part.stage, part.model]), part]));
  return [...newest.values()].flatMap(({ stage, model, planned, stored, answered, failed, stopped }) => {
    const count = planned - stored - answered - failed;
    const why = stopped === null ? 'the run did not come to its end' : stopped.message;
    return count <= 0 ? [] : [{ model, where: `${model} (${stage})`, count, all: planned, why }];
  });
}

/** An endpoint that knows no such model has retired it, or never had it. */
function gone({ conditions }: StudyFacts): string[] {
  const missing = names(
    conditions.filter(({ failures }) => failures.some(({ reason }) => reason === 'not-found')),
    ({ condition }) => condition.model,
  );
  if (missing.length === 0) return [];
  return [
    `${joined(missing)}: the endpoint says that there is no such model (any more); what is stored of it cannot be completed or repeated.`,
  ];
}

function servedOtherwise({ calls }: StudyFacts): string[] {
  const served = calls.flatMap(({ model, servedModels }) =>
    servedModels
      .filter(({ name }) => !model.endsWith(name))
      .map(({ name }) => `${model} was answered by ${name}`),
  );
  return served.length === 0 ? [] : [`As the endpoints report: ${joined([...new Set(served)])}.`];
}

function settingsLeftOut({ calls }: StudyFacts): string[] {
  const refused = calls.flatMap(({ model, notAccepted }) =>
    notAccepted.map(({ name }) => `${model} (${name})`),
  );
  return refused.length === 0
    ? []
    : [`Sampling settings that were not accepted and were left out: ${joined([...new Set(refused)])}.`];
}
