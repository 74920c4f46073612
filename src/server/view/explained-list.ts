import { noAttack } from '../../core/condition.ts';
import type { ExplainedScenario, ExplanationQuery } from '../../core/view/explanation-rows.ts';
import { beginning, cutAfter } from '../../store/view/call-rows.ts';
import type { StudyIndex } from '../../store/view/study-index.ts';
import type { StudyReader } from '../../store/view/study-reader.ts';
import { textExcerpt } from '../../store/view/text-excerpt.ts';
import type { ScenarioSearch } from './scenario-search.ts';

/** Positions of the scenarios that the query asks for, ascending. */
export function explainedPositions(
  search: ScenarioSearch,
  index: StudyIndex,
  { explainer, attack = noAttack, ...scenarios }: ExplanationQuery,
): Uint32Array {
  const { explainers, attacks, explainer: writer, attack: under, first } = index.explanations;
  const isAsked = Uint8Array.from(explainers, (name) => (explainer?.includes(name) === false ? 0 : 1));
  const attackNumber = attacks.indexOf(attack);
  const { positions } = search.find(index, { ...scenarios, explained: 'yes' });
  return positions.filter((at) => {
    for (let entry = first[at] ?? 0; entry < (first[at + 1] ?? 0); entry += 1) {
      if (under[entry] === attackNumber && isAsked[writer[entry] ?? -1] === 1) return true;
    }
    return false;
  });
}

/** The scenarios at these positions with all their explanations under the attack. */
export function explainedScenarios(
  reader: StudyReader,
  index: StudyIndex,
  positions: Uint32Array,
  attack: string = noAttack,
): readonly ExplainedScenario[] {
  const { explanations } = index;
  const attackNumber = explanations.attacks.indexOf(attack);
  const scenarios = reader.scenarios(Array.from(positions, (at) => index.scenario[at] ?? 0));
  const byNumber = new Map(scenarios.map((scenario) => [scenario.number, scenario]));
  return [...positions].flatMap((at) => {
    const scenario = byNumber.get(index.scenario[at] ?? 0);
    if (scenario === undefined) return [];
    const { id, dataset, category, variant, text } = scenario;
    const entries = entriesAt(index, at).filter((entry) => explanations.attack[entry] === attackNumber);
    return [
      {
        id,
        dataset,
        category,
        variant,
        excerpt: textExcerpt(text),
        explanations: writtenTexts(reader, index, entries),
      },
    ];
  });
}

function entriesAt({ explanations: { first } }: StudyIndex, at: number): number[] {
  const from = first[at] ?? 0;
  return Array.from({ length: (first[at + 1] ?? 0) - from }, (_, offset) => from + offset);
}

function writtenTexts(
  reader: StudyReader,
  { explanations: { number, explainer, explainers, agrees, disagrees } }: StudyIndex,
  entries: readonly number[],
): ExplainedScenario['explanations'] {
  const written = reader.explanations(entries.map((entry) => number[entry] ?? 0));
  return entries.map((entry, position) => {
    const { text, repeat } = written[position] ?? { text: '', repeat: 0 };
    return {
      number: number[entry] ?? 0,
      explainer: explainers[explainer[entry] ?? -1] ?? '',
      repeat,
      text: beginning(text, cutAfter),
      textLength: text.length,
      agrees: agrees[entry] ?? 0,
      disagrees: disagrees[entry] ?? 0,
    };
  });
}
