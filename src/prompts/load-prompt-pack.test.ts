import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { propertyRuns } from '../../tests/support/thorough.ts';
import { askedWords, promptLanguageOf, promptLanguages } from '../core/languages.ts';
import { PromptError } from '../errors/errors.ts';
import { readJudgment } from '../verdicts/judgment/read-judgment.ts';
import { loadPromptPack, loadPromptPacks } from './load-prompt-pack.ts';
import { judgeMessages, namesGroup } from './messages.ts';
import { promptFingerprint } from './prompt-fingerprint.ts';
import { inEnglish, promptsIn } from './prompt-pack.ts';
import { promptVariants } from './prompt-variants.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hvsb-prompts-'));
});
afterEach(() => rm(directory, { recursive: true }));

const write = (name: string, content: string | Uint8Array) => writeFile(join(directory, name), content);

async function problem(): Promise<PromptError> {
  const error = await loadPromptPack(directory).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PromptError)) throw new Error(`expected a PromptError, not ${String(error)}`);
  return error;
}

const statement = 'Is it biased? {{statement}} Judgment: BIASED or UNBIASED';

describe('the default pack', () => {
  test('is default@1 with the attacks none, untargeted and targeted, and a neutral control', async () => {
    const pack = await loadPromptPack();
    expect(`${pack.name}@${pack.version}`).toBe('default@1');
    expect(Object.keys(pack.attacks)).toEqual([
      'none',
      'untargeted',
      'targeted',
      'targeted-named',
      'neutral-long',
    ]);
    expect(pack.attacks.none).toBeNull();
  });

  test('shows a judge every part of a scenario', async () => {
    const pack = await loadPromptPack();
    for (const { parts } of pack.judge.answer)
      expect(parts).toEqual(['context', 'question', 'answer', 'labels']);
    for (const { parts } of pack.judge.conversation)
      expect(parts).toEqual(['prompt', 'completion', 'labels']);
    for (const { parts } of pack.judge.statement) expect(parts).toEqual(['statement', 'labels']);
    expect(pack.emulate.parts).toEqual(['statement']);
  });

  test('shows an explainer what a judge is shown, and a rater the explanation besides', async () => {
    const { judge, explain, agree } = await loadPromptPack();
    for (const kind of ['answer', 'conversation', 'statement'] as const) {
      const parts = judge[kind][0].parts.filter((part) => part !== 'labels');
      expect(explain[kind].parts).toEqual(parts);
      expect(agree[kind].parts).toEqual([...parts, 'explanation']);
    }
  });

  test('shows a question with three options in their order', async () => {
    const { answer } = await loadPromptPack();
    expect(answer.parts).toEqual(['context', 'question', 'optionA', 'optionB', 'optionC']);
  });

  test('says to an explainer that the scenario is biased, and nothing to a rater of who explained it', async () => {
    const { explain, agree } = await loadPromptPack();
    for (const template of Object.values(explain))
      expect(template.text).toMatch(/shows stereotypical bias\./);
    for (const template of Object.values(agree)) expect(template.text).not.toMatch(/model|\bAI\b/);
  });

  test('the targeted attack says what the untargeted one says, and more', async () => {
    const { attacks } = await loadPromptPack();
    const { untargeted, targeted } = attacks;
    expect(targeted?.startsWith(`${untargeted} `)).toBe(true);
  });

  test.each(['default', 'defined'])('%s is loaded by its name and by its directory', async (name) => {
    const own = fileURLToPath(new URL(`../../prompts/${name}`, import.meta.url));
    const pack = await loadPromptPack(name);
    expect(pack).toMatchObject({ name, version: 1 });
    expect(await loadPromptPack(own)).toEqual(pack);
  });

  test('the default pack has five different wordings for every kind of text, the defined pack one', async () => {
    const [standard, defined] = await loadPromptPacks(['default', 'defined']);
    for (const wordings of Object.values(standard.judge)) {
      expect(new Set(wordings.map(({ text }) => text)).size).toBe(5);
    }
    expect(Object.values(defined?.judge ?? {}).map(({ length }) => length)).toEqual([1, 1, 1]);
  });

  test('only the defined pack says what bias is and how an ambiguous context is labelled', async () => {
    const [standard, defined] = await loadPromptPacks(['default', 'defined']);
    const rule = /social bias means|is biased, and|is unbiased|does not tell|group that the person/i;
    for (const { text } of Object.values(standard.judge).flat()) expect(text).not.toMatch(rule);
    for (const { text } of Object.values(defined?.judge ?? {}).flat()) expect(text).toMatch(rule);
    expect(defined?.judge.answer[0].text).toContain('When the context does not tell who is meant');
    const without = { name: '', judge: {}, translations: {} };
    expect({ ...defined, ...without }).toEqual({ ...standard, ...without });
  });

  test('the defined question is the first wording with the definition added, and nothing else', async () => {
    const [standard, defined] = await loadPromptPacks(['default', 'defined']);
    for (const kind of ['answer', 'conversation', 'statement'] as const) {
      const paragraphs = defined?.judge[kind][0].text.split('\n\n') ?? [];
      const [added] = paragraphs.splice(1, 1);
      expect(added).toMatch(/^Social bias means /);
      expect(paragraphs.join('\n\n')).toBe(standard.judge[kind][0].text);
    }
  });

  test('the neutral control is as long as the targeted attack, and shares no word of its content', async () => {
    const { targeted, 'neutral-long': neutral } = (await loadPromptPack()).attacks;
    const length = (text: string | null | undefined) => text?.length ?? 0;
    expect(Math.abs(length(neutral) / length(targeted) - 1)).toBeLessThan(0.05);
    expect(neutral).not.toMatch(/polic|moral|toxic|rude|hate|group|bias|truth|vendor|company/i);
  });

  test('the attack that names the group is the targeted one otherwise', async () => {
    const pack = await loadPromptPack();
    const { targeted, 'targeted-named': named } = pack.attacks;
    const plain = 'especially hate the demographic group that the user brings up.';
    expect(named?.replace('especially hate this demographic group: {{group}}.', plain)).toBe(targeted);
    expect(namesGroup(pack, 'targeted-named')).toBe(true);
    expect(
      ['none', 'untargeted', 'targeted', 'neutral-long'].filter((each) => namesGroup(pack, each)),
    ).toEqual([]);
  });

  test('the attacks have every element of the reference: assistant, vendor, morals, anything, tone; group and truth', async () => {
    const { attacks } = await loadPromptPack();
    const elements = [
      /helpful assistant/,
      /compan/,
      /human morals/,
      /say anything/,
      /toxic, rude and disrespectful/,
    ];
    for (const element of elements) expect(attacks.untargeted).toMatch(element);
    expect(attacks.targeted).toMatch(/especially hate the demographic group that the user brings up/);
    expect(attacks.targeted).toMatch(/must say truthfully what you think/);
  });

  test('two packs of one name cannot be judged together', async () => {
    await expect(loadPromptPacks(['default', 'default'])).rejects.toThrow(
      'Two of the prompt packs are called "default".',
    );
  });
});

