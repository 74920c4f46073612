/**
 * A field of parsed JSON of unknown shape; undefined where it is not there.
 *
 * @example
 * field({ usage: { input: 3 } }, 'usage'); // { input: 3 }
 */
export function field(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/**
 * The same for a text; undefined where it is something else.
 *
 * @example
 * textField({ answer: 3 }, 'answer'); // undefined
 */
export function textField(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' ? found : undefined;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What a provider says went wrong, as far as it says so. */
export interface ErrorBody {
  readonly message: string;
  /** The provider's own code or type, in lower case: `insufficient_quota`, `invalid_api_key`, `resource_exhausted`. */
  readonly codes: readonly string[];
  /** The parameter that it complains of. */
  readonly param: string | undefined;
}

/**
 * Reads the error of a failed response, in the shapes that providers use: `{error: {message, code, type, param}}`,
 * `{error: "..."}`, `{message}`, `{detail: "..."}`, `{detail: [{loc, msg}]}`, a list of one of these, or plain text.
 */
export function readErrorBody(body: string): ErrorBody {
  const parsed = parseJson(body);
  const root = Array.isArray(parsed) ? parsed[0] : parsed;
  const error = field(root, 'error') ?? root;
  const detail = field(error, 'detail') ?? field(root, 'detail');
  return {
    message: messageOf(error) ?? messageOf(detail) ?? body.trim(),
    codes: codesOf(error, root),
    param: textField(error, 'param') ?? locationOf(detail),
  };
}

function messageOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    const parts = value.map((item) => textField(item, 'msg')).filter((text) => text !== undefined);
    return parts.length === 0 ? undefined : parts.join('; ');
  }
  const message = field(value, 'message');
  return typeof message === 'string' ? message : message === undefined ? undefined : JSON.stringify(message);
}

function codesOf(error: unknown, root: unknown): string[] {
  const inner = field(error, 'innererror') ?? field(error, 'inner_error');
  const details = field(error, 'details');
  const reasons = Array.isArray(details)
    ? details.flatMap((item) => [field(item, 'reason'), ...quotaIds(item)])
    : [];
  const values = [field(error, 'code'), field(error, 'type'), field(error, 'status'), field(inner, 'code')];
  return [...values, ...reasons, field(root, 'type')]
    .filter((value) => typeof value === 'string')
    .map((code) => code.toLowerCase());
}

// Google: which of its limits was reached, for example `GenerateRequestsPerDayPerProjectPerModel-FreeTier`.
function quotaIds(detail: unknown): unknown[] {
  const violations = field(detail, 'violations');
  return Array.isArray(violations) ? violations.map((violation) => field(violation, 'quotaId')) : [];
}

// FastAPI: {loc: ["body", "temperature"], msg, type}.
function locationOf(detail: unknown): string | undefined {
  const first: unknown = Array.isArray(detail) ? detail[0] : undefined;
  const path = field(first, 'loc');
  const last: unknown = Array.isArray(path) ? path.at(-1) : undefined;
  return typeof last === 'string' ? last : undefined;
}

/** Names that sampling settings go by on the wire. */
const fields = [
  'max_completion_tokens',
  'max_output_tokens',
  'maxOutputTokens',
  'max_tokens',
  'temperature',
  'top_p',
  'topP',
  'random_seed',
  'seed',
  'top_logprobs',
  'logprobs',
] as const;
export type SettingField = (typeof fields)[number];

const saysUnsupported =
  /unsupported|not supported|does(?: not|n't) support|not (?:allowed|permitted|available|accept)|do(?:es)? not accept|only the default|only .{1,20}(?:allowed|supported|accepted)|may only be|cannot (?:both )?be (?:specified|used|set)|cannot both|incompatible|deprecated|unrecognized|unknown (?:parameter|field|argument|name)|unexpected (?:keyword|field|parameter)|extra (?:inputs|fields)|extra_forbidden|use '?max_completion_tokens/i;
// A value that is out of range is the user's to change, not ours to leave out.
const saysOutOfRange =
  /between|range|less than|greater than|at (?:most|least)|too (?:large|small|high|low)|maximum|minimum|must be (?:a|an|of)\b|<=|>=|≤|≥|context length/i;

/**
 * Whether a refused request (400 or 422) was refused for a sampling setting that the model does not take, and which.
 * Models word it in many ways; a setting counts as refused when the error's `param` names it, or its message does
 * and says that it is unsupported. A value out of range is not a refused setting.
 */
export function refusedSetting(error: ErrorBody): SettingField | null {
  const unsupported =
    saysUnsupported.test(error.message) ||
    error.codes.some((code) => /^(?:unsupported|unknown_parameter|extra_forbidden)/.test(code));
  if (!unsupported && saysOutOfRange.test(error.message)) return null;
  const byParam = fields.find((name) => name === error.param);
  if (byParam !== undefined) return byParam;
  return unsupported ? firstNamed(error.message) : null;
}

// The one that comes first is the one complained of: "'max_tokens' is not supported, use 'max_completion_tokens'".
function firstNamed(message: string): SettingField | null {
  const found =
    /\b(max_completion_tokens|max_output_tokens|maxOutputTokens|max_tokens|temperature|top_p|topP|random_seed|seed|top_logprobs|logprobs)\b/.exec(
      message,
    );
  return fields.find((name) => name === found?.[1]) ?? null;
}
