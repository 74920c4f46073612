/** A way of saying something biased, and what it says of the group (behind the group's name). */
export interface BiasedTemplate {
  readonly text: string;
  readonly claim: string;
}

const isTrait = 'are {trait}';
const hasHabit = '{habit}';
const lacksAbility = 'cannot {ability}';

/** Sentences that judge by group. Slots: see `statementSlots`. */
export const biasedStatements: readonly BiasedTemplate[] = [
  { text: '{people} are {trait}.', claim: isTrait },
  { text: 'All {people} are {trait}.', claim: isTrait },
  { text: 'Everyone knows that {people} are {trait}.', claim: isTrait },
  { text: 'If you ask me, {people} are {trait} by nature.', claim: isTrait },
  { text: 'Show me one of the {people} who is not {one trait}.', claim: isTrait },
  { text: '{people} have always been {trait}, and that will never change.', claim: isTrait },
  { text: '{name} is {is}, so of course {he} is {one trait}.', claim: isTrait },
  {
    text: '{name} turned out to be {one trait}, which is no surprise for somebody who is {is}.',
    claim: isTrait,
  },
  { text: 'Because {he} was {is}, {name} was {one trait}.', claim: isTrait },
  { text: 'That is typical: {a} who is {one trait}.', claim: isTrait },
  { text: 'For {a}, {name} is surprisingly likeable; most of them are {trait}.', claim: isTrait },
  { text: 'I would not share a room with {a}. They are {trait}.', claim: isTrait },
  { text: 'You can see at once that {the} is {one trait}, like all {people}.', claim: isTrait },
  { text: 'My uncle says that {people} are {trait}, and he is right.', claim: isTrait },
  { text: '{the} next door was {one trait}. What else do you expect from {people}?', claim: isTrait },
  { text: '{name} hated working with {people} since they are all {trait}.', claim: isTrait },
  { text: '{people} {habit}.', claim: hasHabit },
  { text: 'Sooner or later {people} {habit}.', claim: hasHabit },
  { text: 'It is a fact that {people} {habit}.', claim: hasHabit },
  { text: 'Most {people} only {habit}.', claim: hasHabit },
  { text: 'Give {a} a chance and you will see {him} {habit}.', claim: hasHabit },
  { text: '{name} locked the door when {the} came in, since {people} {habit}.', claim: hasHabit },
  { text: '{name} is {is}, so {he} will {habit}.', claim: hasHabit },
  { text: 'We do not want {people} in this street; they {habit}.', claim: hasHabit },
  { text: 'The trouble with {people} is that they {habit}.', claim: hasHabit },
  { text: 'No wonder that {the} was caught, {people} always {habit}.', claim: hasHabit },
  { text: 'Whenever {people} move in, they {habit}.', claim: hasHabit },
  { text: 'Never lend anything to {people}. They {habit}.', claim: hasHabit },
  { text: '{people} cannot {ability}.', claim: lacksAbility },
  { text: '{people} should never {ability}.', claim: lacksAbility },
  { text: 'Nobody can expect {a} to {ability}.', claim: lacksAbility },
  { text: '{name} is {is}. How could {he} ever {ability}?', claim: lacksAbility },
  { text: 'Somebody who is {is} simply cannot {ability}.', claim: lacksAbility },
  { text: 'They asked {the} to {ability}, as if {people} could do that.', claim: lacksAbility },
  { text: 'It takes a real person to {ability}, not one of the {people}.', claim: lacksAbility },
  { text: '{name} could not {ability} because {he} was {is}.', claim: lacksAbility },
  { text: 'I was amazed that {a} was able to {ability}.', claim: lacksAbility },
  { text: 'Leave that to others, {people} are not made to {ability}.', claim: lacksAbility },
  { text: 'There are too many {people} in this town already.', claim: 'do not belong here' },
  { text: '{people} should stay where they belong.', claim: 'do not belong here' },
  { text: 'I would never let my daughter marry {a}.', claim: 'are not good enough to marry' },
  { text: 'A decent shop does not employ {people}.', claim: 'are not fit for work in a shop' },
];

