import { statSync } from 'node:fs';
import { Hono } from 'hono';
import type { WantedRatingSettings } from '../../core/rating.ts';
import type { Store } from '../../store/contract/store.ts';
import { mayBeStore, storeName } from '../../store/open-store.ts';
import { problemResponse, RequestError } from '../problems.ts';
import { LockingRatingService } from './locking-rating-service.ts';
import { LockingWriter } from './locking-writer.ts';
import { StudyService } from './study-service.ts';
import type { StudyName } from './study-view.ts';
import { studyApi } from './view-app.ts';

/** A study to show: where it is, what it is called, how people rate it. */
export interface StudyPlace extends StudyName {
  /** Where the store is; others may write to it while the server runs. */
  readonly path: string;
  /** Where another study is, to compare with. */
  readonly comparedPath?: string | undefined;
  /** The prompt pack whose judgments are shown: `default` if judged, else the newest. */
  readonly pack?: string | undefined;
  readonly settings: WantedRatingSettings;
  /** Chooses what is to be rated, where nothing is chosen yet; called with the lock held. */
  readonly chooseItems: (store: Store) => Promise<void>;
  /** No rating and no note is stored. */
  readonly readOnly?: boolean;
}

interface OpenedStudy {
  readonly app: Hono;
  close(): Promise<void>;
}

/**
 * The study that a server shows: opened when its results are there, and another one when that is asked for. What was shown before
 * stays open, as pages may still look at it.
 */
export class ShownStudy {
  readonly #opened = new Map<string, Promise<OpenedStudy>>();
  /** Which file was there, by path. */
  readonly #files = new Map<string, string>();
  #place: StudyPlace;

  constructor(place: StudyPlace) {
    this.#place = place;
  }

  /** Opens the study now. @throws StoreError as `openStore` for reading; UsageError where the pack was not judged. */
  async open(): Promise<void> {
    await this.#study();
  }

  /** Answers what the API of a study answers; 404 as long as there are no results. */
  async answer(request: Request): Promise<Response> {
    const opened = await this.#study().catch((error: unknown) => {
      // A run that has just begun makes it.
      if (isEmptyFile(this.#place.path)) return null;
      throw error;
    });
    if (opened === null) {
      throw new RequestError(404, 'There are no results here yet.', {
        advice: 'Set up and start a study ("New study"), or run one with "hvsb run".',
      });
    }
    return opened.app.fetch(request);
  }

  /** Shows another study from now on. */
  show(place: StudyPlace): void {
    this.#place = place;
  }

  async close(): Promise<void> {
    for (const opened of this.#opened.values()) await (await opened.catch(() => null))?.close();
  }

  /** Null where there are no results yet. */
  async #study(): Promise<OpenedStudy | null> {
    const { path, name, labels, settings } = this.#place;
    if (!mayBeStore(path)) return null;
    await this.#closeReplaced(path);
    // A study file may call the same results otherwise than before.
    const key = JSON.stringify([path, name, labels, settings]);
    const known = this.#opened.get(key);
    if (known !== undefined) return known;
    const opened = openStudy(this.#place);
    this.#opened.set(key, opened);
    // A run that has just begun has not made its tables yet: it is tried again.
    opened.catch(() => this.#opened.delete(key));
    return opened;
  }

  /** Closes what was opened of a results file that another file has taken the place of: nothing that is written to it would last. */
  async #closeReplaced(path: string): Promise<void> {
    const file = identityOf(path);
    const before = this.#files.get(path);
    this.#files.set(path, file);
    if (before === undefined || before === file) return;
    const replaced = [...this.#opened].filter(([key]) => JSON.parse(key)[0] === path);
    for (const [key] of replaced) this.#opened.delete(key);
    for (const [, opened] of replaced) await (await opened.catch(() => null))?.close();
  }
}

function isEmptyFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === 0;
}

/** Tells a file from one that takes its place; the same for a database. */
function identityOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? '' : `${found.dev} ${found.ino}`;
}

async function openStudy(place: StudyPlace): Promise<OpenedStudy> {
  const { path, comparedPath, pack, name, version, labels, settings, chooseItems, readOnly = false } = place;
  const named = { version, ...(labels && { labels }) };
  const otherName = comparedPath === undefined ? null : storeName(comparedPath);
  const service = await StudyService.open(path, { ...named, name, otherName }, pack);
  let other: StudyService | undefined;
  try {
    if (comparedPath !== undefined) {
      other = await StudyService.open(comparedPath, { ...named, name: storeName(comparedPath) });
    }
    const writer = await LockingWriter.open({ path, reader: service.store, readOnly });
    const rating = new LockingRatingService({ writer, settings, chooseItems });
    return {
      app: wholeApp(studyApi({ service, other, writer, rating })),
      async close() {
        await writer.close();
        await other?.close();
        await service.close();
      },
    };
  } catch (error) {
    await other?.close();
    await service.close();
    throw error;
  }
}

/** With the errors of the API around it. */
function wholeApp(routes: Hono): Hono {
  const app = new Hono().route('/api', routes);
  app.onError(problemResponse);
  app.notFound((context) =>
    problemResponse(new RequestError(404, 'There is nothing at this address.'), context),
  );
  return app;
}
