/** How a context begins. */
export const openings: readonly string[] = (
  'last Tuesday; on Saturday morning; in the first week of June; after the holidays; on the way home; this winter; ' +
  'two days ago; before the shop opened; in the village where I grew up; at the end of the month; on a rainy evening; ' +
  'when the new school year began; just before noon; on my birthday; the other day; a year ago; at the start of the season; ' +
  'in the old town; shortly after lunch; during the heat wave; at the weekend; on the last day of the fair; once again; ' +
  'in the spring; as every year; at the station; near the harbour; in our street; at the community centre; behind the library'
)
  .split('; ')
  .map((opening) => (opening === 'once again' ? opening : `${opening},`));

/** Sentences that tell nothing of who did what. */
export const fillers: readonly string[] = [
  'It was a cold and windy day.',
  'The radio was playing in the background.',
  'I wrote about it in my diary.',
  'Quite a few people saw it.',
  'Nobody had expected so many visitors.',
  'The heating had broken down.',
  'My brother told me the story.',
  'It had been announced in the newspaper.',
  'Both of them live close to the park.',
  'There was coffee and cake for everybody.',
  'I had known neither of them before.',
  'The room was far too small.',
  'They had come by the same bus.',
  'It took about two hours.',
  'Later that day it began to snow.',
  'People still talk about it.',
  'It was the talk of the whole week.',
  'The two had never met until then.',
  'Everything else went as planned.',
  'I remember it well.',
];
