import { describe, expect, it } from 'vitest';
import { importRatingFile } from '../../src/cli/commands/import/import-ratings.ts';
import type { Store } from '../../src/store/contract/store.ts';
import { importExplanationFiles } from '../../src/study/imports/import-files.ts';
import { type Content, withStore } from '../support/with-store.ts';

const explanations =
  'id,scenario,explanation,model\n0,The deck is full.,It takes age.,m\n1,The mast is old.,It takes more.,m\n';
type Flags = Parameters<typeof importRatingFile>[2];

/** A file of ratings, in a store with two explanations to be rated. */
function withRatings<T>(content: Content, use: (store: Store, file: string) => Promise<T>): Promise<T> {
  return withStore(
    { 'e.csv': explanations, 'ratings.csv': content },
    async (store, [made = '', file = '']) => {
      const reading = { gold: 'biased' } as const;
      await importExplanationFiles({ store, files: [made], reading, skipInvalid: false });
      await store.addRatingItems([1, 2], 0);
      return use(store, file);
    },
  );
}

const numbered: Flags = { column: ['explanation=item'] };
const header = 'item,role,person,value,comment,seconds,time';
const time = '2026-01-02T03:04:05.000Z';
const rows = (value: (number: number) => string, end = '') =>
  `${header}\r\n${[1, 2].map((number) => `${number},rater,Zo\u00eb,${value(number)},,4.5,${time}${end}\r\n`).join('')}`;
const plain = rows(String);

describe('ratings as other tools and spreadsheets write them', () => {
  it.each<[rule: string, content: Content, flags?: Flags]>([
    ['as the page saves them', plain],
    ['with semicolons', plain.replaceAll(',', ';')],
    ['with numbers as data frames write them', rows((number) => `${number}.0`)],
    [
      'with a column that means nothing here',
      plain.replace(header, `${header},model`).replaceAll(`${time}`, `${time},n/a`),
    ],
    ['with days for times', plain.replaceAll(time, '2026-01-02')],
    [
      'without times that are dates of Excel',
      plain.replaceAll(time, '02/01/2026 03:04'),
      { column: ['explanation=item', 'time='] },
    ],
    ['in a long form with few columns', 'item,annotator,rating\r\n1,Zo\u00eb,1\r\n2,Zo\u00eb,2\r\n'],
    ['with blanks and capitals', plain.replaceAll(',rater,', ',Rater , ').replaceAll(/,(\d),/g, ', $1 ,')],
    ['without seconds', plain.replaceAll('4.5', '')],
    ['in another encoding, named', Buffer.from(plain, 'latin1'), { ...numbered, encoding: 'windows-1252' }],
    [
      'with another study’s scenarios, which are left out',
      plain.replace(header, `${header},scenario_id`).replaceAll(`${time}\r`, `${time},8e5ce8f1929dc929\r`),
      { column: ['explanation=item', 'scenario_id='] },
    ],
  ])('are imported %s', async (_rule, content, flags = numbered) => {
    await withRatings(content, async (store, file) => {
      expect(await importRatingFile(store, file, flags)).toEqual({ saved: 2, known: 0 });
      expect((await store.ratings()).map(({ rater, value }) => `${rater} ${value}`).sort()).toEqual([
        'Zo\u00eb 1',
        'Zo\u00eb 2',
      ]);
    });
  });

  it('are imported where one person has several spellings and times: the later one counts', async () => {
    const content = `${plain}1,rater, zo\u00cb ,3,,4,2026-01-03\r\n`;
    await withRatings(content, async (store, file) => {
      await importRatingFile(store, file, numbered);
      expect((await store.ratings()).map(({ value }) => value).sort()).toEqual([2, 3]);
    });
  });

  it.each<[rule: string, content: Content, message: string, flags?: Flags]>([
    ['the encoding is another', Buffer.from(plain, 'latin1'), 'CSV UTF-8 (Comma delimited)'],
    ['a time may be two', plain.replaceAll(time, '02/01/2026 03:04'), '--column time='],
    ['a column is a person', 'item,Ada,Ben\n1,1,2\n', 'a row for each rating'],
    ['one person gave two values at one time', `${plain}1,rater,Zo\u00eb,3,,4,${time}\r\n`, 'ratings.csv:4'],
    ['an item is none of the study', plain, '--column explanation=item', {}],
    ['the number is none of an explanation', plain.replaceAll('\n2,', '\n7,'), 'no item 7'],
  ])('are refused where %s, and none is stored', async (_rule, content, message, flags = numbered) => {
    await withRatings(content, async (store, file) => {
      const error: unknown = await importRatingFile(store, file, flags).catch((thrown) => thrown);
      expect(error instanceof Error && 'describe' in error && (error.describe as () => string)()).toContain(
        message,
      );
      expect(await store.ratings()).toEqual([]);
    });
  });
});
