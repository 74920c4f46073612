import { closest } from 'fastest-levenshtein';
import { packNameOf } from '../../core/judge-question.ts';
import { UsageError } from '../../errors/errors.ts';
import type { JudgmentSelection, Store } from '../../store/contract/store.ts';
import { mayBeStore } from '../../store/open-store.ts';

/** What one side of a comparison names; absent: everything of the results file. */
export interface NamedSide {
  /** Path of a results file; default the one that both share. */
  readonly store?: string;
  readonly model?: string;
  readonly pack?: string;
  readonly attack?: string;
  readonly condition?: string;
  readonly wave?: string;
}

const keys = ['store', 'model', 'pack', 'attack', 'condition', 'wave'] as const;

/**
 * Reads what a user writes for one side: `model=openai:gpt-4o,attack=none`, `last.db`, or the bare name of a results
 * file, a model, an attack or a prompt pack.
 * @throws UsageError for an unknown key
 * @example
 * parseSide('store=last.db,model=openai:gpt-4o'); // { store: 'last.db', model: 'openai:gpt-4o' }
 */
export function parseSide(text: string): NamedSide & { readonly bare?: string } {
  if (!text.includes('=')) return mayBeStore(text) ? { store: text } : { bare: text };
  const pairs = text.split(',').map((pair): [string, string] => {
    const at = pair.indexOf('=');
    return [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()];
  });
  const known: readonly string[] = keys;
  const unknown = pairs.find(([key, value]) => !known.includes(key) || value === '');
  if (unknown !== undefined) {
    throw new UsageError('A side of a comparison is not understood.', {
      where: text,
      expected: `KEY=VALUE, separated by commas; a key is one of ${keys.join(', ')}`,
      found: unknown.join('='),
      advice: `Did you mean "${closest(unknown[0], keys)}=${unknown[1] || 'VALUE'}"?`,
    });
  }
  return Object.fromEntries(pairs);
}

/**
 * The judgments that a side names in its results file.
 * @throws UsageError for a name that the file does not have
 */
export async function sideSelection(
  store: Store,
  { bare, ...named }: ReturnType<typeof parseSide>,
): Promise<JudgmentSelection> {
  const conditions = (await store.conditions()).filter(({ stage }) => stage === 'judge');
  const models = new Set(conditions.map(({ model }) => model));
  const attacks = new Set(conditions.map(({ attack }) => attack));
  const packs = new Set(conditions.map(packNameOf));
  const side = bare === undefined ? named : { ...named, ...keyOf(bare, { models, attacks, packs }) };
  require('model', side.model, models);
  require('attack', side.attack, attacks);
  require('pack', side.pack, packs);
  const wave = side.wave === undefined ? null : Number(side.wave);
  const ofWave = conditions.filter(({ sampling }) => (sampling.wave ?? 0) === wave);
  if (wave !== null) {
    require('wave', side.wave, new Set(conditions.map(({ sampling }) => String(sampling.wave ?? 0))));
  }
  const chosen = side.condition === undefined ? ofWave.map(({ number }) => number) : [Number(side.condition)];
  return {
    ...(side.model === undefined ? {} : { models: [side.model] }),
    ...(side.attack === undefined ? {} : { attacks: [side.attack] }),
    ...(side.pack === undefined ? {} : { pack: side.pack }),
    ...(chosen.length === 0 ? {} : { conditions: chosen }),
    ...(side.condition === undefined ? {} : namesOf(conditions, Number(side.condition))),
  };
}

/**
 * Which wave a side counts, where several are stored of what it names and it names none; null otherwise.
 * @example
 * await wavesOf(store, {}); // { counted: 1, stored: [0, 1] }
 */
export async function wavesOf(
  store: Store,
  { wave, condition }: NamedSide,
  { models, attacks }: Pick<JudgmentSelection, 'models' | 'attacks'>,
): Promise<{ readonly counted: number; readonly stored: readonly number[] } | null> {
  if (wave !== undefined || condition !== undefined) return null;
  const own = (await store.conditions()).filter(
    ({ stage, model, attack }) =>
      stage === 'judge' && (models?.includes(model) ?? true) && (attacks?.includes(attack) ?? true),
  );
  const stored = [...new Set(own.map(({ sampling }) => sampling.wave ?? 0))].toSorted((a, b) => a - b);
  const [newest] = own.toSorted((a, b) => b.number - a.number);
  return stored.length < 2 ? null : { counted: newest?.sampling.wave ?? 0, stored };
}

type Names = Readonly<Record<'models' | 'attacks' | 'packs', ReadonlySet<string>>>;

function keyOf(bare: string, { models, attacks, packs }: Names): NamedSide {
  if (models.has(bare)) return { model: bare };
  if (attacks.has(bare)) return { attack: bare };
  if (packs.has(bare)) return { pack: bare };
  const all = [...models, ...attacks, ...packs];
  throw new UsageError(`"${bare}" is no results file, model, attack or prompt pack.`, {
    expected: all.length === 0 ? 'judgments; there is none yet' : `one of ${all.join(', ')}`,
    found: bare,
    advice: all.length === 0 ? 'Judge first: "hvsb judge".' : `Did you mean "${closest(bare, all)}"?`,
  });
}

function require(key: string, value: string | undefined, known: ReadonlySet<string>): void {
  if (value === undefined || known.has(value)) return;
  throw new UsageError(`Nothing was judged with the ${key} "${value}".`, {
    expected: known.size === 0 ? 'judgments; there is none yet' : `one of ${[...known].join(', ')}`,
    found: value,
  });
}

/** A condition has one model, attack and pack: nothing else is compared. */
function namesOf(
  conditions: Awaited<ReturnType<Store['conditions']>>,
  number: number,
): Pick<JudgmentSelection, 'models' | 'attacks' | 'pack'> {
  const found = conditions.find((condition) => condition.number === number);
  if (found === undefined) return {};
  return { models: [found.model], attacks: [found.attack], pack: found.promptPack };
}
