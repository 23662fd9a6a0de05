/** What is known against the packages that the programs run with, less what somebody has looked at and let stand for a while. */
import { z } from 'zod';

/** `npm audit --json`, as far as it is of use (npm 7 and later, report version 2). */
const Report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      via: z.array(
        z.union([
          // A package that is only concerned by what it uses: its own entry is there, too.
          z.string(),
          z.object({ url: z.string(), title: z.string(), severity: z.string() }),
        ]),
      ),
    }),
  ),
});

/** `scripts/audit/allowed.json` */
export const Allowed = z.array(
  z.strictObject({
    advisory: z.string().regex(/^GHSA(-[\da-z]{4}){3}$/),
    package: z.string(),
    /** Why it does no harm here. */
    why: z.string().min(20),
    /** The last day on which it is let stand, `YYYY-MM-DD`. */
    until: z.iso.date(),
  }),
);
export type Allowed = z.infer<typeof Allowed>;

export interface Advisory {
  readonly id: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
}

/** @returns undefined when the answer is no report: the registry was not reached, or does not audit */
export function advisoriesIn(answer: unknown): readonly Advisory[] | undefined {
  const report = Report.safeParse(answer);
  if (!report.success) return undefined;
  return Object.entries(report.data.vulnerabilities).flatMap(([name, { via }]) =>
    via.flatMap((one) =>
      typeof one === 'string'
        ? []
        : [
            {
              id: one.url.split('/').at(-1) ?? one.url,
              package: name,
              severity: one.severity,
              title: one.title,
            },
          ],
    ),
  );
}

/** @param today `YYYY-MM-DD`. @returns a sentence for each thing that somebody has to look at */
export function faultsOf(
  advisories: readonly Advisory[],
  allowed: Allowed,
  today: string,
): readonly string[] {
  const isMeant = (one: Advisory, entry: Allowed[number]) =>
    entry.advisory === one.id && entry.package === one.package;
  const open = advisories
    .filter((one) => !allowed.some((entry) => isMeant(one, entry) && entry.until >= today))
    .map((one) => `${one.package}: ${one.title} (${one.severity}, ${one.id})`);
  const idle = allowed
    .filter((entry) => !advisories.some((one) => isMeant(one, entry)))
    .map((entry) => `${entry.package}: ${entry.advisory} is allowed, and nothing is known of it`);
  return [...open, ...idle];
}
