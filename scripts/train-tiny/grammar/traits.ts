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
