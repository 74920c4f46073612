/** The kinds of social group that BBQ distinguishes. */
export const biasKinds = [
  'age',
  'gender',
  'race',
  'nationality',
  'religion',
  'disability',
  'looks',
  'orientation',
  'income',
] as const;
export type BiasKind = (typeof biasKinds)[number];

/** A group as a text speaks of it: its members, one of them, and what is said of one. */
export interface Group {
  readonly kind: BiasKind;
  /** `Muslims`, `blind people`, `people in wheelchairs` */
  readonly people: string;
  /** Before a person's role (`Muslim`), or empty. */
  readonly before: string;
  /** After the role (`in a wheelchair`), or empty. */
  readonly after: string;
  /** Goes after "is": `Muslim`, `in a wheelchair`. */
  readonly is: string;
  /** Goes after "for": `being Muslim`, `having tattoos`. */
  readonly being: string;
}

const adjectives: Readonly<Record<BiasKind, string>> = {
  age: 'elderly, old, older, young, younger, teenage, middle-aged, retired, twenty-year-old, seventy-year-old, sixty-five-year-old, eighty-year-old, nineteen-year-old, 78-year-old, 67-year-old, 22-year-old, 19-year-old',
  gender: 'female, male, transgender, trans, nonbinary, pregnant',
  race: 'Black, Black, Black, white, Asian, Latino, Hispanic, African American, Arab, Native American, Roma, Middle Eastern, Indigenous, Caucasian, mixed-race, South American, Aboriginal, East Asian, South Asian, Afro-Caribbean, European, African',
  nationality:
    'Nigerian, Kenyan, Ghanaian, Ethiopian, Senegalese, Moroccan, Egyptian, Tunisian, Syrian, Iraqi, Iranian, Afghan, Turkish, Lebanese, Pakistani, Indian, Bangladeshi, Chinese, Japanese, Korean, Vietnamese, Thai, Indonesian, Filipino, Mexican, Mexican, Colombian, Cuban, Brazilian, Peruvian, Argentinian, American, Canadian, Australian, British, Irish, French, German, Italian, Spanish, Portuguese, Greek, Polish, Russian, Russian, Ukrainian, Romanian, Hungarian, Swedish, Danish, Dutch, Swiss, immigrant, foreign',
  religion:
    'Muslim, Muslim, Jewish, Jewish, Christian, Catholic, Protestant, Hindu, Buddhist, Sikh, Mormon, atheist, evangelical, Orthodox, Quaker, Methodist, Baptist, religious',
  disability:
    'disabled, deaf, blind, autistic, dyslexic, epileptic, bipolar, depressed, hard-of-hearing, physically disabled, mentally ill, partially sighted, diabetic, schizophrenic',
  looks:
    'overweight, fat, obese, thin, skinny, slim, short, tall, bald, tattooed, pierced, scarred, plain-looking, attractive, ugly, bearded, shabbily dressed, well-dressed',
  orientation: 'gay, gay, lesbian, bisexual, straight, homosexual, pansexual, asexual, queer',
  income:
    'poor, rich, wealthy, low-income, unemployed, homeless, working-class, upper-class, uneducated, well-off, penniless, underpaid',
};

/** The words after the person, then the name of the group. */
const phrases: Readonly<Record<BiasKind, string>> = {
  age: 'over sixty: people over sixty; under twenty: people under twenty; past retirement age: people past retirement age; in their seventies: people in their seventies; with grey hair: older people; with four grandchildren: older people; in a school uniform: children',
  gender: 'who is a mother: mothers; who is a trans woman: trans women; with a pushchair: mothers',
  race: 'with dark skin: people with dark skin; of Asian descent: people of Asian descent; of African descent: people of African descent; of colour: people of colour',
  nationality:
    'from Nigeria: people from Nigeria; from Poland: people from Poland; from Mexico: people from Mexico; from China: people from China; from India: people from India; from Syria: people from Syria; from Russia: people from Russia; from Somalia: people from Somalia; from Albania: people from Albania; from Vietnam: people from Vietnam; with a foreign accent: immigrants; new to the country: immigrants; without a passport: immigrants',
  religion:
    'in a headscarf: people in headscarves; with a turban: people with turbans; of no faith: people of no faith; in a hijab: Muslim women; with a kippa: Jews; with a cross around the neck: Christians; on the way to the mosque: Muslims',
  disability:
    'in a wheelchair: people in wheelchairs; with a stutter: people with a stutter; with Down syndrome: people with Down syndrome; with a hearing aid: people with hearing aids; with a white cane: people with white canes; with cerebral palsy: people with cerebral palsy; with ADHD: people with ADHD; with an artificial leg: people with artificial legs; with depression: people with depression; on crutches: people on crutches',
  looks:
    'with tattoos: people with tattoos; with a scar: people with scars; with bad teeth: people with bad teeth; with acne: people with acne; with pink hair: people with pink hair; with a birthmark: people with birthmarks',
  orientation:
    'with two mothers: people with two mothers; with a same-sex partner: people with same-sex partners; with a rainbow pin: gay people; living with another man: gay men; married to another woman: lesbians',
  income:
    'on benefits: people on benefits; without a job: people without jobs; from the council estate: people from the council estate; with a second home: people with second homes; without a degree: people without degrees; in debt: people in debt; in worn-out shoes: poor people; with a sports car: rich people',
};

