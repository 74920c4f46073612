import type { Dice } from '../dice.ts';
import { mensNames, womensNames } from './first-names.ts';
import type { Group } from './groups.ts';
import { personOf } from './person.ts';
import { roles, rolesFor } from './roles.ts';
import { events, weekdays } from './scene-templates.ts';
import { abilities, habits, traits } from './traits.ts';
import { withArticle } from './with-article.ts';

/**
 * Fillings for the templates of statements, scenes and conversations about one group: `a` and `the` are a
 * person of it, `people` its members, `is` stands behind "is"; `name` and `role` are of nobody in particular.
 */
export function statementSlots(group: Group, dice: Dice): Record<string, string> {
  const person = personOf(group, dice.pick(rolesFor(group)));
  const female = dice.chance(0.5);
  const [name, name2] = dice.pair(female ? womensNames : mensNames);
  const role = dice.pick(roles);
  const { one, many } = dice.pick(traits);
  return {
    a: person.introduced,
    the: person.known,
    people: group.people,
    is: group.is,
    trait: many,
    'one trait': one,
    habit: dice.pick(habits),
    ability: dice.pick(abilities),
    name,
    name2,
    he: female ? 'she' : 'he',
    him: 'them',
    he2: 'they',
    him2: 'them',
    role,
    'a role': withArticle(role),
    'the role': `the ${role}`,
    event: dice.pick(events),
    weekday: dice.pick(weekdays),
  };
}
