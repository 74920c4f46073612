import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/**
 * Runs a file of this folder in a process of its own; gives the JSON object that it prints.
 * @param environment variables besides those of this process
 */
export async function runChild(
  file: string,
  options: Readonly<Record<string, string | number>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, number>>> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [path, ...asArguments(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`${file} ended with ${code}`);
  return JSON.parse(output);
}

export function asArguments(options: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
}
