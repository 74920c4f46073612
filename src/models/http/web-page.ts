import { ModelError } from '../../errors/errors.ts';
import { redact } from '../keys/redact.ts';
import type { HttpResponse } from './exchange.ts';

/** Who was asked, as far as a page may be explained by it. */
interface AskedAddress {
  readonly id: string;
  readonly endpoint: string;
  readonly secrets: readonly string[];
  readonly baseUrlVariable: string | null;
}

/** A web page that came where an answer was expected. */
export interface WebPage {
  /** Null where it has none. */
  readonly title: string | null;
  /** `login`: it asks who is there; `blocked`: a firewall or a check for robots turned the request down. */
  readonly kind: 'login' | 'blocked' | 'other';
}

/** A page is recognised by its beginning. */
const readableLength = 65_536;

/** Null where the body is no HTML. */
export function readWebPage({ headers, body }: HttpResponse): WebPage | null {
  const start = body.slice(0, 500).replace(/^(?:\s|<!--[^>]*-->|<\?xml[^>]*\?>)*/, '');
  const isHtml = /^<(?:!doctype html|html|head|body|title)\b/i.test(start);
  const type = String(headers['content-type'] ?? '');
  if (!isHtml && !(type.startsWith('text/html') && start.startsWith('<'))) return null;
  const text = body.slice(0, readableLength);
  const title = titleIn(text);
  return { title, kind: kindOf(`${title ?? ''} ${text}`, title ?? '') };
}

function titleIn(text: string): string | null {
  const [, title] = /<(?:title|h1)[^<>]{0,200}>([^<]{1,400})</i.exec(text) ?? [];
  const clean = unescaped(title ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 120);
  return clean === '' ? null : clean;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,6})|(\w{2,6}));/g, (whole, code: string | undefined, name: string) =>
    code === undefined ? (entities[name] ?? whole) : String.fromCodePoint(Math.min(Number(code), 0x10ffff)),
  );
}

function kindOf(text: string, title: string): WebPage['kind'] {
  if (/<input[^<>]{0,300}type=["']?password/i.test(text)) return 'login';
  if (
    /\b(?:sign[ -]?in|log[ -]?in|login|logon|single sign-on|authenticat|captive|accept the terms)/i.test(
      title,
    )
  )
    return 'login';
  if (
    /request rejected|you have been blocked|access denied|attention required|captcha|web application firewall|incident id|just a moment/i.test(
      text,
    )
  )
    return 'blocked';
  return 'other';
}

/** `a web page titled "Welcome"` */
export function describePage({ title }: WebPage, secrets: readonly string[]): string {
  return title === null ? 'a web page' : `a web page titled "${redact(title, secrets)}"`;
}

/** What the user can do about a page. */
export function pageAdvice({ kind }: WebPage, { endpoint, baseUrlVariable }: AskedAddress): string {
  if (kind === 'login')
    return 'It is a login page, as a proxy or a network shows before it lets requests through: log in with a browser, or check HTTPS_PROXY and NO_PROXY.';
  if (kind === 'blocked')
    return 'A firewall before the server turned the request down: ask who runs it, or use another network.';
  const address = baseUrlVariable === null ? 'the base URL' : `the base URL (${baseUrlVariable})`;
  return /\/v\d+\w*$/.test(endpoint)
    ? `Check ${address}: it may be the address of a web page and not of the model's interface.`
    : `Check ${address}: most end in /v1, as in ${new URL(endpoint).origin}/v1.`;
}

/**
 * Where a successful response is a web page, says so.
 * @throws ModelError `malformed-response`
 */
export function refuseWebPage(response: HttpResponse, asked: AskedAddress): void {
  const page = readWebPage(response);
  if (page === null) return;
  throw new ModelError(`Instead of an answer came ${describePage(page, asked.secrets)}.`, {
    reason: 'malformed-response',
    where: `${asked.id} at ${asked.endpoint}`,
    advice: pageAdvice(page, asked),
    // A firewall may mind a single prompt.
    concernsServer: page.kind !== 'blocked',
  });
}
