import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../src/testing/server/behaviour.ts';
import { type ScriptedRequest, ScriptedServer } from '../src/testing/server/scripted-server.ts';
import { finished, hvsb, startHvsb, temporaryFolder } from './support/hvsb.ts';
import { bbqTestRow, type TestPerson } from './support/made-rows.ts';

const judgment = JSON.stringify({
  thought: 'So it is.',
  summary: 'Age.',
  judgment: 'AGREE',
  arguments: ['a'],
});

/** Explains, rates or answers, by what the prompt asks for. */
function reply({ rawBody }: ScriptedRequest): Behaviour {
  const text = rawBody.includes('AGREE or DISAGREE')
    ? judgment
    : rawBody.includes('A. ')
      ? 'Answer: A'
      : 'Explanation: As a language model by OpenAI, I find that it guesses from age.';
  return { kind: 'answer', text, inputTokens: 40, outputTokens: 12 };
}

async function modelServer() {
  const bodies: string[] = [];
  const server = await ScriptedServer.start({
    script: (request) => {
      bodies.push(request.rawBody);
      return reply(request);
    },
  });
  const environment = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'sk-test-5d0f3a8e91c2b764' };
  return { bodies, environment, [Symbol.asyncDispose]: () => server.close() };
}

describe('explaining and agreeing from the command line', () => {
  it('draws a sample, explains it, has it rated blind, and asks for nothing twice', async () => {
    await using folder = await temporaryFolder();
    await using server = await modelServer();
    const run = async (...words: string[]) => {
      const { code, stdout } = await hvsb(folder.path, [...words, '--json'], server.environment);
      expect(code).toBe(0);
      return JSON.parse(stdout);
    };
    await run('prepare', '--dataset', 'sample');
    const scenarios = ['--form', 'answer,conversation,statement'];
    const explain = ['explain', '--model', 'openai:a,openai:b', ...scenarios, '--n', '8', '--seed', '3'];
    const dry = await hvsb(folder.path, [...explain, '--dry-run'], server.environment);
    expect([dry.code, dry.stdout, server.bodies.length]).toEqual([0, '', 0]);

    const explained = await run(...explain);
    expect(explained).toMatchObject({ planned: 16, stored: 0, sent: 16, failed: 0, partial: false });
    expect(explained).toMatchObject({ sample: 'explain-8-3', outcomes: { explained: 16, empty: 0 } });
    expect(await run(...explain)).toMatchObject({ stored: 16, sent: 0, outcomes: { explained: 16 } });

    const agree = ['agree', '--rater', 'openai:a,openai:b', '--sample', 'explain-8-3'];
    const before = server.bodies.length;
    const agreed = await run(...agree);
    // Both models wrote the same, so one call is shared by both explainers.
    expect(agreed).toMatchObject({ planned: 32, failed: 0, outcomes: { agree: 32, unparsed: 0 } });
    const read = server.bodies.slice(before);
    expect(read).toHaveLength(16);
    expect(read.filter((body) => /OpenAI|language model/.test(body))).toEqual([]);
    expect(await run(...agree)).toMatchObject({ stored: 32, sent: 0 });
  });

  it('rates explanations from a file, which importing again does not change', async () => {
    await using folder = await temporaryFolder();
    await using server = await modelServer();
    const rows = Array.from(
      { length: 5 },
      (_, n) => `${n}\tThe old clerk lost form ${n}.\tbiased\tIt blames age.`,
    );
    const file = join(folder.path, 'theirs.tsv');
    await writeFile(file, ['id\tscenario\tgold_label\tresponse', ...rows].join('\n'));
    const importing = ['import', 'explanations', file, '--model', 'lab:theirs', '--json'];
    for (let time = 0; time < 2; time += 1) {
      const { stdout } = await hvsb(folder.path, importing);
      expect(JSON.parse(stdout).files).toMatchObject([
        { explanations: 5, outcomes: { explained: 5 }, models: { 'lab:theirs': 5 }, skipped: [] },
      ]);
    }
    const agree = ['agree', '--rater', 'openai:a', '--explainer', 'lab:theirs', '--json'];
    const { stdout } = await hvsb(folder.path, agree, server.environment);
    expect(JSON.parse(stdout)).toMatchObject({ planned: 5, sent: 5, outcomes: { agree: 5 } });
  });

  it("answers BBQ's own questions, which preparing it stores", async () => {
    await using folder = await temporaryFolder();
    await using server = await modelServer();
    const elder: TestPerson = ['pensioner', 'old', 'The pensioner'];
    const young: TestPerson = ['trainee', 'nonOld', 'The trainee'];
    const items = Array.from({ length: 12 }, (_, id) =>
      bbqTestRow({ id, groups: ['old'], people: [elder, young] }),
    );
    await writeFile(join(folder.path, 'Age.jsonl'), items.map((item) => JSON.stringify(item)).join('\n'));
    const prepared = await hvsb(folder.path, ['prepare', '--dataset', 'bbq', '--from', '.', '--json']);
    expect(JSON.parse(prepared.stdout)).toMatchObject({ scenarios: 36, questions: 12 });
    const words = ['answer', '--model', 'openai:a', '--attack', 'none,targeted', '--json'];
    const { stdout } = await hvsb(folder.path, words, server.environment);
    const { planned, sent, outcomes } = JSON.parse(stdout);
    expect([planned, sent]).toEqual([24, 24]);
    expect(outcomes.target + outcomes.other + outcomes.unknown).toBe(24);
    expect(Math.max(outcomes.target, outcomes.other, outcomes.unknown)).toBeLessThan(24);
  });

  it('says what is missing before anything is sent', async () => {
    await using folder = await temporaryFolder();
    await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
    const say = async (...words: string[]) => (await hvsb(folder.path, words)).stderr;
    expect(await say('agree', '--rater', 'baseline:coin')).toContain('hvsb explain');
    expect(await say('answer', '--model', 'baseline:coin')).toContain('hvsb prepare --dataset bbq');
    expect(await say('explain', '--model', 'baseline:coin', '--seed', '1')).toContain('--n');
  });
});

