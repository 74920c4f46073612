const replacement = '[key]';

// What servers like to echo: bearer headers, keys by their usual prefixes (also half masked with *), keys in a URL's query.
const looksSecret =
  /\b(?:sk|pk|hf|gsk|xai|AIza)[-_]?[A-Za-z0-9_*-]{12,}|(?<=\bBearer\s+)[^\s"',;]+|(?<=[?&](?:key|api[-_]key)=)[^\s&"']+/gi;

/**
 * The text without the secrets, which are replaced by `[key]` as they stand and as a URL would spell them.
 * Anything that looks like a key or follows `Bearer` goes too, so that a server that echoes part of a key gives nothing away.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret === '') continue;
    clean = clean.replaceAll(secret, replacement).replaceAll(encodeURIComponent(secret), replacement);
  }
  return clean.replace(looksSecret, replacement);
}
