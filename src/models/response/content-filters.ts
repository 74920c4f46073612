import { parseJson } from '../http/json-body.ts';

/** How a provider says that its content filter stopped a prompt or an answer. */
export interface ContentFilterSign {
  readonly provider: string;
  /**
   * Where it says so. `code`: a value without spaces in an error, matched as `name=value` in lower case, true fields included.
   * `message`: a sentence in an error. `finish`: why the answer ended, in lower case.
   */
  readonly where: 'code' | 'message' | 'finish';
  readonly pattern: RegExp;
}

/**
 * One row for each way; docs/models.md says how they were found. Patterns are narrow: an error that is taken for a filter would
 * be counted as an answer, and an account that was flagged is not a prompt that was.
 */
export const contentFilterSigns: readonly ContentFilterSign[] = [
  sign('any that follows OpenAI', 'code', /=content_?filter(?:ed|ing|_error)?$/),
  sign(
    'any that follows OpenAI',
    'code',
    /=content_?(?:policy|moderation|safety)(?:_?violation)?(?:_?error)?$/,
  ),
  sign('any that follows OpenAI', 'finish', /^content_?filter/),
  sign(
    'gateways',
    'finish',
    /^(?:blocked|flagged|unsafe|censored|moderat(?:ed|ion)(?:_blocked)?|(?:content_)?policy_violation|guardrails?(?:_blocked)?)$/,
  ),
  sign('OpenAI', 'code', /=(?:moderation_blocked|cyber_policy|bio_policy)$/),
  sign(
    'OpenAI',
    'message',
    /prompt was flagged|violating our usage polic|limited access to this content for safety/i,
  ),
  sign('Azure', 'code', /=responsibleaipolicyviolation$/),
  sign(
    'Azure',
    'message',
    /triggering (?:azure openai's )?content management policy|stopped by the content filter/i,
  ),
  sign('Azure', 'code', /\bfiltered=true$/),
  sign(
    'Anthropic',
    'message',
    /blocked by (?:the |our )?content filter|blocked under anthropic's usage policy/i,
  ),
  sign('Anthropic', 'message', /safeguards flagged this (?:message|request)/i),
  sign(
    'Google',
    'finish',
    /^(?:safety|prohibited_content|blocklist|spii|image_safety|recitation|model_armor)$/,
  ),
  sign('Google', 'code', /\bblock_?reason=/),
  sign(
    'Google',
    'message',
    /violates? (?:google's |vertex ai's )?(?:responsible ai practices|usage guidelines that)/i,
  ),
  sign('DeepSeek', 'message', /content exists risk/i),
  sign('DashScope', 'code', /data_?inspection_?failed/),
  sign('DashScope', 'message', /data may contain inappropriate content|DataInspectionFailed/i),
  sign('Moonshot', 'message', /request was rejected because it was considered high risk/i),
  sign('Zhipu', 'code', /\bcode=1301$/),
  sign('Zhipu', 'message', /可能包含不安全或敏感内容/),
  sign('Zhipu, Tencent, SenseNova', 'finish', /^sensitive$/),
  sign('MiniMax', 'code', /\bstatus_code=102[67]$|\b(?:in|out)put_sensitive=true$/),
  sign('MiniMax', 'message', /(?:in|out)put (?:new_)?sensitive|(?:输入|输出)内容涉敏/i),
  sign('Volcengine', 'code', /sensitivecontentdetected/),
  sign('Tencent', 'code', /\bsensitive(?:text|content)?detected$/),
  sign('StepFun', 'code', /=censorship_blocked$/),
  sign('iFlytek', 'code', /\bcode=100(?:13|14|19)$/),
  sign('Baidu', 'code', /=(?:in|out)put_?(?:text_?)?(?:sensitive|unsafe)$/),
  sign('GigaChat', 'finish', /^blacklist$/),
  sign('Yandex', 'finish', /^alternative_status_content_filter$/),
  sign('xAI', 'code', /safety_check_type/),
  sign('xAI', 'message', /content violates usage guidelines|SAFETY_CHECK_TYPE/i),
  sign('OpenRouter', 'code', /\bflagged_input=/),
  sign(
    'OpenRouter',
    'message',
    /(?:your )?(?:input|prompt|request|content|message) (?:was|has been|is) flagged/i,
  ),
  sign('OpenRouter', 'message', /request blocked: prompt injection/i),
  sign('Amazon Bedrock', 'finish', /^guardrail_?intervened$/),
  sign('Amazon Bedrock', 'finish', /^content_?filtered$/),
  sign('Amazon Bedrock', 'message', /has been blocked by our content filters/i),
  sign('Cohere', 'finish', /^error_toxic$/),
  sign('Cohere', 'message', /^blocked (?:in|out)put: please try/i),
  sign('Databricks', 'finish', /^(?:in|out)put_guardrail_triggered$/),
  sign('Databricks', 'message', /blocked by (?:the )?(?:in|out)put guardrail/i),
  sign('Cloudflare', 'message', /(?:prompt|response) blocked due to security configurations/i),
  sign('Portkey', 'message', /guardrail checks defined in the config failed/i),
  sign('WSO2', 'code', /=guardrail_intervened$|\bcode=900514$/),
  sign('LiteLLM', 'message', /ContentPolicyViolationError|violated (?:guardrail|content safety) policy/i),
  sign(
    'Kong',
    'message',
    /prompt pattern is blocked|blocked by (?:the )?(?:ai )?(?:guardrail|content safety)/i,
  ),
  sign('New API', 'code', /=sensitive_words_detected$/),
  sign('New API', 'message', /input contains sensitive words/i),
];

function sign(provider: string, where: ContentFilterSign['where'], pattern: RegExp): ContentFilterSign {
  return { provider, where, pattern };
}

// Whose prompt is refused gets one of these; 446 and 451 are those of guardrails and of censorship.
const refusals: ReadonlySet<number> = new Set([400, 403, 406, 409, 422, 424, 446, 451, 500]);

/** Whether an error with this status says that a content filter stopped the call. */
export function isFilteredError(status: number, body: string): boolean {
  if (!refusals.has(status)) return false;
  return saysFiltered(parseJson(body) ?? body);
}

/** Whether a successful body without an answer, or an error within it, says that a content filter stopped the call. */
export function saysFiltered(body: unknown): boolean {
  for (const { name, value } of leavesOf(body)) {
    if (typeof value === 'string' && /\s/.test(value)) {
      if (matches('message', value) || codesWithin(value).some((code) => matches('code', code))) return true;
    } else if (matches('code', `${name}=${value}`.toLowerCase())) return true;
    // A single word may also be a message: scripts without spaces have no other.
    else if (typeof value === 'string' && matches('message', value)) return true;
  }
  return false;
}

/** Whether the provider's word for why an answer ended names its content filter. */
export function isFilterFinish(reason: string): boolean {
  return matches('finish', reason);
}

function matches(where: ContentFilterSign['where'], text: string): boolean {
  return contentFilterSigns.some((each) => each.where === where && each.pattern.test(text));
}

/** Codes of an error that a gateway passes on as text: `... {'error': {'code': 'content_filter'}}`. */
function codesWithin(message: string): string[] {
  const pairs = message.slice(0, longestMessage).matchAll(/["'](\w{1,40})["']\s?:\s?["']?([\w.-]{1,80})/g);
  return Array.from(pairs, ([, name, value]) => `${name}=${value}`.toLowerCase());
}

const longestMessage = 20_000;
const mostLeaves = 500;
const mostDepth = 8;

interface Leaf {
  readonly name: string;
  readonly value: string | number | boolean;
}

// Servers echo what they were asked; a scenario may well speak of filters.
const echoes = new Set(['input', 'inputs', 'messages', 'prompt', 'content', 'text', 'request', 'instances']);

/** Texts, numbers and booleans of a body with the names of their fields; JSON within a text is looked into. */
function* leavesOf(body: unknown): Generator<Leaf> {
  const open: { readonly name: string; readonly value: unknown; readonly depth: number }[] = [
    { name: '', value: body, depth: 0 },
  ];
  for (let seen = 0; open.length > 0 && seen < mostLeaves; seen += 1) {
    const { name, value, depth } = open.shift() ?? { name: '', value: null, depth: mostDepth };
    if (typeof value === 'number' || typeof value === 'boolean') yield { name, value };
    else if (typeof value === 'string') {
      yield { name, value };
      const inner = /^\s*[{[]/.test(value) && depth > 0 ? parseJson(value) : undefined;
      if (inner !== undefined && depth < mostDepth) open.push({ name, value: inner, depth: depth + 1 });
    } else if (typeof value === 'object' && value !== null && depth < mostDepth) {
      for (const [key, field] of Object.entries(value)) {
        if (!echoes.has(key))
          open.push({ name: Array.isArray(value) ? name : key, value: field, depth: depth + 1 });
      }
    }
  }
}
