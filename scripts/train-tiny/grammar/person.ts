import type { Group } from './groups.ts';
import { withArticle } from './with-article.ts';

/** A person of a group: at the first mention, and from then on. */
export interface Person {
  readonly introduced: string;
  readonly known: string;
}

export function personOf(group: Group, role: string): Person {
  const words = [group.before, role, group.after].filter((part) => part !== '').join(' ');
  return { introduced: withArticle(words), known: `the ${words}` };
}
