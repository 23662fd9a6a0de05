/** What the server's answers about watched terminals are called on these pages. */
import type { InferRequestType, InferResponseType } from 'hono/client';
import type { central } from '../../central.ts';

type Staff = (typeof central)['staff'];

/** One that is watched: whether it is heard, and what it last said of itself. */
export type Watched = InferResponseType<Staff['terminals']['$get'], 200>['terminals'][number];
export type TerminalState = NonNullable<Watched['state']>;
export type WatchedDevice = TerminalState['devices'][number];

export type AlertList = InferResponseType<Staff['alerts']['$get'], 200>;
export type Alert = AlertList['alerts'][number];
export type Severity = Alert['severity'];
export type AlertCode = Alert['code'];
export type ClosedQuery = InferRequestType<Staff['alerts']['closed']['$get']>['query'];

export type Today = InferResponseType<Staff['monitoring']['today']['$get'], 200>;
export type TodayOf = Today['terminals'][number];
export type Counts = Today['totals'];

export type History = InferResponseType<Staff['terminals'][':id']['history']['$get'], 200>;
export type HistoryDay = History['days'][number];

type ReportAnswer = InferResponseType<Staff['monitoring']['report']['$get'], 200>;
export type Report = Extract<ReportAnswer, { readonly week: string }>;
export type ReportLibrary = Report['libraries'][number];
export type ReportTerminal = Report['terminals'][number];

export type SubscriptionList = InferResponseType<Staff['subscriptions']['$get'], 200>;
export type Subscription = SubscriptionList['subscriptions'][number];
export type Wish = InferRequestType<Staff['subscriptions'][':id']['$put']>['json']['what'];
