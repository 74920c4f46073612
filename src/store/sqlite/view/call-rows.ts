import type { Finish } from '../../../core/model.ts';
import type { ScenarioText } from '../../../core/scenario.ts';
import type { CallView } from '../../../core/view/scenario-view.ts';
import type { SqliteConnection } from '../connection.ts';

/** Longest text of an answer in a list, in UTF-16 units. */
export const cutAfter = 20_000;

const find = `select number, text, reasoning, finish, input_tokens, output_tokens, served_model, not_accepted, latency_ms,
  attempts, answered_at from call where number = ?`;

/** The call of this number, texts beyond `cut` cut; null where there is none. Within `reading`. */
export function callOf(connection: SqliteConnection, number: number, cut: number): CallView | null {
  const row = connection.row(find, number);
  if (row === undefined) return null;
  const [, text, reasoning, finish, inputTokens, outputTokens, servedModel, notAccepted] = row;
  const wholeText = String(text);
  const wholeReasoning = reasoning === null ? null : String(reasoning);
  return {
    number,
    text: beginning(wholeText, cut),
    textLength: wholeText.length,
    reasoning: wholeReasoning === null ? null : beginning(wholeReasoning, cut),
    reasoningLength: wholeReasoning?.length ?? 0,
    // Only ever written from a completion.
    finish: String(finish) as Finish,
    inputTokens: inputTokens === null ? null : Number(inputTokens),
    outputTokens: outputTokens === null ? null : Number(outputTokens),
    servedModel: servedModel === null ? null : String(servedModel),
    notAccepted: String(notAccepted).split(',').filter(Boolean),
    latencyMs: Number(row[8]),
    attempts: Number(row[9]),
    answeredAt: Number(row[10]),
  };
}

/** The first so many UTF-16 units, without half a character at the end. */
export function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

const longest = 240;

/** The beginning of a scenario's text on one line, its parts joined. */
export function textExcerpt(text: ScenarioText): string {
  const joined = partsOf(text)
    .join(' · ')
    .slice(0, 2 * longest)
    .replaceAll(/\s+/g, ' ')
    .trim();
  // Whole characters: half of a pair is no text.
  return joined.length <= longest
    ? joined
    : `${joined
        .slice(0, longest - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`;
}

function partsOf(text: ScenarioText): readonly string[] {
  switch (text.kind) {
    case 'answer':
      return [text.context, text.question, text.answer];
    case 'conversation':
      return [text.prompt, text.completion];
    case 'statement':
      return [text.statement];
  }
}
