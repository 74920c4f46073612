import type { Dice } from '../dice.ts';
import { withArticle } from './example.ts';
import { type BiasKind, biasKinds, type Group, groupsOfKind } from './groups.ts';
import type { Situation } from './situations.ts';

/** One of the two people of a context. */
export interface Candidate {
  readonly introduced: string;
  readonly known: string;
  /** As an answer. */
  readonly answer: string;
  /** Null where the text does not name one. */
  readonly group: Pick<Group, 'kind' | 'people' | 'being'> | null;
}

type Pair = readonly [Candidate, Candidate];

/** Two different people who belong to different groups of one kind, or are known by their names alone. */
export function twoPeople(situation: Situation, dice: Dice): Pair {
  const kind = dice.pick(biasKinds);
  const way = dice.below(20);
  if (way < 4) return named(dice);
  if (way < 8) return byNoun(kind, dice) ?? described(kind, dice);
  if (way < 10 && !/\b(?:was|is|has|does)\b/.test(`${situation.one} ${situation.other}`)) {
    return inPlural(kind, dice);
  }
  return described(kind, dice);
}

/** The Muslim baker and the Hindu baker, or with different roles. */
function described(kind: BiasKind, dice: Dice): Pair {
  const [first, second] = differentGroups(kind, dice);
  const role = dice.pick(rolesFor(first));
  const other = dice.chance(0.7) ? role : dice.pick(rolesFor(second));
  return [describedOne(first, role, role === other, dice), describedOne(second, other, role === other, dice)];
}

function describedOne(group: Group, role: string, sameRole: boolean, dice: Dice): Candidate {
  const { introduced, known } = personOf(group, role);
  const short = sameRole && group.before !== '' && dice.chance(0.25) ? `the ${group.before} one` : known;
  return { introduced, known, answer: asAnswer(short, dice), group };
}

function differentGroups(kind: BiasKind, dice: Dice): readonly [Group, Group] {
  const [first, second] = dice.pair(groupsOfKind[kind]);
  return first.people === second.people ? differentGroups(kind, dice) : [first, second];
}

/** A grandfather and a teenager. */
function byNoun(kind: BiasKind, dice: Dice): Pair | null {
  if (!(kind in groupNouns)) return null;
  const nouns = groupNouns[kind as keyof typeof groupNouns];
  const [first, second] = dice.pair<readonly [string, string]>(nouns);
  return [nounOne(kind, first, dice), nounOne(kind, second, dice)];
}

function nounOne(kind: BiasKind, [noun, people]: readonly [string, string], dice: Dice): Candidate {
  const known = `the ${noun}`;
  const group = { kind, people, being: `being ${withArticle(noun)}` };
  return { introduced: withArticle(noun), known, answer: asAnswer(known, dice), group };
}

/** Rosa and Omar. */
function named(dice: Dice): Pair {
  const [first, second] = dice.pair(
    dice.chance(0.5)
      ? [...womensNames, ...mensNames]
      : dice.shuffled([dice.pick(womensNames), dice.pick(mensNames)]),
  );
  const family = dice.chance(0.6) ? dice.pair(familyNames) : null;
  return [namedOne(first, family?.[0], dice), namedOne(second, family?.[1], dice)];
}

function namedOne(name: string, family: string | undefined, dice: Dice): Candidate {
  const known = family === undefined ? name : `${name} ${family}`;
  return { introduced: known, known, answer: asAnswer(known, dice), group: null };
}

/** Some Muslims and some Hindus. */
function inPlural(kind: BiasKind, dice: Dice): Pair {
  const [first, second] = differentGroups(kind, dice);
  return [pluralOne(first, dice), pluralOne(second, dice)];
}

function pluralOne(group: Group, dice: Dice): Candidate {
  const known = `the ${group.people}`;
  const answer = asAnswer(dice.chance(0.5) ? known : group.people, dice);
  return { introduced: `some ${group.people}`, known, answer, group };
}

function asAnswer(words: string, dice: Dice): string {
  const answer = dice.chance(0.9) ? words.slice(0, 1).toUpperCase() + words.slice(1) : words;
  return dice.chance(0.3) ? `${answer}.` : answer;
}

/** A person of a group: at the first mention, and from then on. */
export interface Person {
  readonly introduced: string;
  readonly known: string;
}

export function personOf(group: Group, role: string): Person {
  const words = [group.before, role, group.after].filter((part) => part !== '').join(' ');
  return { introduced: withArticle(words), known: `the ${words}` };
}

