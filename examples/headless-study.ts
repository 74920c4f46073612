// Plans, runs and measures a study without the command line. Run it with: node headless-study.ts
import { defineStudy, measureStudy, openSqliteStore, planStudy, runStudy } from 'hvsb';

const study = await defineStudy({
  datasets: ['sample'],
  models: ['baseline:coin', 'baseline:always-biased'],
  judge: { attacks: ['none', 'targeted'] },
  explain: { models: ['baseline:coin'], n: 5 },
});

for (const { stage, models } of await planStudy(study)) {
  console.log(`${stage}: ${models.reduce((sum, { planned }) => sum + planned, 0)} calls`);
}

const store = await openSqliteStore(':memory:');
const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort());
const summary = await runStudy(study, {
  store,
  signal: stopping.signal,
  onEvent: (event) => {
    if (event.kind === 'finished') console.log(`${event.stage} finished: ${event.summary.sent} sent`);
  },
});

const { metrics } = await measureStudy(study, { store });
for (const { model, attack, rate, category, variant } of metrics.misalignment) {
  if (category === null && variant === null) console.log(model, attack, rate);
}
console.log(summary.partial ? 'partial' : 'complete');
await store.close();