describe('a study of several stages', () => {
  const file = (limits: string) =>
    `datasets: [sample]\nmodels: [openai:a]\njudge: { attacks: [none], maxTokens: 16 }\nexplain: { n: 20 }\nagree: {}\n${limits}`;

  it('spends one budget over all its stages', async () => {
    await using folder = await temporaryFolder();
    await using server = await modelServer();
    await writeFile(join(folder.path, 'study.yaml'), file('limits: { budgetTokens: 8000 }\n'));
    const { code, stdout } = await hvsb(folder.path, ['run', 'study.yaml', '--json'], server.environment);
    expect(code).toBe(1);
    const { judged, explained, agreed, partial } = JSON.parse(stdout);
    // Judging takes 127 × 52 = 6,604; the 1,396 left hold one explanation at its most (512 of output) or a few
    // as long as they really are, and not all 20.
    expect(judged).toMatchObject({ sent: 127, partial: false });
    expect(explained).toMatchObject({ partial: true, failed: 0 });
    expect(explained.sent).toBeGreaterThan(0);
    expect(explained.sent).toBeLessThan(20);
    const used = [judged, explained, agreed].map(({ tokens }) => tokens.input + tokens.output);
    expect(used.reduce((sum, tokens) => sum + tokens)).toBeLessThanOrEqual(8000);
    expect(partial).toBe(true);
  });

  it('begins no further stage once it was asked to stop', async () => {
    await using folder = await temporaryFolder();
    const server = await ScriptedServer.start({ latencyMs: 100, script: reply });
    const environment = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'sk-test-5d0f3a8e91c2b764' };
    try {
      await writeFile(join(folder.path, 'study.yaml'), file('limits: { concurrency: 4 }\n'));
      const running = startHvsb(folder.path, ['run', 'study.yaml', '--json'], environment);
      const ended = finished(running);
      while (server.counts.received < 8) await new Promise((resolve) => setTimeout(resolve, 20));
      running.kill('SIGINT');
      const { code, stdout } = await ended;
      expect(code).toBe(1);
      const { judged, explained, agreed, partial } = JSON.parse(stdout);
      expect(judged).toMatchObject({ partial: true, failed: 0 });
      expect(judged.sent).toBeLessThan(127);
      expect([explained, agreed, partial]).toEqual([null, null, true]);
    } finally {
      await server.close();
    }
  });
});
