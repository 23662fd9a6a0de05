/** What the server's answers are called on these pages. */
import type { InferRequestType, InferResponseType } from 'hono/client';
import type { central } from '../central.ts';

type Staff = (typeof central)['staff'];
type Patrons = Staff['patrons'];
type Items = Staff['items'];

export type Library = InferResponseType<Staff['libraries']['$get'], 200>['libraries'][number];

export type PatronHits = InferResponseType<Patrons['search']['$post'], 200>;
export type Patron = InferResponseType<Patrons[':id']['$get'], 200>;
export type Loan = Patron['loans'][number];
export type Hold = Patron['holds'][number];
export type Fee = Patron['fees'][number];
export type Block = Patron['blocks'][number];
export type Refusal = Patron['standing']['reasons'][number];
export type Payment = Extract<
  InferResponseType<Patrons[':id']['payments']['$post'], 200>,
  { outcome: 'accepted' }
>;

export type Item = InferResponseType<Items[':id']['$get'], 200>;
export type Mark = InferRequestType<Items[':id']['marks']['$post']>['json']['mark'];
export type ItemHit = InferResponseType<Items['by-label']['$get'], 200>['items'][number];

export type Pull = InferResponseType<Staff['holds']['pull']['$get'], 200>['copies'][number];
export type Transits = InferResponseType<Staff['transits']['$get'], 200>;
export type Transit = Transits['incoming'][number];
export type Title = InferResponseType<Staff['catalogue']['search']['$get'], 200>['titles'][number];

export type RuleTable = InferResponseType<Staff['rules']['$get'], 200>;
export type Rule = RuleTable['rules'][number];
export type RuleBody = InferRequestType<Staff['rules'][':id']['$put']>['json'];
export type TryBody = InferRequestType<Staff['rules']['try']['$post']>['json'];
export type TryAnswer = InferResponseType<Staff['rules']['try']['$post'], 200>;

export type OfflineView = InferResponseType<Staff['offline-rules']['$get'], 200>;
export type OfflineRules = OfflineView['inForce'];

export type ConflictPage = InferResponseType<Staff['conflicts']['$get'], 200>;
export type Conflict = ConflictPage['conflicts'][number];
export type Choice = Conflict['choices'][number];
export type ConflictStep = Conflict['steps'][number];
export type Decided = Extract<
  InferResponseType<Staff['conflicts'][':transaction'][':kind']['decision']['$post'], 200>,
  { outcome: 'accepted' }
>;
export type StoryEvent = InferResponseType<
  Staff['conflicts'][':transaction'][':kind']['story']['$get'],
  200
>['story'][number];

export type TerminalEntry = InferResponseType<
  Staff['terminal-register']['$get'],
  200
>['terminals'][number];
export type Profile = TerminalEntry['profile'];

/** One that is watched: whether it is heard, and what it last said of itself. */
export type WatchedTerminal = InferResponseType<
  Staff['terminals']['$get'],
  200
>['terminals'][number];

type Orders = Staff['terminals'][':id']['orders'];
/** What staff have had a terminal do, and what became of it. */
export type GivenOrder = InferResponseType<Orders['$get'], 200>['orders'][number];
export type Order = GivenOrder['what'];

export type SettingsView = InferResponseType<Staff['settings']['$get'], 200>;
export type SettingsPlace = InferRequestType<Staff['settings']['$put']>['json']['place'];
export type TerminalSettings = SettingsView['own'];

export type Updates = InferResponseType<Staff['updates']['$get'], 200>;
export type Release = Updates['releases'][number];
/** A terminal, its version, and how it is being brought up to date. */
export type Updated = Updates['terminals'][number];

type Manifests = Staff['terminals'][':id']['manifests'];
/** A bin of a drop box that was emptied. */
export type BinList = InferResponseType<Manifests['$get'], 200>['manifests'][number];
export type BinContents = InferResponseType<Manifests[':manifest']['$get'], 200>;
export type BinBook = BinContents['entries'][number];
export type PairingFound = Extract<
  InferResponseType<Staff['pairings']['look']['$post'], 200>,
  { outcome: 'accepted' }
>['pairing'];

export type ReceiptOf = InferResponseType<
  Staff['receipts'][':code']['$get'],
  200
>['receipts'][number];

export type Journal = InferResponseType<Staff['audit']['$get'], 200>;
export type Change = Journal['changes'][number];

type Imports = Staff['imports'];
export type ImportBatch = InferResponseType<Imports['$get'], 200>['imports'][number];
export type ImportRefusal = InferResponseType<
  Imports[':id']['refusals']['$get'],
  200
>['refusals'][number];
