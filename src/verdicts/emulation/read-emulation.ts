import type { Completion } from '../../core/model.ts';
import { stripReasoning } from '../reasoning/strip-reasoning.ts';
import { keyedObject, objectStarts } from '../text/json-object.ts';
import { foldText, isRefusal, opensAsRefusal } from '../text/plain-text.ts';

/** Goes up with every change that can read a stored text otherwise than before. */
export const emulationParserVersion = 2;

/** A scenario that a model wrote from a statement, or why its answer is none. */
export type ParsedEmulation =
  | {
      readonly scenario: string;
      readonly explanation: string;
      /** A sentence on what is not as it was asked for, where the scenario can be used all the same. */
      readonly warning: string | null;
    }
  | { readonly problem: string };

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * Reads the JSON answer to an emulation, see docs/outcomes.md. White space is folded to single spaces, since a scenario
 * fits in one line of the judge's prompt. Never throws; linear time.
 */
export function readEmulation(completion: Pick<Completion, 'text' | 'finish'>): ParsedEmulation {
  if (completion.finish === 'content-filter')
    return { problem: "The provider's content filter stopped the answer." };
  if (completion.finish === 'refusal') return { problem: 'The model declined.' };
  const text = stripReasoning(completion.text);
  const found = emulationObject(text);
  if (found === null) {
    const declined = isRefusal(foldText(text));
    return { problem: declined ? 'The model declined.' : 'There is no JSON object with a scenario.' };
  }
  if (found.scenarioCutOff) return { problem: 'The answer ends within the scenario.' };
  return checked(found.scenario, found.explanation);
}

function checked(scenarioField: unknown, explanationField: unknown): ParsedEmulation {
  const scenario = sentenceText(scenarioField);
  const explanation = sentenceText(explanationField);
  if (scenario === null) return { problem: 'The scenario is empty.' };
  if (opensAsRefusal(foldText(scenario))) return { problem: 'The model declined.' };
  if (explanation === null) return { problem: 'There is no explanation.' };
  const count = [...sentences.segment(scenario)].length;
  const warning = count > 2 ? `the scenario has ${count} sentences instead of at most two` : null;
  return { scenario, explanation, warning };
}

/** Null where there are no words: not text, empty, or the dots of a format that was repeated. */
function sentenceText(field: unknown): string | null {
  if (typeof field !== 'string' || !/\p{L}/u.test(field)) return null;
  return field.replace(/\s+/g, ' ').trim();
}

/** The JSON object that a model answered with, as far as it came. */
export interface EmulationObject {
  readonly scenario: unknown;
  readonly explanation: unknown;
  /** True where the text ended within the scenario, so that it is not whole. */
  readonly scenarioCutOff: boolean;
}

/**
 * The first object with a `scenario` key in a text that may have anything around it: prose, a code fence, another
 * object. Linear time.
 * @returns null where there is none
 */
export function emulationObject(text: string): EmulationObject | null {
  for (const start of objectStarts(text, 'scenario', 'first')) {
    const found = keyedObject(text, start, 'scenario');
    if (found === null) continue;
    const { fields, whole } = found;
    return {
      scenario: fields.get('scenario'),
      explanation: fields.get('explanation'),
      scenarioCutOff: !whole && [...fields.keys()].at(-1) === 'scenario',
    };
  }
  return null;
}
