import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

const run = (...words: readonly string[]) => execFileSync('ip', [...words], { stdio: 'pipe' });

/** A place where a worker runs: a network namespace of its own, or this machine's own network where none can be made. */
export interface WorkerPlace {
  /** What goes before the worker's command. */
  readonly prefix: readonly string[];
  /** Cuts it off from everything, and connects it again. */
  cut(): void;
  restore(): void;
}

/**
 * Networks of workers on one machine, with one address at which all of them reach the servers of the test. Connections go
 * through this process, which can cut them.
 */
export class WorkerNetworks {
  readonly address: string;
  readonly places: readonly WorkerPlace[];
  readonly isSeparate: boolean;
  readonly #remove: () => void;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(
    address: string,
    places: readonly WorkerPlace[],
    isSeparate: boolean,
    remove: () => void,
  ) {
    this.address = address;
    this.places = places;
    this.isSeparate = isSeparate;
    this.#remove = remove;
  }

  /** Needs root and the program `ip` for namespaces; else all workers share this machine's network, and `isSeparate` is false. */
  static make(count: number): WorkerNetworks {
    const bridge = `hvsb${process.pid}`;
    const names = Array.from({ length: count }, (_, n) => `${bridge}-${n}`);
    const remove = () => {
      for (const words of [...names.map((name) => ['netns', 'del', name]), ['link', 'del', bridge]]) {
        try {
          run(...words);
        } catch {
          // It was not made.
        }
      }
    };
    try {
      run('link', 'add', 'name', bridge, 'type', 'bridge');
      run('addr', 'add', '10.213.7.1/24', 'dev', bridge);
      run('link', 'set', bridge, 'up');
      const places = names.map((name, n) => makePlace(bridge, name, n));
      return new WorkerNetworks('10.213.7.1', places, true, remove);
    } catch {
      remove();
      const place = { prefix: [], cut: () => undefined, restore: () => undefined };
      return new WorkerNetworks('127.0.0.1', Array(count).fill(place), false, () => undefined);
    }
  }

  /** @returns the port at `address` that leads to a port of this machine */
  async forward(target: number): Promise<number> {
    const server = createServer((inner) => {
      const outer = connect(target, '127.0.0.1');
      for (const [one, other] of [
        [inner, outer],
        [outer, inner],
      ] as const) {
        this.#sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
    });
    server.listen(0, this.address);
    await once(server, 'listening');
    this.#servers.push(server);
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  /** Cuts all connections of the moment. */
  cutConnections(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cutConnections();
    for (const server of this.#servers) server.close();
    this.#remove();
  }
}

function makePlace(bridge: string, name: string, n: number): WorkerPlace {
  const [outside, inside] = [`${bridge}o${n}`, `${bridge}i${n}`];
  const within = (...words: readonly string[]) => run('-n', name, ...words);
  run('netns', 'add', name);
  run('link', 'add', outside, 'type', 'veth', 'peer', 'name', inside);
  run('link', 'set', inside, 'netns', name);
  run('link', 'set', outside, 'master', bridge, 'up');
  within('addr', 'add', `10.213.7.${n + 11}/24`, 'dev', inside);
  within('link', 'set', inside, 'up');
  within('link', 'set', 'lo', 'up');
  return {
    prefix: ['ip', 'netns', 'exec', name],
    cut: () => void run('link', 'set', outside, 'down'),
    restore: () => void run('link', 'set', outside, 'up'),
  };
}
