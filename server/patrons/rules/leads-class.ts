/** Who may open a sitting for a class at a terminal. */
import type { Day } from '../../libraries/rules/day.ts';

export interface Role {
  readonly role: 'pupil' | 'teacher' | 'staff' | 'member';
  /** First and last day; absent = open. */
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

/** Whoever is a teacher or on the staff somewhere today: a class comes to the central library, too (K11). */
export const leadsClass = (roles: readonly Role[], today: Day): boolean =>
  roles.some(
    ({ from = today, role, to = today }) =>
      (role === 'teacher' || role === 'staff') && from <= today && today <= to,
  );
