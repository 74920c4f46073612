// All tests, the browser's and the slow ones included, with ten times the random cases of `npm test`.
// What follows the command goes to vitest.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, HVSB_THOROUGH: '1' },
});
process.exitCode = status ?? 1;