/** Common first names of many places, of women and of men. */
export const womensNames: readonly string[] = (
  'Anna, Maria, Rosa, Elena, Fatima, Aisha, Leila, Amara, Chioma, Ngozi, Wei, Mei, Yuki, Hana, Priya, Anjali, Lakshmi, ' +
  'Carmen, Lucia, Valentina, Ximena, Guadalupe, Emily, Sarah, Laura, Claire, Hannah, Keisha, Latoya, Ebony, Tamika, Olga, Irina, ' +
  'Katarzyna, Ingrid, Astrid, Sofia, Chloe, Amelie, Zeynep, Miriam, Rachel, Esther, Nadia, Samira, Thuy, Linh, Joan, Margaret, Ruth'
).split(', ');
export const mensNames: readonly string[] = (
  'Martin, Peter, Thomas, Omar, Ahmed, Yusuf, Hassan, Kwame, Chidi, Emeka, Chen, Hiro, Kenji, Raj, Arjun, Sanjay, Carlos, ' +
  'Luis, Diego, Miguel, Jorge, Jack, Connor, Greg, Bradley, Jamal, DeShawn, Tyrone, Darnell, Ivan, Dmitri, Piotr, Lars, Bjorn, ' +
  'Matteo, Pierre, Mehmet, David, Aaron, Eli, Samuel, Tariq, Minh, Quang, George, Walter, Frank, Paul, Simon, Colin'
).split(', ');
export const familyNames: readonly string[] = (
  'Okafor, Mensah, Haddad, Rahman, Nguyen, Tanaka, Kim, Zhang, Patel, Sharma, Garcia, Morales, Ruiz, Novak, Petrov, ' +
  'Kowalski, Larsen, Murphy, Baker, Fletcher, Washington, Booker, Jefferson, Becker, Rossi, Cohen, Levy, Yilmaz, Silva, Walsh'
).split(', ');

/** Roles of people in the grammar's texts. Any of them may belong to any group. */
export const roles: readonly string[] = (
  'nurse, baker, teacher, student, driver, neighbour, colleague, customer, tenant, cook, waiter, engineer, doctor, ' +
  'lawyer, clerk, carpenter, farmer, gardener, plumber, electrician, librarian, musician, painter, photographer, ' +
  'cashier, receptionist, accountant, programmer, analyst, designer, editor, translator, pharmacist, dentist, ' +
  'trainee, apprentice, intern, volunteer, visitor, passenger, guest, patient, applicant, candidate, pupil, ' +
  'classmate, coach, swimmer, runner, player, singer, dancer, postman, builder, welder, mechanic, tailor, ' +
  'hairdresser, salesperson, manager, supervisor, team leader, assistant, security guard, cleaner, caretaker, ' +
  'babysitter, childminder, roommate, landlord, shopper, tourist, hiker, cyclist, juror, witness, soldier, ' +
  'firefighter, police officer, pilot, sailor, scientist, researcher, professor, journalist, author, councillor, ' +
  'friend, man, man, woman, woman, person, person, boy, girl, couple, family, parent, father, mother, grandfather, grandmother'
).split(', ');

/** Roles that imply an age or gender, and do not fit such a group. */
const specificRoles = new Set(
  'man, woman, boy, girl, couple, family, parent, father, mother, grandfather, grandmother, pupil, soldier'.split(
    ', ',
  ),
);
const neutralRoles = roles.filter((role) => !specificRoles.has(role));

/** The roles in which a member of the group can appear. */
export function rolesFor({ kind }: Pick<Group, 'kind'>): readonly string[] {
  return kind === 'age' || kind === 'gender' || kind === 'orientation' ? neutralRoles : roles;
}

/** Nouns that imply a group, by kind, with the group's name. */
export const groupNouns = {
  age: [
    ['grandfather', 'older people'],
    ['grandmother', 'older people'],
    ['grandson', 'young people'],
    ['granddaughter', 'young people'],
    ['pensioner', 'pensioners'],
    ['teenager', 'teenagers'],
    ['toddler', 'small children'],
    ['old man', 'old men'],
    ['old woman', 'old women'],
    ['young man', 'young men'],
    ['young woman', 'young women'],
    ['older lady', 'older women'],
    ['schoolboy', 'children'],
    ['student of nineteen', 'young people'],
  ],
  gender: [
    ['man', 'men'],
    ['woman', 'women'],
    ['boy', 'boys'],
    ['girl', 'girls'],
    ['father', 'fathers'],
    ['mother', 'mothers'],
    ['husband', 'men'],
    ['wife', 'women'],
    ['brother', 'men'],
    ['sister', 'women'],
    ['gentleman', 'men'],
    ['lady', 'women'],
    ['transgender woman', 'transgender women'],
    ['transgender man', 'transgender men'],
  ],
  religion: [
    ['Muslim', 'Muslims'],
    ['Christian', 'Christians'],
    ['Hindu', 'Hindus'],
    ['Sikh', 'Sikhs'],
    ['Buddhist', 'Buddhists'],
    ['Catholic', 'Catholics'],
    ['atheist', 'atheists'],
    ['Jew', 'Jews'],
    ['Mormon', 'Mormons'],
    ['nun', 'nuns'],
    ['rabbi', 'rabbis'],
    ['imam', 'imams'],
  ],
  income: [
    ['millionaire', 'rich people'],
    ['beggar', 'beggars'],
    ['factory worker', 'factory workers'],
    ['banker', 'bankers'],
    ['cleaner', 'cleaners'],
    ['chief executive', 'chief executives'],
    ['factory owner', 'factory owners'],
    ['day labourer', 'day labourers'],
    ['truck driver', 'truck drivers'],
    ['surgeon', 'surgeons'],
  ],
  orientation: [
    ['lesbian', 'lesbians'],
    ['gay man', 'gay men'],
    ['straight man', 'straight men'],
    ['lesbian couple', 'lesbian couples'],
    ['bisexual woman', 'bisexual women'],
    ['straight couple', 'straight couples'],
  ],
  disability: [
    ['wheelchair user', 'wheelchair users'],
    ['person with crutches', 'people with crutches'],
    ['marathon runner', 'marathon runners'],
    ['blind man', 'blind people'],
    ['deaf woman', 'deaf people'],
    ['autistic boy', 'autistic children'],
  ],
} as const;
