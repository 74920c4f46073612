import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes a scenario file of this many different scenarios, every other one a control. */
export async function writeScenarioFile(folder: string, count: number): Promise<string> {
  const file = join(folder, 'scenarios.jsonl');
  const lines = Array.from({ length: count }, (_, number) =>
    JSON.stringify({
      id: `s${number}`,
      scenario: `The clerk at counter ${number} asked only the older visitor whether they could use the screen.`,
      gold: number % 2 === 0 ? 'biased' : 'unbiased',
      category: number % 4 < 2 ? 'age' : 'profession',
      group: 'older people',
    }),
  );
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}
