import { StoreError } from '../errors/errors.ts';

/** What workers of one store must have in common, by name: the program, the parsers, the prompts. */
export type WorkVersions = Readonly<Record<string, string>>;

/** A worker that has other versions than this one. */
interface OtherWorker {
  readonly host: string;
  readonly pid: number;
  readonly settings: WorkVersions;
}

/**
 * Workers that differ in what answers or labels depend on would mix two conditions. What only one of them has, such as a
 * prompt pack of its own, is no difference.
 * @throws StoreError that names each difference
 */
export function requireSameVersions(own: WorkVersions, others: readonly OtherWorker[], where: string): void {
  for (const { host, pid, settings } of others) {
    const names = Object.keys(own).filter((name) => (settings[name] ?? own[name]) !== own[name]);
    if (names.length === 0) continue;
    const list = (versions: WorkVersions) => names.map((name) => `${name} ${versions[name]}`).join(', ');
    throw new StoreError(
      `This worker differs from process ${pid} on ${host}, which works on the same store.`,
      {
        where,
        expected: list(settings),
        found: list(own),
        advice:
          'Use the same version of hvsb and the same prompts on all machines, or wait until the others have ended.',
      },
    );
  }
}
