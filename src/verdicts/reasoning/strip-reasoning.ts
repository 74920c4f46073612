const hint = /<\/?(?:think|thought|reasoning)|\[\/?think\]/i;
const tags = /<(\/?)(?:think|thinking|thought|reasoning)(?:\s[^<>]{0,200})?>|\[(\/?)THINK\]/gi;

/**
 * The text without its reasoning blocks: `<think>`, `<thinking>`, `<thought>`, `<reasoning>` and `[THINK]`. A
 * block that never closes extends to the end; a closing tag that none opened (the chat template did) ends a block that
 * began with the text. Linear time.
 */
export function stripReasoning(text: string): string {
  if (!hint.test(text)) return text;
  let rest = '';
  let from = 0;
  let inside = false;
  for (const tag of text.matchAll(tags)) {
    const closes = tag[1] === '/' || tag[2] === '/';
    if (closes) {
      if (!inside) rest = '';
      from = tag.index + tag[0].length;
      inside = false;
    } else if (!inside) {
      rest += `${text.slice(from, tag.index)}\n`;
      inside = true;
    }
  }
  return inside ? rest : rest + text.slice(from);
}
