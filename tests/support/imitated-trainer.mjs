#!/usr/bin/env node
// Imitates a Python that runs the trainer's script: says what the script says, saves a state every step, and ends as it is set by
// HVSB_TRAINER: "missing", "gpu", "memory", "crash", or not at all.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , , script, settingsPath] = process.argv;
const settings = JSON.parse(readFileSync(settingsPath, 'utf8'));
const say = (event, facts) => console.log(`@hvsb ${JSON.stringify({ event, ...facts })}`);
const end = (code) => process.exit(code);
const ending = process.env.HVSB_TRAINER ?? '';

if (!existsSync(script)) end(9);
if (ending === 'missing') {
  say('error', { kind: 'packages', message: 'trl peft' });
  end(3);
}
const packages = { torch: '9.9', trl: '9.8' };
say('versions', { python: '3.99', device: 'a made-up device', onGpu: true, packages });
if (ending === 'gpu' || ending === 'memory') {
  say('error', { kind: ending, message: 'not enough of it' });
  end(3);
}
console.log('a line for the log');
mkdirSync(settings.work, { recursive: true });
const statePath = join(settings.work, 'state');
const first = existsSync(statePath) ? Number(readFileSync(statePath, 'utf8')) : 0;
const steps = 8;
let stopping = false;
process.on('SIGTERM', () => {
  stopping = true;
});
process.stdin
  .on('end', () => {
    stopping = true;
  })
  .resume();
say('start', { step: first, steps });
for (let step = first + 1; step <= steps; step += 1) {
  await new Promise((resolve) => setTimeout(resolve, Number(process.env.HVSB_TRAINER_STEP_MS ?? 1)));
  if (ending === 'crash' && step === 4) {
    console.error('Traceback: something broke');
    end(1);
  }
  writeFileSync(statePath, String(step));
  say('progress', { step, steps, loss: 2 / step, secondsLeft: steps - step });
  if (stopping && step < steps) {
    say('interrupted', { step, steps });
    end(0);
  }
}
say('validation', { step: steps, loss: 0.5 });
writeFileSync(join(settings.out, 'config.json'), '{}');
say('done', { step: steps, steps });
end(0);
