import type { WorkView } from '../../../core/view/work-status.ts';
import type { Store } from '../../../store/contract/store.ts';

/** How long an answer is given again: one look for all pages that are open. */
const freshMs = 1000;

/** Who works on the store with others, looked up for all pages together, and only while somebody asks. */
export class WorkWatch {
  readonly #store: Pick<Store, 'shared'>;
  #latest: Promise<WorkView> = Promise.resolve(null);
  #askedAt = Number.NEGATIVE_INFINITY;
  #isLooking = false;

  constructor(store: Pick<Store, 'shared'>) {
    this.#store = store;
  }

  now(): Promise<WorkView> {
    if (this.#isLooking || performance.now() - this.#askedAt < freshMs) return this.#latest;
    this.#isLooking = true;
    const latest = this.#look();
    this.#latest = latest;
    const looked = () => {
      this.#isLooking = false;
      this.#askedAt = performance.now();
    };
    latest.then(looked, () => {
      looked();
      // What failed is tried again at the next request.
      this.#askedAt = Number.NEGATIVE_INFINITY;
    });
    return latest;
  }

  async #look(): Promise<WorkView> {
    const { shared } = this.#store;
    if (shared === undefined) return null;
    // Loaded late: a store in a file has no use for it.
    const { workStatus } = await import('../../../work/work-status.ts');
    return workStatus(shared);
  }
}
