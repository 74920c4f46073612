import { noAttack } from '../core/condition.ts';
import { cutAnswersSentence } from '../core/cut-answers.ts';
import type { MeasureRegistry } from '../measures/measure.ts';
import { builtInMeasures } from '../measures/registry.ts';
import { studyCautions } from '../measures/study-views.ts';
import { formatCount, joined, names } from '../tables/format.ts';
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

function partial({ conditions }: StudyFacts): string[] {
  return conditions
    .filter(({ outcomes }) => outcomes.error > 0)
    .map(
      ({ condition: { stage, model, attack }, outcomes: { error }, answered }) =>
        `Partial: ${formatCount(error)} of ${formatCount(error + answered)} calls of ${model} (${stage}${attack === noAttack ? '' : `, ${attack}`}) failed and have no answer yet.`,
    );
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
function unfinished({ runs, conditions }: StudyFacts): string[] {
  const models = new Set(conditions.map(({ condition }) => condition.model));
  const parts = runs.flatMap((run) => run.parts.filter(({ model }) => models.has(model)));
  const newest = new Map(parts.toReversed().map((part) => [JSON.stringify([part.stage, part.model]), part]));
  return [...newest.values()].flatMap(({ stage, model, planned, stored, answered, failed, stopped }) => {
    const unmade = planned - stored - answered - failed;
    if (unmade <= 0) return [];
    const why = stopped === null ? 'the run did not come to its end' : stopped.message;
    return [
      `Partial: ${formatCount(unmade)} of ${formatCount(planned)} planned calls of ${model} (${stage}) were not made: ${why}`,
    ];
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
