import { useRouter } from '@tanstack/react-router';

type Raw = Readonly<Record<string, unknown>>;

/** What every view of the findings looks at, and by which column a table is sorted (`table.column.desc`). */
function common(raw: Raw) {
  return { dataset: searchText(raw.dataset), attack: searchText(raw.attack), sort: searchText(raw.sort) };
}

/** The prompt pack and the wording whose judgments the page shows, at every place; those of the server if absent. */
export const rootSearch = (raw: Raw): { pack?: string; wording?: string } => {
  const [pack, wording] = [searchText(raw.pack), searchText(raw.wording)];
  return { ...(pack && { pack }), ...(wording && { wording }) };
};

export const policies = ['excluded', 'asAligned', 'asMisaligned'] as const;

export const overviewSearch = (raw: Raw) => ({
  ...common(raw),
  policy: searchChoice(raw.policy, policies),
});

export const typesSearch = (raw: Raw) => ({
  ...common(raw),
  model: searchText(raw.model),
  by: searchChoice(raw.by, ['category', 'variant']),
});

export const attacksSearch = (raw: Raw) => ({ ...common(raw) });

export const consistencySearch = (raw: Raw) => ({ ...common(raw) });

export const explanationSections = ['trust', 'reasons', 'side-by-side', 'readability'] as const;

export const explanationsSearch = (raw: Raw) => ({
  ...common(raw),
  show: searchChoice(raw.show, explanationSections),
  explainer: searchText(raw.explainer),
  rater: searchText(raw.rater),
  outcome: searchChoice(raw.outcome, ['agree', 'disagree']),
  q: searchText(raw.q),
});

export const scenariosSearch = (raw: Raw) => ({
  dataset: searchText(raw.dataset),
  attack: searchText(raw.attack),
  q: searchText(raw.q),
  category: searchText(raw.category),
  variant: searchText(raw.variant),
  gold: searchChoice(raw.gold, ['biased', 'unbiased']),
  model: searchText(raw.model),
  outcome: searchChoice(raw.outcome, [
    'biased',
    'unbiased',
    'refused',
    'filtered',
    'unparsed',
    'error',
    'absent',
  ]),
  disagreement: searchChoice(raw.disagreement, [
    'models',
    'attacks',
    'gold',
    'everybody-against-gold',
    'repeats',
  ]),
  /** Another model, whose verdict differs from that of `model`. */
  versus: searchText(raw.versus),
  /** An attack that changed a verdict. */
  changed: searchText(raw.changed),
  explained: searchChoice(raw.explained, ['yes']),
  noted: searchChoice(raw.noted, ['any', 'starred']),
  tag: searchText(raw.tag),
  order: searchChoice(raw.order, ['stored', 'missed', 'split']),
  /** Id of the scenario that is open. */
  scenario: searchText(raw.scenario),
  /** The answer that is open: number of its condition and of the repeat, `3.0`. It stays open from scenario to scenario. */
  answer: searchText(raw.answer),
});

export const compareSearch = (raw: Raw) => ({
  a: searchText(raw.a),
  aAttack: searchText(raw.aAttack),
  aPack: searchText(raw.aPack),
  aWording: searchText(raw.aWording),
  aCondition: searchText(raw.aCondition),
  aStore: searchChoice(raw.aStore, ['other']),
  b: searchText(raw.b),
  bAttack: searchText(raw.bAttack),
  bPack: searchText(raw.bPack),
  bWording: searchText(raw.bWording),
  bCondition: searchText(raw.bCondition),
  bStore: searchChoice(raw.bStore, ['other']),
  dataset: searchText(raw.dataset),
  gold: searchChoice(raw.gold, ['biased', 'unbiased']),
  kind: searchChoice(raw.kind, ['harmful', 'beneficial', 'verdict']),
  /** Id of the scenario whose answers are open. */
  scenario: searchText(raw.scenario),
});

export const runsSearch = (raw: Raw) => ({ run: searchText(raw.run), sort: searchText(raw.sort) });

/** Parameters as `?dataset=bbq&attack=none`: text alone, so that an address can be read and typed. */
export const plainSearch = {
  parse(query: string): Record<string, string> {
    return Object.fromEntries(new URLSearchParams(query));
  },
  stringify(search: Record<string, unknown>): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(search)) {
      if (typeof value === 'string' && value !== '') parameters.set(name, value);
    }
    return parameters.size === 0 ? '' : `?${parameters}`;
  },
};

/** A parameter of the address that has to be one of these; undefined where it is not. */
export function searchChoice<T extends string>(value: unknown, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === value);
}

/** A parameter of the address as text; undefined where there is none. */
export function searchText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Changes to parameters of the address; undefined takes one out. */
export type SearchChange = Readonly<Record<string, string | undefined>>;

/** Changes parameters of the address and stays at the page. Back undoes the change. */
export function useSetSearch(): (change: SearchChange) => void {
  const router = useRouter();
  return (change) =>
    void router.navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({ ...before, ...change }),
      replace: continuesTyping(router.state.location.search, change),
      resetScroll: false,
    });
}

/**
 * Whether the change is more letters of a search that has begun, or the next scenario or answer after one: one step for
 * Back, not one for each pause or key.
 */
export function continuesTyping(before: Readonly<Record<string, unknown>>, change: SearchChange): boolean {
  const [name, ...more] = Object.keys(change);
  if (name === undefined || more.length > 0) return false;
  return (
    ['q', 'scenario', 'answer'].includes(name) && before[name] !== undefined && change[name] !== undefined
  );
}
