import { providers } from './open-model.ts';
import type { Environment, Provider } from './provider.ts';

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

/** Values of all variables that hold keys, for `redact`: those of the providers, and any that is named like one. */
export function secretsIn(environment: Environment, all: readonly Provider[] = providers): readonly string[] {
  const known = new Set(
    all.flatMap((provider) => (provider.kind === 'network' ? provider.facts.keyVariables : [])),
  );
  return Object.entries(environment)
    .filter(([name]) => known.has(name) || /(?:API_?KEY|TOKEN|SECRET|PASSWORD)$/i.test(name))
    .map(([, value]) => value?.trim() ?? '')
    .filter((value) => value.length >= shortestSecret);
}

// Something shorter is a word, and would be taken out of sentences.
const shortestSecret = 8;
