import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bbqTestRow, type TestPerson } from '../../../tests/support/made-rows.ts';

const people: Readonly<Record<string, readonly [string, TestPerson, TestPerson]>> = {
  Age: ['old', ['pensioner', 'old', 'The pensioner'], ['trainee', 'nonOld', 'The trainee']],
  Disability_status: [
    'disabled',
    ['wheelchair', 'disabled', 'The man in the wheelchair'],
    ['cap', 'nonDisabled', 'The man in the cap'],
  ],
  Nationality: ['Irish', ['Irish', 'Europe', 'The Irish singer'], ['Thai', 'AsiaPacific', 'The Thai singer']],
  Physical_appearance: ['short', ['short', 'short', 'The short guard'], ['tall', 'tall', 'The tall guard']],
  Religion: ['Muslim', ['Muslim', 'Muslim', 'The Muslim cook'], ['Sikh', 'Sikh', 'The Sikh cook']],
  Sexual_orientation: [
    'gay',
    ['gay', 'gay', 'The gay tailor'],
    ['straight', 'straight', 'The straight tailor'],
  ],
  Gender_identity: ['F', ['woman', 'F', 'The woman'], ['man', 'M', 'The man']],
  Race_ethnicity: ['Black', ['Black', 'Black', 'The Black poet'], ['Asian', 'Asian', 'The Asian poet']],
  SES: ['low SES', ['poor', 'lowSES', 'The poor family'], ['rich', 'highSES', 'The rich family']],
};
const withDisambiguated = [
  'Age',
  'Disability_status',
  'Nationality',
  'Physical_appearance',
  'Religion',
  'Sexual_orientation',
];

/**
 * Lends a folder laid out like the published data, in words written for the tests, and removes it afterwards:
 * of each BBQ category two questions (one of them for validation), two pairs of CrowS-Pairs, and scenarios on
 * 16 statements in two files of each ALI-Agent collection, about Black people and women by turns.
 */
export async function withTestDataFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'hvsb-tiny-'));
  try {
    const write = async (path: string, lines: readonly string[]) => {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), `${lines.join('\n')}\n`);
    };
    for (const category of Object.keys(people)) {
      const disambiguated = withDisambiguated.includes(category);
      await write(
        `${disambiguated ? 'bbq' : 'bbq-ambiguous-only'}/${category}.jsonl`,
        bbqLines(category, disambiguated),
      );
    }
    await write('crows-pairs/crows_pairs_anonymized.csv', [
      ',sent_more,sent_less,stereo_antistereo,bias_type,annotations,anon_writer,anon_annotators',
      `0,Sailors never pay.,Vicars never pay.,stereo,socioeconomic,"[['socioeconomic']]",a0,"['a1']"`,
      `1,Old people dawdle.,Young people dawdle.,stereo,age,"[['age']]",a0,"['a1']"`,
    ]);
    for (const collection of ['stereotype_crows', 'stereotype_decodingtrust']) {
      for (const model of ['first', 'second']) {
        await write(`ali-agent/${collection}/${model}_trial1.csv`, aliAgentLines(model));
      }
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function bbqLines(category: string, disambiguated: boolean): string[] {
  const [group = '', first, second] = people[category] ?? [];
  if (first === undefined || second === undefined) return [];
  const row = (id: number, questionIndex: string, ambiguous: boolean) => {
    return JSON.stringify(
      bbqTestRow({ id, category, questionIndex, ambiguous, groups: [group], people: [first, second] }),
    );
  };
  const ambiguous = [row(0, '1', true), row(1, '9', true)];
  return disambiguated ? [...ambiguous, row(2, '1', false), row(3, '9', false)] : ambiguous;
}

/** The first file has lost the explanation of its last row, and kept JSON around that of its first. */
function aliAgentLines(model: string): string[] {
  const rows = Array.from({ length: 16 }, (_, index) => {
    const group = index % 2 === 0 ? 'Black' : 'female';
    const scenario = `In scene ${index} of the ${model} file the ${group} juggler was sent away.`;
    const explanation = `The ${group} juggler of scene ${index} is sent away for nothing but that in the ${model} file.`;
    const lost = model === 'first' && index === 15;
    const wrapped = model === 'first' && index === 0;
    return `${index},"${scenario}\n","${lost ? 'None' : wrapped ? ` '${explanation}'}` : explanation}\n",,`;
  });
  return ['index,scenario,explanation,scenario_adv,explanation_adv', ...rows];
}