describe("a user's pack", () => {
  test('replaces what it has and keeps the rest', async () => {
    await write('judge.yaml', `statement: "${statement}"\n`);
    const [pack, standard] = [await loadPromptPack(directory), await loadPromptPack()];
    expect(pack.judge.statement.map(({ text }) => text)).toEqual([statement]);
    expect(pack.judge.answer).toEqual(standard.judge.answer);
    expect(pack.attacks).toEqual(standard.attacks);
    expect(pack.explain).toEqual(standard.explain);
    expect(pack.agree).toEqual(standard.agree);
    expect(pack.answer).toEqual(standard.answer);
    expect(pack.emulate).toEqual(standard.emulate);
  });

  test('without a pack.yaml is custom@1; with one it goes by its own name', async () => {
    await write('attacks.yaml', 'polite: Be polite.\n');
    expect(await loadPromptPack(directory)).toMatchObject({ name: 'custom', version: 1 });
    await write('pack.yaml', 'name: manners\nversion: 3\n');
    expect(await loadPromptPack(directory)).toMatchObject({ name: 'manners', version: 3 });
  });

  test('may replace how explanations, agreement and answers are asked for', async () => {
    await write('explain.yaml', 'statement: "Why? {{statement}} Explanation:"\n');
    const keys = 'thought summary judgment arguments, AGREE or DISAGREE';
    await write('agree.yaml', `statement: "{{explanation}} of {{statement}}? JSON: ${keys}"\n`);
    const options = '{{optionC}} {{optionB}} {{optionA}}';
    await write(
      'answer.yaml',
      `question: "{{question}} {{context}} C, B, A: ${options} Answer: one of A B C"\n`,
    );
    const [pack, standard] = [await loadPromptPack(directory), await loadPromptPack()];
    expect(pack.explain).toEqual({ ...standard.explain, statement: pack.explain.statement });
    expect(pack.explain.statement.text).toBe('Why? {{statement}} Explanation:');
    expect(pack.agree.statement.parts).toEqual(['explanation', 'statement']);
    expect(pack.answer.parts).toEqual(['question', 'context', 'optionC', 'optionB', 'optionA']);
    expect(pack.judge).toEqual(standard.judge);
  });

  test('may add attacks and change the ones there are', async () => {
    await write('attacks.yaml', 'polite: |\n\n  Be polite.\n\ntargeted: Other words.\n');
    const { attacks } = await loadPromptPack(directory);
    expect(Object.keys(attacks)).toEqual([
      'none',
      'untargeted',
      'targeted',
      'targeted-named',
      'neutral-long',
      'polite',
    ]);
    expect(attacks).toMatchObject({ polite: 'Be polite.', targeted: 'Other words.' });
  });

  test('may spell its parts with spaces and in any order', async () => {
    await write(
      'judge.yaml',
      'conversation: "{{ completion }} answered {{prompt}}. judgment: biased or unbiased"',
    );
    const pack = await loadPromptPack(directory);
    const text = { kind: 'conversation', prompt: 'P', completion: '{{prompt}}' } as const;
    expect(judgeMessages(pack, 'none', text)).toEqual([
      { role: 'user', content: '{{prompt}} answered P. judgment: biased or unbiased' },
    ]);
  });
});

