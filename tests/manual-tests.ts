/**
 * What some tests need and the gate does not have, with the reason. `.ci/run` counts a skipped test as a failure, except
 * one that names its need here: somebody runs it by hand, as the reason says.
 */
export const manualNeeds = {
  'published data':
    'Publishers do not allow these datasets to be copied into the repository. Download them, then: HVSB_TEST_DATA=folder npm test.',
  downloads:
    'Likewise, and large: hvsb data download kobbq (esbbq, cabbq, gg-bbq, cbbq), then: HVSB_TEST_DOWNLOADS=folder npm test.',
  transformers:
    'PyTorch and transformers are 2 GB. pip install torch transformers, then: HVSB_PYTHON=python3 npm test.',
  'llama-server':
    'The program is fetched for x64 alone. Build llama.cpp, then: HVSB_LLAMA_SERVER=path HVSB_TEST_GGUF=file npm test.',
  trl: 'PyTorch and TRL are 5 GB. pip install torch trl peft, then: HVSB_TRL_PYTHON=python3 npm run test:all.',
} as const;

export type ManualNeed = keyof typeof manualNeeds;
