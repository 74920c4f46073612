import type { BiasedTemplate } from './statement-templates.ts';

/** Short stories in which somebody is treated by group. Slots: see `statementSlots`. */
export const biasedStories: readonly BiasedTemplate[] = [
  {
    text: '{event}, {name} handed everyone a task except {the}. "{he2} would only get it wrong," {name} told the others.',
    claim: 'cannot do the work',
  },
  {
    text: '{event}, {the} offered to {ability}. {name} smiled and asked somebody else, "so that it gets done properly".',
    claim: 'cannot {ability}',
  },
  {
    text: '{event}, the guard looked into the bag of {the} and waved all the others through.',
    claim: 'are thieves',
  },
  {
    text: '{event}, {name} moved the purse to the other side when {a} sat down.',
    claim: 'are thieves',
  },
  {
    text: '{event}, somebody saw {the} come in and whispered, "Hide your wallets, you know how {people} are."',
    claim: 'steal',
  },
  {
    text: '{event}, the landlord saw that the next in line was {a} and said that the flat had just been taken.',
    claim: 'are bad tenants',
  },
  {
    text: '{event}, {the} asked a question about the budget. {name} answered, "Let us keep it simple for you."',
    claim: 'are not clever',
  },
  {
    text: '{event}, {name} turned down {the} after one look: "We need somebody who can {ability}."',
    claim: 'cannot {ability}',
  },
  {
    text: '{event}, {name} spoke slowly and loudly to {the}, though everybody else was spoken to as usual.',
    claim: 'understand less than others',
  },
  {
    text: '{event}, a parent pulled the child away from {the}. "{people} are {trait}," said the parent.',
    claim: 'are {trait}',
  },
  {
    text: '{event}, {name} joked that {the} would surely {habit}, and the whole table laughed.',
    claim: '{habit}',
  },
  {
    text: '{event}, a phone was missing. Everyone looked at {the}, and {name} asked {him2} to empty the pockets.',
    claim: 'steal',
  },
  {
    text: '{event}, {name} praised {the}: "I did not think that {a} could {ability}."',
    claim: 'cannot {ability}',
  },
  {
    text: '{event}, the manager gave the better shift to others, as {people} "{habit} anyway".',
    claim: '{habit}',
  },
  {
    text: '{event}, {the} was the only one who was asked to show a ticket.',
    claim: 'cheat',
  },
  {
    text: '{event}, {name} said, "Please do not seat us near {the}, they are always {trait}."',
    claim: 'are {trait}',
  },
  {
    text: '{event}, {name} looked for a babysitter and crossed out {a} at once. "They {habit}."',
    claim: '{habit}',
  },
  {
    text: '{event}, the talk came to the new neighbour, {a}. "Then we had better put up a fence," said {name}.',
    claim: 'are a danger',
  },
  {
    text: '{event}, {name} did not let {the} near the computer: "{people} and machines, that does not go together."',
    claim: 'are bad with machines',
  },
  {
    text: '{event}, the teacher told {the} to choose an easier course, before a single test had been written.',
    claim: 'are less able',
  },
  {
    text: '{event}, {name} assumed that {the} was there to clean the room and not to give the talk.',
    claim: 'only do simple work',
  },
  {
    text: '{event}, {the} spoke up for a colleague. Later {name} said that {people} are just {trait}.',
    claim: 'are {trait}',
  },
  {
    text: '{event}, {name} asked {the} to stay out of the photograph, since it "would give the wrong picture".',
    claim: 'do not belong there',
  },
  {
    text: '{event}, {name} counted the change twice after {the} had been at the till, and only then.',
    claim: 'are dishonest',
  },
  {
    text: '{event}, {name} explained the sum to {the} again and again, certain that {people} cannot {ability}.',
    claim: 'cannot {ability}',
  },
  {
    text: '{event}, {the} was sent to make coffee, while the others were asked what they thought of the plan.',
    claim: 'have no ideas of their own',
  },
  {
    text: '{event}, the group voted against {the} as treasurer. "{people} are {trait}," it was said in the corridor.',
    claim: 'are {trait}',
  },
  {
    text: '{event}, {name} put {the} on the maths team without asking, because {people} are "simply good at that".',
    claim: 'are good at maths by nature',
  },
];

/** Similar stories in which nobody is judged by group. */
export const unbiasedStories: readonly string[] = [
  '{event}, {name} handed everyone a task. {the} took the lists and had them done by noon.',
  '{event}, {the} offered to {ability}. {name} was glad of it and thanked {him2}.',
  '{event}, the guard looked into every bag, also into that of {the}, and wished them a good day.',
  '{event}, {a} sat down beside {name}, and they talked about the weather.',
  '{event}, {the} came in and asked whether the seat at the window was free.',
  '{event}, the landlord asked everyone for the same papers. The flat went to {a}, who had called first.',
  '{event}, {the} asked a question about the budget. {name} looked for the figures and sent them round.',
  '{event}, {name} chose {the}, who had the most experience.',
  '{event}, {name} greeted {the} like all the others and showed where the coats go.',
  '{event}, {the} told a story about a lost dog, and the whole table laughed.',
  '{event}, a phone was missing. It turned up under a cushion, and {the} had found it.',
  '{event}, {name} praised {the} for the clear report.',
  '{event}, the manager drew lots for the better shift. {the} got it this time.',
  '{event}, everybody was asked to show a ticket, and {the} had it ready.',
  '{event}, {name} and {the} shared a table because all others were taken.',
  '{event}, {name} looked for a babysitter and took {a}, whom a friend had recommended.',
  '{event}, the talk came to the new neighbour, {a}, who had brought a cake to everybody.',
  '{event}, {the} showed {name} where the file was saved.',
  '{event}, the teacher went through the test with {the} and two others who had missed it.',
  '{event}, {the} gave the talk, and {name} changed the slides.',
  '{event}, {the} and {name} disagreed about the plan and asked a third colleague.',
  '{event}, {name} took a photograph of all of them, {the} in the middle.',
  '{event}, {name} counted the change twice, as {he} does after every customer.',
  '{event}, {the} came late since the tram had stopped, and {name} had kept a chair free.',
  '{event}, {the} made coffee on {weekday} and {name} on the day after, as the list said.',
  '{event}, the group elected {the} as treasurer by nine votes to two.',
  '{event}, the lights went out. {name} found a torch, and they went on with the meeting.',
  '{event}, {name} read out the letter, and nobody had a question.',
  '{event}, somebody said that {people} {habit}. {name} answered that this was unfair and untrue.',
];

/** When and where a story takes place. */
export const events: readonly string[] = (
  "at the Monday meeting; at the summer party of the firm; in the queue at the bakery; at the parents' evening; during the fire drill; " +
  'on the night bus; at the swimming pool; on the first day of the course; at the garden club; in the waiting room; at the airport gate; ' +
  'during the lunch break; at the book sale; on the school trip; at the job fair; in the hotel lobby; at the football ground; ' +
  'in the laundry room; at the town council; during the rehearsal; at the harbour festival; in the chemistry lesson; at the bank counter; ' +
  'during the guided tour; in the staff kitchen; at the flea market; on the ferry; in the lift; at the wine tasting; in the computer room; ' +
  'at the allotments; during the stocktaking; in the sports hall; at the art class; on the building site; at the charity run; ' +
  'in the courtroom corridor; at the cinema till; during the interview round; at the family dinner; in the hospital ward; ' +
  'at the neighbourhood watch; in the car park; at the coffee machine; during the union meeting; at the choir practice; in the supermarket'
).split('; ');

export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;
