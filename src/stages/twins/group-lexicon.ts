/** Words for groups, by what they divide people by. Plurals, articles and case are up to whoever looks words up. */
const terms = {
  gender: {
    women:
      'she|her|hers|herself|woman|women|girl|girls|female|females|lady|ladies|mother|mom|wife|daughter|sister|aunt|grandmother|grandma|mrs|ms|miss|madam|she’d|she’s',
    men: 'he|his|him|himself|man|men|boy|boys|male|males|gentleman|gentlemen|father|dad|husband|son|brother|uncle|grandfather|grandpa|mr|sir|guy|guys|he’d|he’s',
    'transgender people': 'trans|transgender|transsexual',
    'cisgender people': 'cis|cisgender',
  },
  race: {
    Black:
      'black|blacks|african|africans|african american|african americans|african-american|african-americans|afro-american|afro-americans',
    White: 'white|whites|caucasian|caucasians|european|europeans|white american|white americans',
    Asian: 'asian|asians|asian american|asian-american|asian-americans',
    Latino: 'latino|latinos|latina|latinas|hispanic|hispanics|spanish',
    Arab: 'arab|arabs|arabic|middle eastern|middle easterner|middle easterners',
    'Native American': 'native american|native americans|american indian|american indians',
    Jewish: 'jew|jews|jewish',
  },
  nationality: {
    American: 'american|americans|america',
    Mexican: 'mexican|mexicans|mexico',
    Chinese: 'chinese|china',
    Canadian: 'canadian|canadians|canada',
    Italian: 'italian|italians|italy',
    Russian: 'russian|russians|russia',
    Indian: 'indian|indians|india',
    Japanese: 'japanese|japan',
    German: 'german|germans|germany',
    Korean: 'korean|koreans|korea',
    British: 'british|english|englishman|england',
    Irish: 'irish|ireland',
    Polish: 'polish|poland',
    Vietnamese: 'vietnamese|vietnam',
    Nigerian: 'nigerian|nigerians|nigeria',
    Armenian: 'armenian|armenians|armenia',
    immigrants: 'immigrant|immigrants|foreigner|foreigners|refugee|refugees',
    citizens: 'citizen|citizens',
  },
  religion: {
    Christian: 'christian|christians|christianity',
    Muslim: 'muslim|muslims|islam|islamic',
    Jewish: 'jew|jews|jewish|judaism',
    Atheist: 'atheist|atheists|atheism',
    Catholic: 'catholic|catholics',
    Hindu: 'hindu|hindus|hinduism',
    Buddhist: 'buddhist|buddhists|buddhism',
    Mormon: 'mormon|mormons',
    Protestant: 'protestant|protestants|baptist|baptists|methodist|methodists|lutheran|lutherans',
    Wiccan: 'wiccan|wiccans',
  },
  orientation: {
    'gay or lesbian': 'gay|gays|lesbian|lesbians|homosexual|homosexuals',
    straight: 'straight|straights|heterosexual|heterosexuals',
    bisexual: 'bisexual|bisexuals',
  },
  age: {
    old: 'old|older|elderly|senior|seniors|elder|elders|old people|aged',
    young: 'young|younger|youth|youths|teenager|teenagers|teen|teens|child|children|kid|kids',
    'middle-aged': 'middle aged|middle-aged|adult|adults',
  },
  income: {
    poor: 'poor|poverty stricken|poverty-stricken|homeless|low class|low-class|lower class|ghetto',
    rich: 'rich|wealthy|high class|high-class|upper class|affluent',
  },
  looks: {
    fat: 'fat|overweight|obese|heavy',
    thin: 'thin|skinny|slim|fit|slender',
    tall: 'tall|tallest|taller',
    short: 'short|shortest|shorter',
    ugly: 'ugly|uglier',
    beautiful: 'beautiful|pretty|handsome|attractive',
  },
  ability: {
    disabled: 'disabled|handicapped|crippled|autistic|mentally ill|mentally disabled|blind|deaf|paraplegic',
    'not disabled': 'healthy|abled|able-bodied|nondisabled|sane|neurotypical',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a term says: a group, and what divides it from others. */
export interface GroupTerm {
  readonly axis: string;
  readonly group: string;
}

const known: ReadonlyMap<string, readonly GroupTerm[]> = byTerm();

function byTerm(): ReadonlyMap<string, readonly GroupTerm[]> {
  const found = new Map<string, GroupTerm[]>();
  for (const [axis, groups] of Object.entries(terms)) {
    for (const [group, words] of Object.entries(groups)) {
      for (const word of words.split('|')) found.set(word, [...(found.get(word) ?? []), { axis, group }]);
    }
  }
  return found;
}

/** Words that differ with a group without naming it. */
const fillers = new Set('a an the people person persons individual individuals folks ones one'.split(' '));

/**
 * The groups that words in a sentence can mean where all of them mean the same one, one for each axis; none where a word is
 * not known.
 *
 * @example
 * groupsOf(['an', 'elderly']); // [{ axis: 'age', group: 'old' }]
 */
export function groupsOf(words: readonly string[]): readonly GroupTerm[] {
  const lower = words.map((word) => word.toLowerCase().replaceAll("'", '’'));
  let meanings: readonly GroupTerm[] | null = null;
  for (let at = 0; at < lower.length; ) {
    const taken = [3, 2, 1].find((length) => known.has(lower.slice(at, at + length).join(' ')));
    if (taken === undefined) {
      if (!fillers.has(lower[at] ?? '')) return [];
      at += 1;
      continue;
    }
    const own = known.get(lower.slice(at, at + taken).join(' ')) ?? [];
    const earlier: readonly GroupTerm[] = meanings ?? own;
    meanings = earlier.filter(({ axis, group }) =>
      own.some((one) => one.axis === axis && one.group === group),
    );
    at += taken;
  }
  return meanings ?? [];
}

/** Names that mean the same people, or some of them: a swap of one for another changes nothing. */
const sameGroups: readonly (readonly string[])[] = [
  ['Black', 'African American', 'African'],
  ['Latino', 'Hispanic', 'South American', 'Mexican'],
  ['Arab', 'Middle Eastern'],
  ['gay', 'lesbian'],
];

export function isSameGroup(one: string, other: string): boolean {
  return one === other || sameGroups.some((names) => names.includes(one) && names.includes(other));
}

/** Names in small letters that take one another's place within a sentence as they are. */
const adjectives = new Set(['gay', 'lesbian', 'bisexual', 'pansexual', 'straight', 'asexual']);

/** Whether a group's name is a word of its own, as `Nigerian` is and `nonOld` is not. */
export function isGroupName(group: string): boolean {
  return adjectives.has(group) || /^\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+)*$/u.test(group);
}

const gendered = {
  women: new Set(terms.gender.women.split('|')),
  men: new Set(terms.gender.men.split('|')),
} as const;

/** Whether a text has a word for a woman or for a man. */
export function hasGender(text: string, gender: keyof typeof gendered): boolean {
  return (text.toLowerCase().match(/[\p{L}’']+/gu) ?? []).some((word) =>
    gendered[gender].has(word.replaceAll("'", '’')),
  );
}
