/** What an installation is made of: each step can be looked at, and done; done twice it changes nothing. */

export interface Owned {
  readonly owner: string;
  readonly group: string;
  /** Such as 0o640. */
  readonly mode: number;
}

export type Step =
  /** Packages of Debian. */
  | { readonly kind: 'packages'; readonly names: readonly string[] }
  /** One that nobody can sign in with. */
  | { readonly kind: 'account'; readonly name: string; readonly groups: readonly string[] }
  | ({ readonly kind: 'folder'; readonly path: string } & Owned)
  | ({
      readonly kind: 'file';
      readonly path: string;
      readonly text: string;
      /** The site's own from then on: never written over, and never taken away. */
      readonly once?: true;
    } & Owned)
  /** This very program, whole, in a folder of its own. */
  | {
      readonly kind: 'release';
      readonly path: string;
      readonly owner: string;
      readonly group: string;
    }
  | { readonly kind: 'link'; readonly path: string; readonly to: string; readonly owner: string }
  /** A certificate of one's own and its key, where there is none. */
  | {
      readonly kind: 'certificate';
      readonly certificate: string;
      readonly key: string;
      readonly name: string;
      readonly group: string;
    }
  /** Units that begin with the machine. */
  | { readonly kind: 'units'; readonly names: readonly string[] }
  | { readonly kind: 'no-units'; readonly names: readonly string[] }
  /** What a service keeps safe, before the link leads to another release. */
  | {
      readonly kind: 'backup';
      readonly unit: string;
      readonly link: string;
      readonly to: string;
    }
  | { readonly kind: 'gone'; readonly path: string };

export function say(step: Step): string {
  switch (step.kind) {
    case 'packages':
      return `packages ${step.names.join(' ')}`;
    case 'account':
      return `account ${step.name}${step.groups.length > 0 ? ` (${step.groups.join(', ')})` : ''}`;
    case 'folder':
    case 'file':
      return `${step.path} (${step.owner}:${step.group} ${step.mode.toString(8)})`;
    case 'release':
      return `the program in ${step.path}`;
    case 'link':
      return `${step.path} → ${step.to}`;
    case 'certificate':
      return `certificate for ${step.name}: ${step.certificate}`;
    case 'units':
      return `services ${step.names.join(' ')}`;
    case 'no-units':
      return `no services ${step.names.join(' ')}`;
    case 'backup':
      return `a backup before ${step.link} → ${step.to}`;
    case 'gone':
      return `no ${step.path}`;
  }
}
