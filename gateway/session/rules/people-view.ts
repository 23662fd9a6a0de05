/** Those who are here as the screen may see them: by initial, and by number where an initial is here twice. */
import type { PersonView } from '../../messages.ts';
import { isUnresolved, needsPutBack, stands } from './line.ts';
import type { Line } from './line.ts';
import { isPersons } from './people.ts';
import type { Person, Visit } from './session-state.ts';

export const peopleOf = ({ lines, people }: Visit): PersonView[] =>
  people.map((person) => {
    const theirs = lines.filter((line) => isPersons(line, person));
    return {
      ...nameOf(person, people),
      child: person.view.child,
      books: theirs.filter(isKept).length,
      isWanted: theirs.some(isWanted),
    };
  });

/** What stands for a person on screens and receipts. */
export function nameOf(
  { id, view: { initial } }: Person,
  people: readonly Person[],
): Pick<PersonView, 'id' | 'initial' | 'which'> {
  const namesakes = people.filter(({ view }) => view.initial === initial);
  const which = namesakes.findIndex((person) => person.id === id) + 1;
  return { id, initial, ...(namesakes.length > 1 && { which }) };
}

/** They go home with it. */
const isKept = (line: Line): boolean => line.act !== 'checkin' && stands(line);

const isWanted = (line: Line): boolean =>
  isUnresolved(line) || needsPutBack(line) || line.asksOwnLoan === true;
