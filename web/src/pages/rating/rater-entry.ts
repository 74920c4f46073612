import { browserStorage } from '../../data/browser-storage.ts';

/** Who an address says is coming: by their own address, or from Prolific. */
export interface RaterEntry {
  readonly name: string;
  /** Of their own address. */
  readonly key?: string;
  readonly prolific?: { readonly study: string; readonly session: string };
}

const storageKey = 'hvsb/entry';

/** What the address says, taken out of it so that nobody passes it on; the tab keeps it over a reload. */
export interface AddressParameters {
  readonly token: string | null;
  /** Of the organiser of a rating study. */
  readonly organiser: string | null;
}

/** The tokens that the address brought, which are taken out of sight; null where it brought none. */
export function takeAddress(): AddressParameters {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const query = new URLSearchParams(location.search);
  const entry = entryOf(fragment, query);
  if (entry !== null) browserStorage.write(sessionStorage, storageKey, entry);
  const given = { token: fragment.get('token') ?? query.get('token'), organiser: fragment.get('organiser') };
  if (given.token !== null || given.organiser !== null || entry !== null) {
    for (const name of ['token', ...platformFields]) query.delete(name);
    const search = query.size === 0 ? '' : `?${query}`;
    history.replaceState(null, '', location.pathname + search);
  }
  return given;
}

const platformFields = ['PROLIFIC_PID', 'STUDY_ID', 'SESSION_ID'] as const;

/** Who comes; null where the address does not say, or leaves its fields unfilled, as a preview of the platform does. */
export function entryOf(fragment: URLSearchParams, query: URLSearchParams): RaterEntry | null {
  const [name, key] = [fragment.get('rater'), fragment.get('key')];
  if (name !== null && key !== null) return { name, key };
  const [id, study, session] = platformFields.map((field) => query.get(field)?.trim() ?? '');
  if (!id || /^\{\{.*\}\}$/.test(id)) return null;
  return { name: id, prolific: { study: study ?? '', session: session ?? '' } };
}

/** Who came to this tab. */
export function enteredRater(): RaterEntry | null {
  return browserStorage.read<RaterEntry>(sessionStorage, storageKey);
}

/** Somebody else is to rate here. */
export function forgetEntry(): void {
  browserStorage.remove(sessionStorage, storageKey);
}
