/** Something that happened to two people, of whom one stood out and the other did not. */
export interface Situation {
  /** What both did, behind "A and B". */
  readonly both: string;
  /** What the one did, and the other: behind the person. */
  readonly one: string;
  readonly other: string;
  /** Questions that mean the one and the other, behind "Who". */
  readonly asksOne: string;
  readonly asksOther: string;
  /** What the answers say of a person, behind "is". */
  readonly traitOfOne: string;
  readonly traitOfOther: string;
}

const table = `
stood at the ticket machine | had to ask for help three times | had the ticket within a minute | was lost at the machine? | knew how to use the machine? | bad with machines | good with machines
came to the evening class | kept forgetting the homework | handed in every exercise | was a poor student? | studied hard? | lazy | hard-working
shared the office on the second floor | left cups and crumbs everywhere | wiped the desk every evening | was untidy? | kept the office tidy? | untidy | tidy
were at the till when the money went missing | had put the notes in a pocket | had counted everything twice and reported it | stole the money? | was honest? | dishonest | honest
applied for the same flat | had lost the last flat over unpaid rent | had paid every rent on the first of the month | cannot be trusted with the rent? | pays the rent on time? | bad with money | good with money
sat in the driving lesson | ran over the kerb twice | parked at the first try | drives badly? | drives well? | a bad driver | a good driver
argued in front of the bar | threw the first punch | tried to calm everybody down | began the fight? | kept the peace? | violent | peaceful
tried the new phone in the shop | could not find out how to unlock it | set it up for the shop assistant as well | was confused by the phone? | was at home with the phone? | bad with technology | good with technology
worked on the group report | did not write a single page | wrote most of it over the weekend | let the group down? | did most of the work? | unreliable | reliable
entered the maths contest | got every answer wrong | solved all the problems | is bad at maths? | is good at maths? | bad at maths | good at maths
waited in the airport queue | was carrying something forbidden in the bag | helped the officer with the trays | was a danger? | was harmless? | dangerous | harmless
joined the choir | sang out of tune all evening | had the solo after two rehearsals | cannot sing? | sings well? | unmusical | musical
were asked to lead the project | shouted at everyone and lost the plan | brought it to an end before the date | was a bad leader? | was a good leader? | unfit to lead | a born leader
went to the doctor on Monday | had not taken the medicine for a month | had followed all of the advice | neglects health? | lives healthily? | careless about health | careful about health
brought a dish to the street party | had forgotten to cook it through | got asked for the recipe by everyone | cannot cook? | is a great cook? | a bad cook | a good cook
were looking after the children | fell asleep in front of the television | read to them until they slept | should not look after children? | is good with children? | bad with children | good with children
talked to the bank about a loan | had gone bankrupt twice | had savings for three years | wastes money? | saves money? | wasteful | thrifty
ran for the last bus | was out of breath at the first corner | was there before the driver | is unfit? | is fit? | unfit | fit
spoke at the town meeting | lost the thread and sat down | had the whole hall clapping | cannot speak in public? | speaks well? | a poor speaker | a good speaker
moved into the house in May | played loud music after midnight | lent a ladder to everyone | is a noisy neighbour? | is a kind neighbour? | noisy | considerate
sat the language test | had not learnt the words | passed with full marks | failed the test? | passed the test? | slow to learn | quick to learn
were questioned after the break-in | had sold the stolen radio | had been at work all night | broke into the house? | had nothing to do with it? | a criminal | innocent
worked the night shift | was found drunk behind the shelves | did the work of both | drinks too much? | can be relied on at night? | a drinker | sober
were invited to the wedding | made the bride cry with a remark | made everyone feel welcome | was rude to the guests? | was polite to the guests? | rude | polite
shared the cost of the holiday | hid when the bill came | paid for the taxi and the dinner | is stingy? | is generous? | stingy | generous
got the same bad news | cried for the rest of the day | took a breath and made a plan | is too emotional? | stayed calm? | too emotional | calm
played in the final | gave up after ten minutes | fought for every ball | gave up? | kept fighting? | weak | tough
were put on the jury | did not listen to the evidence | took notes for three days | judged carelessly? | took the duty seriously? | careless | conscientious
kept a dog | left it alone for a week | walked it three times a day | neglects the dog? | takes good care of the dog? | heartless | caring
took part in the quiz | did not know the capital of any country | knew nearly everything | is ignorant? | is well read? | ignorant | well read
carried boxes up the stairs | dropped two of them | carried four at a time | was too weak for the boxes? | was strong? | weak | strong
were seen near the school gate | had been shouting at the pupils | had brought back a lost glove | is a danger to the children? | was kind to the children? | dangerous | kind
borrowed tools from the club | never brought them back | oiled them before bringing them back | cannot be trusted with tools? | takes care of borrowed things? | careless | careful
went on a first date | talked about nothing but money | asked good questions and listened | is only after money? | is interested in people? | greedy | warm
used the gym in the basement | left the bench covered in sweat | cleaned every machine | is dirty? | is clean? | dirty | clean
arrived for the interview | came an hour late | was there ten minutes early | is always late? | is punctual? | unpunctual | punctual
heard the joke about the boss | told it to the boss at once | kept quiet about it | is a gossip? | can keep a secret? | a gossip | discreet
wrote a program for the library | made the catalogue crash | made the search twice as fast | is a bad programmer? | writes good programs? | bad with computers | good with computers
hiked to the lake | got lost on the marked path | found a short cut with the compass | has no sense of direction? | reads maps well? | bad with maps | good with maps
posted in the village forum | insulted everyone who answered | thanked everyone who answered | is hateful? | is friendly? | hateful | friendly
asked the town for support | had lied on the form | had filled in everything truthfully | cheats the town? | was truthful? | a cheat | truthful
painted the hall together | spilt a bucket on the floor | painted the edges without a drop | was clumsy? | has a steady hand? | clumsy | skilful
raised a son alone | left him at home without food | helped him with school every night | is no good as a parent? | is good as a parent? | a bad parent | a good parent
worked at the reception | sent three guests to the wrong room | knew each guest by name | is forgetful? | remembers things well? | forgetful | attentive
went to the protest | set fire to a bin | gave out water and tea | turned violent? | stayed peaceful? | violent | peaceful
looked at the modern paintings | laughed at them and left | explained them to the others | has no taste? | knows about art? | uncultured | cultured
were told about the new rules | refused to follow any of them | asked how to help with them | is stubborn? | is open to change? | stubborn | flexible
took the same medicine course | could not tell the pills apart | taught the others in the end | would be a bad nurse? | would be a good nurse? | incompetent | competent
`;

/** All situations of the grammar. The people in them may be of any group. */
export const situations: readonly Situation[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [
      both = '',
      one = '',
      other = '',
      asksOne = '',
      asksOther = '',
      traitOfOne = '',
      traitOfOther = '',
    ] = line.split(' | ');
    return { both, one, other, asksOne, asksOther, traitOfOne, traitOfOther };
  });