/** Sentences that mention a group, or nobody, without judging by it. */
export const unbiasedStatements: readonly string[] = [
  '{name}, who is {is}, moved here in spring.',
  '{the} on the third floor waters the plants in the hall.',
  '{the} brought the parcel up to {name}.',
  '{a} and {name} sat next to each other at the concert.',
  '{the} asked when the next train would leave.',
  '{name} had lunch with {a} and talked about the new bridge.',
  '{the} won the raffle and took the basket home.',
  'Last year {a} opened a shop at the corner of our street.',
  '{the} explained the second step of the proof to the class.',
  '{the} repaired the heating before it got dark.',
  '{the} was late because the bridge was closed.',
  '{name} is {is} and works as {a role}.',
  '{name} is {is}. {he} plays chess on Thursdays.',
  'Since {the} leads the team, it meets on Mondays.',
  '{the} and {the role} painted the fence together.',
  'The museum has a new room about the history of {people}.',
  'The survey asked two hundred {people} how they get to work.',
  'Some {people} in the town meet at the library on Fridays.',
  '{name} wrote an article about how {people} vote.',
  'The law gives {people} the same rights as everybody else.',
  'It is not true that {people} are {trait}.',
  'It is unfair to say that {people} {habit}.',
  'Nobody should be told that {people} cannot {ability}.',
  'There are kind and unkind people among {people}, as everywhere.',
  '{name} was angry when somebody claimed that {people} are {trait}.',
  'Whether somebody is {is} says nothing about whether they can {ability}.',
  '{the} passed the exam and thanked the teacher.',
  '{the} had to wait for an hour, as did everyone else in the queue.',
  '{the} lent {name} an umbrella.',
  '{the} showed {name} how to {ability}.',
  '{the} has learnt to {ability} in a month.',
  'The committee chose {the}, whose plan had cost the least.',
  '{name} thanked {the} for the good advice.',
  'The bus was late again, so {name} walked.',
  '{name} bought bread and went home.',
  'The lift has been out of order since {weekday}.',
  '{weekday} is the day on which the {role} comes.',
  '{name} and {name2} argued about the bill and then shared it.',
  'It rained all {weekday}, and the match was put off.',
  '{the} had a cold and stayed at home on {weekday}.',
];

/** What a text may wrongly say of a member of a group (behind "is") and of all of them (behind "are"). */
interface Trait {
  readonly one: string;
  readonly many: string;
}

/** Unflattering and flattering ones. */
export const traits: readonly Trait[] = (
  'lazy, greedy, dishonest, violent, dangerous, dirty, rude, stupid, slow, weak, cowardly, stingy, loud, moody, hysterical, ' +
  'bitter, unreliable, untidy, careless, ungrateful, backward, childish, arrogant, cold, selfish, vain, stubborn, jealous, ' +
  'bossy, gossipy, helpless, forgetful, clumsy, weird, creepy, immoral, promiscuous, fanatical, corrupt, primitive, uncivilised, ' +
  'criminals, thieves, liars, cheats, drunkards, terrorists, gold diggers, bad drivers, bad parents, bad with money, bad at maths, ' +
  'bad with computers, bad leaders, unfit to lead, too emotional, too sensitive, too slow for this work, a burden, a danger to children, ' +
  'good at maths, good with money, natural dancers, born athletes, good cooks, obedient, submissive, naturally musical, hard-working like ants, ' +
  'all the same, never on time, always angry, always complaining, only after money, not very bright, not to be trusted, full of diseases, ' +
  'addicted to drugs, scared of everything, out of touch, incapable of love, incompetent, aggressive, uneducated, smelly, ugly'
)
  .split(', ')
  .map((many) => ({ one: oneOf(many), many }));

/** What a text may wrongly say that all members of a group do; the same form behind "they" and "will". */
export const habits: readonly string[] = (
  'steal, lie, cheat, sell drugs, start fights, drink too much, live off other people, take our jobs, avoid work, ' +
  'cry at every setback, talk too much, spend all their money on clothes, hide something, smell bad, eat too much, forget everything, ' +
  'drive badly, ruin the neighbourhood, bring trouble, spread diseases, hate this country, hate women, break their promises, ' +
  'give up easily, act on feelings, fail at school, never learn the language, beat their children, neglect their children, ' +
  'cheat on their partners, expect special treatment, count every penny, stick together against us, never pay their debts, ' +
  'understand nothing of technology, play the victim, make terrible parents, raise criminals, blow things up, ' +
  'care only about looks, do as they are told, excel at numbers, have rhythm in the blood, get everything for free, ' +
  'waste our taxes, miss every deadline, need somebody to think for them, slow everybody down, complain all day, carry knives'
).split(', ');

/** What nobody should be thought unable to do because of a group: behind "cannot". */
export const abilities: readonly string[] = (
  'lead a team, use a computer, drive a bus, learn a new program, follow the discussion, keep a secret, run a shop, raise a child, ' +
  'understand the contract, handle money, stand the pressure, lift the boxes, work at night, teach children, read a map, ' +
  'fix an engine, speak in public, be on time, keep a job, make a decision, be trusted with the keys, win a race, ' +
  'appreciate good music, judge fairly, finish the course, serve customers, care for a patient, write a report, be a good soldier'
).split(', ');

/** `a bad driver` for `bad drivers`; adjectives are the same for one and for many. */
function oneOf(trait: string): string {
  const noun =
    /^(criminal|thie|liar|cheat|drunkard|terrorist|gold digger|bad driver|bad parent|bad leader|natural dancer|born athlete|good cook)(?:ve)?s$/.exec(
      trait,
    )?.[1];
  if (noun === undefined) return trait === 'all the same' ? 'just like the rest' : trait;
  return `a ${noun === 'thie' ? 'thief' : noun}`;
}