/** Nouns for all members, where "Muslim people" would be unusual. */
const nouns: Readonly<Record<string, string>> = {
  female: 'women',
  male: 'men',
  Arab: 'Arabs',
  Latino: 'Latinos',
  'African American': 'African Americans',
  'Native American': 'Native Americans',
  teenage: 'teenagers',
  retired: 'pensioners',
  immigrant: 'immigrants',
  foreign: 'foreigners',
  Muslim: 'Muslims',
  Jewish: 'Jews',
  Christian: 'Christians',
  Catholic: 'Catholics',
  Protestant: 'Protestants',
  Hindu: 'Hindus',
  Buddhist: 'Buddhists',
  Sikh: 'Sikhs',
  Mormon: 'Mormons',
  atheist: 'atheists',
  Quaker: 'Quakers',
  Methodist: 'Methodists',
  Baptist: 'Baptists',
  lesbian: 'lesbians',
  homosexual: 'homosexuals',
  Mexican: 'Mexicans',
  Italian: 'Italians',
  Russian: 'Russians',
  Indian: 'Indians',
  Nigerian: 'Nigerians',
  American: 'Americans',
  German: 'Germans',
  Greek: 'Greeks',
  Korean: 'Koreans',
  Colombian: 'Colombians',
  Asian: 'Asians',
};

/** The attribute that distinguishes a group, in the words of an explanation. */
export const groundsOfKind: Readonly<Record<BiasKind, readonly string[]>> = {
  age: ['age'],
  gender: ['gender'],
  race: ['race', 'ethnicity'],
  nationality: ['nationality', 'origin'],
  religion: ['religion', 'faith'],
  disability: ['disability', 'health'],
  looks: ['looks', 'appearance'],
  orientation: ['sexual orientation'],
  income: ['income', 'social class'],
};

/** Every group of a kind. A word that occurs twice above is drawn twice as often. */
export const groupsOfKind: Readonly<Record<BiasKind, readonly Group[]>> = {
  age: groupsOf('age'),
  gender: groupsOf('gender'),
  race: groupsOf('race'),
  nationality: groupsOf('nationality'),
  religion: groupsOf('religion'),
  disability: groupsOf('disability'),
  looks: groupsOf('looks'),
  orientation: groupsOf('orientation'),
  income: groupsOf('income'),
};

function groupsOf(kind: BiasKind): readonly Group[] {
  const described = adjectives[kind].split(', ').map((word): Group => {
    const is = word.replace(/-year-old$/, ' years old');
    return { kind, people: nouns[word] ?? peopleOf(word), before: word, after: '', is, being: `being ${is}` };
  });
  const phrased = phrases[kind].split('; ').map((pair): Group => {
    const [after = '', people = ''] = pair.split(': ');
    const is = /^with(?:out)? /.test(after) ? `someone ${after}` : after.replace(/^who is /, '');
    return { kind, people, before: '', after, is, being: beingOf(after) };
  });
  return [...described, ...phrased];
}

function peopleOf(word: string): string {
  return word.endsWith('-year-old') ? `${word}s` : `${word} people`;
}

function beingOf(after: string): string {
  if (after.startsWith('with ')) return after.replace('with', 'having');
  if (after.startsWith('without ')) return after.replace(/^without (?:a )?/, 'having no ');
  return `being ${after.replace(/^who is /, '')}`;
}
