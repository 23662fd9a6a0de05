/** Who is to be told, as it is filled in; pure. */
import type { AlertCode, Severity, Subscription, Wish } from '../answers.ts';

export interface Form {
  kind: 'mail' | 'webhook';
  library: string;
  /** Mail address, or URL. */
  target: string;
  language: 'vi' | 'en' | 'fr';
  severities: Severity[];
  isQuiet: boolean;
  quietFrom: string;
  quietTo: string;
  wakeFor: AlertCode[];
  digestAt: string;
  inDigest: Severity[];
}

/** As most want it: nights are quiet, but for what stands before a visitor or lies wrong. */
export const emptyForm = (
  kind: Form['kind'],
  library: string,
  language: Form['language'],
): Form => ({
  ...{ kind, library, language, target: '' },
  severities: ['now', 'soon'],
  isQuiet: true,
  quietFrom: '20:00',
  quietTo: '06:30',
  wakeFor: ['drop-box-fault', 'outbox-closed'],
  digestAt: '07:30',
  inDigest: [],
});

export function formOf({ what }: Subscription): Form {
  const empty = emptyForm(what.kind, what.library, 'vi');
  const { severities } = what;
  if (what.kind === 'webhook') return { ...empty, target: what.url, severities: [...severities] };
  const { address, digestAt, inDigest, language, quiet, wakeFor } = what;
  return {
    ...{ ...empty, target: address, language, digestAt, isQuiet: quiet !== undefined },
    ...(quiet && { quietFrom: quiet.from, quietTo: quiet.to }),
    severities: [...severities],
    wakeFor: [...wakeFor],
    inDigest: [...inDigest],
  };
}

export function wishOf(form: Form): Wish {
  const { library, severities, target } = form;
  if (form.kind === 'webhook') return { kind: 'webhook', library, severities, url: target.trim() };
  const { digestAt, isQuiet, language, quietFrom, quietTo } = form;
  return {
    ...{ kind: 'mail', library, severities, language, digestAt, address: target.trim() },
    ...(isQuiet && { quiet: { from: quietFrom, to: quietTo } }),
    wakeFor: isQuiet ? form.wakeFor : [],
    // What is not told at all is not told later either.
    inDigest: form.inDigest.filter((severity) => severities.includes(severity)),
  };
}

export const targetOf = ({ what }: Subscription): string =>
  what.kind === 'mail' ? what.address : what.url;
