import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ThreadWorker } from './thread-worker.ts';

function workerOf(script: string): ThreadWorker {
  return new ThreadWorker(URL.createObjectURL(new Blob([script])));
}

/** Runs a script that has `worker`, which answers twice the number after 200 ms; gives what it prints. */
async function printedBy(script: string): Promise<string> {
  const path = fileURLToPath(new URL('thread-worker.ts', import.meta.url));
  const answering = 'self.onmessage = ({ data }) => setTimeout(() => self.postMessage(2 * data), 200);';
  const source = `
    import { ThreadWorker } from ${JSON.stringify(path)};
    const worker = new ThreadWorker(URL.createObjectURL(new Blob([${JSON.stringify(answering)}])));
    process.on('exit', () => console.log('ended'));
    ${script}
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', source], {
    timeout: 20_000,
  });
  return stdout;
}

test('a worker answers messages, also those sent before its thread started', async () => {
  const worker = workerOf('self.onmessage = ({ data }) => postMessage(data * 2);');
  const answers: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    worker.onerror = reject;
    worker.onmessage = ({ data }) => {
      answers.push(data);
      if (answers.length === 2) worker.postMessage(5);
      if (answers.length === 3) resolve();
    };
    worker.postMessage(1);
    worker.postMessage(2);
  });
  expect(answers).toEqual([2, 4, 10]);
});

test('an error in the script is reported', async () => {
  const worker = workerOf('throw new Error("broken script");');
  const error = await new Promise<Error>((resolve) => {
    worker.onerror = resolve;
  });
  expect(error.message).toContain('broken script');
});

test('a missing script is reported', async () => {
  const worker = new ThreadWorker('blob:nodedata:nothing');
  const error = await new Promise<Error>((resolve) => {
    worker.onerror = resolve;
  });
  expect(error.message).toBe('There is no script at blob:nodedata:nothing.');
});

test('a worker without messages does not keep the process alive', async () => {
  expect(await printedBy('')).toBe('ended\n');
});

test('a busy worker keeps the process alive until it has answered, an idle one does not', async () => {
  expect(await printedBy('worker.onmessage = ({ data }) => console.log(data); worker.postMessage(21);')).toBe(
    '42\nended\n',
  );
});
