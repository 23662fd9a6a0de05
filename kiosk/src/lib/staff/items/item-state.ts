/** Where an item is, in a sentence. */
import type { Item } from '../answers.ts';
import type { StaffWords } from '../words.ts';

type Where = Pick<Item, 'state' | 'current'>;

export function stateText(words: StaffWords, { state, current }: Where): string {
  switch (state.state) {
    case 'on-loan': {
      const due = words.weekday(state.dueAt);
      return words.text(state.overdue ? 'item.state.on-loan.late' : 'item.state.on-loan', { due });
    }
    case 'on-hold-shelf': {
      const library = state.library.name;
      return state.until === undefined
        ? words.text('item.state.on-hold-shelf.plain', { library })
        : words.text('item.state.on-hold-shelf', { library, day: words.weekday(state.until) });
    }
    case 'in-transit': {
      const { from, to, sentAt } = state;
      return words.text('item.state.in-transit', {
        from: from.name,
        to: to.name,
        day: words.day(sentAt),
      });
    }
    default:
      return words.text(`item.state.${state.state}`, { library: current.name });
  }
}