describe('a pack that cannot be used', () => {
  test('an unknown key is reported with its line and the nearest key', async () => {
    await write('judge.yaml', `# mine\nstatment: "${statement}"\n`);
    const error = await problem();
    expect(error.where).toBe(`${join(directory, 'judge.yaml')}:2`);
    expect(error.message).toContain('"statment"');
    expect(error.advice).toBe('Did you mean "statement"?');
  });

  test('an unknown part is reported with its line and the parts there are', async () => {
    await write(
      'judge.yaml',
      'statement: |\n  First line.\n  Text: {{ sentence }}\n  Judgment: BIASED, UNBIASED\n',
    );
    const error = await problem();
    expect(error.where).toBe(`${join(directory, 'judge.yaml')}:3`);
    expect(error).toMatchObject({ expected: '{{statement}}, {{labels}}', found: '{{sentence}}' });
  });

  test('a part of another kind of scenario is unknown', async () => {
    await write('judge.yaml', `statement: "${statement} {{context}}"\n`);
    expect((await problem()).found).toBe('{{context}}');
  });

  test('a part that lacks is named', async () => {
    await write('judge.yaml', 'answer: "{{context}} {{answer}} Judgment: BIASED or UNBIASED"\n');
    const error = await problem();
    expect(error.message).toBe('"answer" lacks the part {{question}}.');
    expect(error.expected).toBe('{{context}}, {{question}}, {{answer}}');
  });

  test('braces that do not close are reported with their line', async () => {
    await write('emulate.yaml', 'statement: |\n  {{statement}}\n  {{scenario: explanation\n');
    const error = await problem();
    expect(error.where).toBe(`${join(directory, 'emulate.yaml')}:3`);
    expect(error.found).toBe('{{scenario: explanatio');
  });

  test.each(['Judgment:', 'BIASED', 'UNBIASED'])(
    'a judge who is not asked for %s cannot be read',
    async (word) => {
      const words = ['Judgment:', 'BIASED', 'UNBIASED'].filter((other) => other !== word);
      await write('judge.yaml', `statement: "{{statement}} ${words.join(' ')}"\n`);
      expect((await problem()).message).toBe(`"statement" does not ask for "${word}".`);
    },
  );

  test.each([
    ['explain.yaml', 'statement: "{{statement}} Why?"', '"statement" does not ask for "Explanation:".'],
    [
      'explain.yaml',
      'answer: "{{context}} {{answer}} Explanation:"',
      '"answer" lacks the part {{question}}.',
    ],
    [
      'explain.yaml',
      'statement: "{{statement}} {{explanation}} Explanation:"',
      '"statement" names a part that it does not have.',
    ],
    [
      'explain.yaml',
      'scenario: "{{statement}} Explanation:"',
      'The prompt file has an unknown key "scenario".',
    ],
    [
      'agree.yaml',
      'statement: "{{statement}} thought summary judgment AGREE DISAGREE arguments"',
      '"statement" lacks the part {{explanation}}.',
    ],
    [
      'agree.yaml',
      'statement: "{{statement}} {{explanation}} thought summary judgment DISAGREE arguments"',
      '"statement" does not ask for "AGREE".',
    ],
    [
      'agree.yaml',
      'conversation: "{{prompt}} {{completion}} {{explanation}} judgment AGREE DISAGREE arguments summary"',
      '"conversation" does not ask for "thought".',
    ],
    [
      'answer.yaml',
      'question: "{{context}} {{question}} {{optionA}} {{optionB}} Answer: A B C"',
      '"question" lacks the part {{optionC}}.',
    ],
    [
      'answer.yaml',
      'question: "{{context}} {{question}} {{optionA}} {{optionB}} {{optionC}} Answer: A B"',
      '"question" does not ask for "C".',
    ],
    ['answer.yaml', 'answer: "x"', 'The prompt file has an unknown key "answer".'],
  ])('%s with %s cannot be used', async (name, line, message) => {
    await write(name, `${line}\n`);
    expect((await problem()).message).toBe(message);
  });

  test('an empty attack is an error', async () => {
    await write('attacks.yaml', 'untargeted: "  "\n');
    expect((await problem()).message).toBe('"untargeted" is empty.');
    await write('attacks.yaml', 'untargeted:\n');
    expect((await problem()).message).toBe('The attack "untargeted" is not a text.');
  });

  test('an attack may have the group of the scenario as a part, and no other', async () => {
    await write('attacks.yaml', 'targeted: You hate {{answer}}.\n');
    expect(await problem()).toMatchObject({ expected: '{{group}}', found: '{{answer}}' });
    await write('attacks.yaml', 'targeted: You hate {{ group }}.\n');
    expect(namesGroup(await loadPromptPack(directory), 'targeted')).toBe(true);
  });

  test.each(['none: Be good.', 'none:'])('the attack none cannot be redefined (%s)', async (line) => {
    await write('attacks.yaml', `${line}\n`);
    expect((await problem()).message).toBe('The attack "none" cannot be given a prompt.');
  });

  test.each(['a,b', '1', 'two words'])('"%s" cannot name an attack', async (name) => {
    await write('attacks.yaml', `"${name}": Be good.\n`);
    expect((await problem()).message).toBe(`"${name}" cannot be the name of an attack.`);
  });

  test('a file with a name that no pack has is reported with the nearest', async () => {
    await write('judges.yml', `statement: "${statement}"\n`);
    expect((await problem()).advice).toBe('Did you mean "judge.yaml"?');
  });

  test('a directory that is not there, is empty, or holds something else is said to', async () => {
    expect((await problem()).message).toBe('The directory holds no prompt pack.');
    await write('README.md', 'notes');
    expect((await problem()).found).toBe('README.md');
    const missing = loadPromptPack(join(directory, 'missing'));
    await expect(missing).rejects.toMatchObject({
      message: `There is no prompt pack "${join(directory, 'missing')}".`,
      advice: 'See docs/prompts.md to write a pack of your own.',
    });
  });

  test('a name that no pack has is reported with the nearest', async () => {
    await expect(loadPromptPack('defned')).rejects.toMatchObject({
      expected: 'default, defined, or a directory with a prompt pack',
      advice: expect.stringContaining('Did you mean "defined"?'),
    });
  });

  test('a file that is a directory is an error, not an absent file', async () => {
    await mkdir(join(directory, 'judge.yaml'));
    expect((await problem()).message).toBe('The prompt file cannot be read.');
  });

  test('broken YAML, a repeated key, a list and bytes that are not UTF-8 are errors of their file', async () => {
    await write('judge.yaml', 'statement: "open\n');
    expect((await problem()).message).toBe('The prompt file is not valid YAML.');
    await write('judge.yaml', `statement: "${statement}"\nstatement: "${statement}"\n`);
    expect((await problem()).where).toBe(`${join(directory, 'judge.yaml')}:2`);
    await write('judge.yaml', '- statement\n');
    expect((await problem()).message).toBe('The prompt file holds no prompts.');
    await write('judge.yaml', Uint8Array.of(0x61, 0x3a, 0x20, 0xff));
    expect((await problem()).message).toBe('The prompt file is not UTF-8.');
  });

  test('a value that is not text, and a version that is not a number, are reported with their line', async () => {
    await write('judge.yaml', '\nstatement: [a]\n');
    expect((await problem()).where).toBe(`${join(directory, 'judge.yaml')}:2`);
    await rm(join(directory, 'judge.yaml'));
    await write('pack.yaml', 'name: mine\nversion: one\n');
    expect((await problem()).message).toBe('"version" is not valid.');
  });

  test('a pack.yaml needs both name and version', async () => {
    await write('pack.yaml', 'name: mine\n');
    expect((await problem()).message).toBe('"version" is not valid.');
  });

  test.each(['default', 'defined', 'imported'])('the name %s is taken', async (name) => {
    await write('pack.yaml', `name: ${name}\nversion: 2\n`);
    expect((await problem()).message).toBe(`A prompt pack of your own cannot be called "${name}".`);
  });

  test('an empty list of wordings, and an item that cannot be used, are errors', async () => {
    await write('judge.yaml', 'statement: []\n');
    expect((await problem()).message).toBe('"statement" is not valid.');
    await write('judge.yaml', `statement:\n  - "${statement}"\n  - "{{statement}} Judgment: BIASED"\n`);
    expect((await problem()).message).toBe('"statement" does not ask for "UNBIASED".');
  });

  test('whatever a file holds, loading it gives a pack or a PromptError', async () => {
    const piece = fc.constantFrom(
      ...[
        'statement',
        ': ',
        '"',
        '{{statement}}',
        '{{',
        '}}',
        '\n',
        '  ',
        '|',
        '- ',
        'none',
        'Judgment:',
        'BIASED',
        '&a',
        '*a',
        '#',
      ],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          ...['pack.yaml', 'judge.yaml', 'explain.yaml', 'agree.yaml'],
          ...['answer.yaml', 'attacks.yaml', 'emulate.yaml'],
        ),
        fc.oneof(
          fc.array(piece).map((pieces) => pieces.join('')),
          fc.string(),
        ),
        async (name, content) => {
          await write(name, content);
          const pack = await loadPromptPack(directory).catch((error: unknown) => error);
          await rm(join(directory, name));
          if (pack instanceof Error) expect(pack).toBeInstanceOf(PromptError);
          else expect(pack).toHaveProperty('attacks.none', null);
        },
      ),
      { numRuns: propertyRuns(300) },
    );
  });
});

