import { joinChunks } from './joined-chunks.ts';
import { parseJson } from './json-body.ts';

/**
 * What a successful body holds: its JSON, or one answer joined from the events of a stream that nobody asked for. Undefined
 * where it is neither, or is cut off.
 */
export function readAnswerBody(text: string): unknown {
  const parsed = parseJson(text);
  if (Array.isArray(parsed)) return joinChunks(parsed, true) ?? parsed;
  if (parsed !== undefined) return parsed;
  const { events, isEnded, rest } = readEvents(text);
  if (events.length > 0) return joinChunks(events, isEnded);
  // Comments that held the connection open came before it.
  const whole = parseJson(rest.join('\n'));
  if (whole !== undefined) return whole;
  const lines = rest.map(parseJson).filter(isDefined);
  return lines.length === 0 ? undefined : joinChunks(lines, false);
}

/** The same as JSON, for readers that parse it themselves. */
export function answerBodyAsJson(text: string): string {
  const [first] = /\S/.exec(text) ?? [];
  if (first === '{') return text;
  const body = readAnswerBody(text);
  return body === undefined ? text : JSON.stringify(body);
}

interface Events {
  readonly events: readonly unknown[];
  /** Whether the stream says that it is whole. */
  readonly isEnded: boolean;
  /** The lines that belong to no event. */
  readonly rest: readonly string[];
}

/** Server-sent events. Comments between them only keep the connection open. */
function readEvents(text: string): Events {
  const events: unknown[] = [];
  let isEnded = false;
  let data: string[] = [];
  const close = () => {
    const joined = data.join('\n');
    data = [];
    if (joined.trim() === '') return;
    if (joined.trim() === '[DONE]') isEnded = true;
    else events.push(parseJson(joined));
  };
  const rest: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    else if (line.trim() === '') close();
    else if (!/^(?:event|id|retry)?:/.test(line)) rest.push(line);
  }
  close();
  return { events: events.filter(isDefined), isEnded, rest };
}

function isDefined(event: unknown): boolean {
  return event !== undefined;
}
