import { ScriptedServer } from '../../../src/testing/server/scripted-server.ts';
import { type ScriptOptions, type StudyStage, studyScript } from './study-script.ts';

/** A server that answers as the study's models do, and acts when a stage has asked so many times. */
export async function studyServer(options: ScriptOptions = {}) {
  const heard = { judge: 0, explain: 0, agree: 0, answer: 0 };
  const leaks: string[] = [];
  let waiting: { readonly stage: StudyStage; readonly count: number; readonly act: () => void } | null = null;
  const scripted = await ScriptedServer.start({
    keepBodies: 0,
    script: studyScript(({ stage, prompt }) => {
      heard[stage] += 1;
      if (stage === 'agree' && /language model/i.test(prompt)) leaks.push(prompt);
      if (waiting?.stage === stage && heard[stage] >= waiting.count) {
        waiting.act();
        waiting = null;
      }
    }, options),
  });
  const at = (stage: StudyStage, count: number, act: () => void) => {
    waiting = { stage, count, act };
  };
  return { scripted, leaks, at, [Symbol.asyncDispose]: () => scripted.close() };
}
