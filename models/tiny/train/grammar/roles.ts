import type { Group } from './groups.ts';

/** What people are in the grammar's scenes. Any of them may belong to any group. */
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

/** Roles that say something of a person's age or gender themselves, and go badly with such a group. */
const tellingRoles = new Set(
  'man, woman, boy, girl, couple, family, parent, father, mother, grandfather, grandmother, pupil, soldier'.split(
    ', ',
  ),
);
const neutralRoles = roles.filter((role) => !tellingRoles.has(role));

/** The roles in which a member of the group can appear. */
export function rolesFor({ kind }: Pick<Group, 'kind'>): readonly string[] {
  return kind === 'age' || kind === 'gender' || kind === 'orientation' ? neutralRoles : roles;
}

/** Words that tell a person's group by themselves, by kind, with the group's name. */
export const tellingNouns = {
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