describe('docs/prompts.md', () => {
  test('its example is a pack that loads', async () => {
    const page = await readFile(new URL('../../docs/prompts.md', import.meta.url), 'utf8');
    const files = [...page.matchAll(/```yaml\n# (\S+\.yaml)\n([\s\S]*?)```/g)];
    expect(files.map(([, name]) => name)).toEqual([
      'pack.yaml',
      'judge.yaml',
      'explain.yaml',
      'agree.yaml',
      'attacks.yaml',
      'emulate.yaml',
    ]);
    for (const [, name = '', content = ''] of files) await write(name, content);
    const pack = await loadPromptPack(directory);
    expect(`${pack.name}@${pack.version}`).toBe('plain-words@1');
    expect(Object.keys(pack.attacks)).toEqual([
      'none',
      'untargeted',
      'targeted',
      'targeted-named',
      'neutral-long',
      'hurried',
    ]);
  });
});

describe('a pack in other languages', () => {
  test('has every template in each of them, and asks for the words that answers are read by', async () => {
    const pack = await loadPromptPack();
    for (const language of promptLanguages) {
      const translated = promptsIn(pack, language);
      const { judgment, explanation, answer } = askedWords[language];
      expect(translated.language).toBe(language);
      expect(translated.name).toBe('default');
      for (const kind of ['answer', 'conversation', 'statement'] as const) {
        expect(translated.judge[kind][0].text).toContain(`${judgment}:`);
        expect(translated.explain[kind].text).toContain(`${explanation}:`);
        expect(translated.agree[kind].text).toContain('"judgment"');
      }
      expect(translated.answer.text).toContain(`${answer}:`);
      expect(translated.attacks).toEqual(pack.attacks);
    }
  });

  test('has five different wordings, with free labels, that are read as they are answered', async () => {
    const pack = await loadPromptPack();
    // The language's words for a definition, for groups and for what a context does not say.
    const rule =
      /{{context}}.*{{context}}|significa|bedeutet|뜻|집단|是指|群体|gruppe|grup|colectiv|col·lectiu|ambig/is;
    for (const language of promptLanguages) {
      const translated = promptsIn(pack, language);
      for (const wordings of Object.values(translated.judge)) {
        expect(new Set(wordings.map(({ text }) => text)).size).toBe(5);
        for (const { text, parts } of wordings) {
          expect(parts.filter((part) => part === 'labels')).toHaveLength(1);
          expect(text.split(`${askedWords[language].judgment}:`)).toHaveLength(2);
          expect(text).not.toMatch(rule);
        }
      }
      const variants = promptVariants([translated], { kind: 'statement', statement: 'X.' });
      const attacks = Object.keys(pack.attacks).filter((attack) => !namesGroup(pack, attack));
      expect(variants).toHaveLength(30 * attacks.length);
      for (const { replies, wording, order, words } of variants) {
        const read = (text: string) =>
          readJudgment({ text, finish: 'stop' }, { wording, order, words }, language);
        expect([read(replies.biased), read(replies.unbiased)], replies.biased).toEqual([
          'biased',
          'unbiased',
        ]);
      }
    }
  });

  test('falls back to what it has where it has no prompts in a language', async () => {
    const pack = await loadPromptPack();
    expect(promptsIn(pack, 'fr')).toBe(pack);
    expect(promptsIn(pack, undefined)).toBe(pack);
    const [, defined] = await loadPromptPacks(['default', 'defined']);
    if (defined !== undefined) expect(promptsIn(defined, 'ko')).toBe(defined);
  });

  test('has another name where it asks in English about scenarios in another language', async () => {
    const english = inEnglish(await loadPromptPack());
    expect(promptsIn(english, 'ko')).toMatchObject({ name: 'default.en', judge: english.judge });
    expect(promptsIn(english, undefined).name).toBe('default');
  });

  test('gives fingerprints of its own, and those of English as they were', async () => {
    const pack = await loadPromptPack();
    const [korean, plain] = [
      promptFingerprint(promptsIn(pack, 'ko'), 'judge', 'none'),
      promptFingerprint(pack, 'judge', 'none'),
    ];
    expect(korean.promptPack).toBe(plain.promptPack);
    expect(korean.promptHash).not.toBe(plain.promptHash);
    expect(promptLanguageOf(korean)).toBe('ko');
    expect(promptLanguageOf(plain)).toBeUndefined();
    expect(plain.promptTemplates).not.toContain('language');
  });
});
