import { printable } from '../errors/printable.ts';
import type { CommandContext } from './command-context.ts';

const unguarded = new WeakMap<object, NodeJS.WriteStream>();

/** The context with streams that print nothing which a terminal would obey, see `printable`: texts come from servers, files and options. */
export function guardedContext(context: CommandContext): CommandContext {
  const stdout = guardedStream(context.stdout);
  const stderr = guardedStream(context.stderr);
  // A proxy, because what commands set (the exit code) is to be set in the context itself.
  return new Proxy(context, {
    get: (target, name) =>
      name === 'stdout' ? stdout : name === 'stderr' ? stderr : Reflect.get(target, name),
  });
}

function guardedStream(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (chunk: string | Uint8Array) =>
    stream.write(typeof chunk === 'string' ? printable(chunk) : chunk);
  const guarded = new Proxy(stream, {
    get: (target, name) => {
      if (name === 'write') return write;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  unguarded.set(guarded, stream);
  return guarded;
}

/** The stream itself, for a display that moves the cursor and guards its texts on its own. */
export function terminalOf(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return unguarded.get(stream) ?? stream;
}
