/** How one family of models marks its reasoning in the text. */
interface ReasoningMarkers {
  readonly open: RegExp;
  /** Ends a block of this kind. */
  readonly close: RegExp;
  /** Ends a block that began with the text too: chat templates send the opening themselves. Null where the mark has other uses. */
  readonly closeAlone: RegExp | null;
}

const names =
  'think(?:ing)?|thoughts?|thought_process|reason(?:ing)?|reflection|scratch_?pad|analysis|(?:inner_|internal_)?monologue|internal|chain_of_thought|cot';
// `seed:think`, `mm:think`, `longcat_think`, `antThinking`, `ifm|think_fast`, `think:deep`.
const tagName = `(?:ant|[a-z]{2,12}[:|_])?(?:${names})(?:[:_][a-z]{1,12})?`;
/** Special tokens of models that are not listed: `<|assistant_thinking|>` to `<|end_of_thinking|>`, `<|/assistant_thinking|>`. */
const openToken =
  /<\|(?!\/|end)(?:[\w:]{0,20}[:_])?(?:think(?:ing)?|thoughts?|reason(?:ing)?|cot)(?:[:_]\w{1,20})?\|>/gi;
const closeToken =
  /<\|(?:\/|end[:_]?(?:of_)?)(?:[\w:]{0,20}[:_])?(?:think(?:ing)?|thoughts?|reason(?:ing)?|cot)(?:[:_]\w{1,20})?\|>/gi;
const tag = (slash: string) =>
  new RegExp(String.raw`(?:<|&lt;)\s?${slash}\s?${tagName}(?:\s[^<>]{0,200})?(?:>|&gt;)`, 'gi');

/**
 * By model: tags (DeepSeek, Qwen, GLM, MiniMax, Hunyuan, Seed, LongCat, K2 and most others), Mistral, Pangu, MedGemma, OpenThinker, Kimi, Cohere, Apertus,
 * Solar, PLaMo, Kimi K3, Gemma 4, Inkling, gpt-oss (harmony, with its special tokens and with them left out), Muse, Granite,
 * Apriel. After the parsers of vLLM and SGLang, which servers are often started without.
 */
export const reasoningMarkers: readonly ReasoningMarkers[] = [
  pair(tag(''), tag('/')),
  pair(/\[THINK\]/gi, /\[\/THINK\]/gi),
  pair(/\[unused16\]/g, /\[unused17\]/g),
  pair(/<unused94>(?:thought\b)?/g, /<unused95>/g),
  pair(/<\|begin_of_thought\|>/gi, /<\|end_of_thought\|>(?:\s{0,4}<\|begin_of_solution\|>)?/gi),
  pair(/◁think▷/g, /◁\/think▷/g),
  pair(/<\|START_THINKING\|>/gi, /<\|END_THINKING\|>/gi),
  pair(/<\|inner_prefix\|>/g, /<\|inner_suffix\|>/g),
  pair(/<\|think:start\|>/g, /<\|think:end\|>/g),
  pair(/<\|plamo:begin_think:plamo\|>/g, /<\|plamo:end_think:plamo\|>/g),
  pair(/<\|open\|>think<\|sep\|>/g, /<\|close\|>think<\|sep\|>|<\|open\|>response<\|sep\|>/g),
  pair(/<\|channel>(?:thought\b)?/g, /<channel\|>/g),
  { open: /<\|think\|>/g, close: /<\|\/think\|>|<\|end\|>/g, closeAlone: /<\|\/think\|>/g },
  { open: /<\|content_thinking\|>/g, close: /<\|end_message\|>/g, closeAlone: /<\|content_text\|>/g },
  {
    open: /<\|channel\|>\s?(?:analysis|commentary)\b[^<]{0,100}(?:<\|message\|>)?/g,
    close: /<\|(?:end|call|return)\|>/g,
    closeAlone: /<\|channel\|>\s?final\b[^<]{0,100}(?:<\|message\|>)?/g,
  },
  { open: /^(?:analysis|commentary)(?=["'A-Z])/g, close: /assistant(?:commentary)?final/g, closeAlone: null },
  { open: /to=self<\|message\|>/g, close: /<\|eo[mt]\|>/g, closeAlone: /to=user<\|message\|>/g },
  {
    open: /^\s{0,20}Here(?:'s| is) my thought process:/g,
    close: /Here(?:'s| is) my response:/g,
    closeAlone: null,
  },
  { open: /^\s{0,20}Here are my reasoning steps:/g, close: /\[BEGIN FINAL RESPONSE\]/g, closeAlone: null },
  pair(openToken, closeToken),
];

function pair(open: RegExp, close: RegExp): ReasoningMarkers {
  return { open, close, closeAlone: close };
}

/** Whether a text may hold any of them; cheap. */
export const reasoningHint =
  /[<;/:|_]\s?think|ant_?thinking|think(?:ing)?\s?[>\]▷|]|[<;/:_]\s?(?:thought|reason|reflect|scratch|analys|inner_|internal|monologue|chain_of_|cot\b)|THINKING|_(?:thoughts?|reason(?:ing)?|cot)\|>|<\|(?:thought|reason|cot)|\[unused1|<unused9|_of_thought|<\|(?:channel|inner|content_|open|close)|<channel\||to=(?:self|user)<|^(?:analysis|commentary)["'A-Z]|^\s{0,20}Here(?:'s| is| are) my (?:thought|reasoning)/i;
