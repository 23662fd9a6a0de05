/** What the touchscreen says to the gateway over the WebSocket `/ws`: every tap is a command. */
import { z } from 'zod';
import { LANGUAGES, RECEIPT_CHOICES } from './messages.ts';
import { STAFF_PAGES, StaffAct } from './staff-messages.ts';

/**
 * Made inside a function that is marked pure: the page needs none of the schemas, and so its first load leaves them and
 * zod out.
 */
export const KioskCommand = /* @__PURE__ */ (() =>
  z.discriminatedUnion('kind', [
    /** “Trả sách” on the start screen. */
    z.strictObject({ kind: z.literal('start-return') }),
    /** “Nhập số thẻ”: opens the keypad. */
    z.strictObject({ kind: z.literal('start-number') }),
    z.strictObject({
      kind: z.literal('type-number'),
      number: z.string().trim().min(1).max(64),
    }),
    z.strictObject({ kind: z.literal('enter-pin'), pin: z.string().min(1).max(32) }),
    /** On return-or-borrow. */
    z.strictObject({ kind: z.literal('choose'), act: z.enum(['borrow', 'return']) }),
    /** Takes back a loan just made. */
    z.strictObject({ kind: z.literal('undo'), line: z.string().max(64) }),
    /** On own-loan. */
    z.strictObject({
      kind: z.literal('own-loan'),
      line: z.string().max(64),
      choice: z.enum(['renew', 'return', 'leave']),
    }),
    /** “Thêm thẻ”: the next card joins who borrows. */
    z.strictObject({ kind: z.literal('add-card') }),
    /** “Cả lớp”: from now on each card takes over by itself. */
    z.strictObject({ kind: z.literal('whole-class') }),
    /** On second-card. */
    z.strictObject({
      kind: z.literal('second-card'),
      choice: z.enum(['together', 'switch', 'leave']),
    }),
    /** Who borrows from now on, of those who are here. */
    z.strictObject({ kind: z.literal('person'), person: z.string().max(64) }),
    /** Asks for the account; leads to the PIN where it was not given yet. */
    z.strictObject({ kind: z.literal('show-account') }),
    /** Renews one loan of the account list, or all that may be. */
    z.strictObject({ kind: z.literal('renew'), identifier: z.string().max(64) }),
    z.strictObject({ kind: z.literal('renew-all') }),
    /** Leaves a side screen (account, help, number, pin) for the one before it. */
    z.strictObject({ kind: z.literal('back') }),
    /** “Xong”. */
    z.strictObject({ kind: z.literal('finish') }),
    /** On not-finished: look again, or end and leave the books on the side shelf. */
    z.strictObject({
      kind: z.literal('not-finished'),
      choice: z.enum(['try-again', 'leave-it']),
    }),
    /** On done: one of those that are offered. */
    z.strictObject({ kind: z.literal('receipt'), choice: z.enum(RECEIPT_CHOICES) }),
    /** On done: straight to the next visitor. */
    z.strictObject({ kind: z.literal('another-person') }),
    /** Any touch, and the button on still-there: the person is here. */
    z.strictObject({ kind: z.literal('here') }),
    z.strictObject({ kind: z.literal('language'), language: z.enum(LANGUAGES) }),
    z.strictObject({ kind: z.literal('text-size'), large: z.boolean() }),
    z.strictObject({ kind: z.literal('contrast'), high: z.boolean() }),
    z.strictObject({ kind: z.literal('help') }),
    z.strictObject({ kind: z.literal('call-staff') }),
    /** On set-incomplete: look again, go on without the missing part where the site allows it, or leave the set. */
    z.strictObject({
      kind: z.literal('set'),
      line: z.string().max(64),
      choice: z.enum(['look-again', 'go-on', 'leave-it']),
    }),
    /** What a scanner in keyboard mode typed into the page; `symbology` only where it sends AIM identifiers. */
    z.strictObject({ kind: z.literal('wedge'), text: z.string().min(1).max(512) }),
    /** Staff want to be let in; then `enter-pin`, `back`. */
    z.strictObject({ kind: z.literal('staff') }),
    z.strictObject({
      kind: z.literal('staff-page'),
      page: z.enum(STAFF_PAGES),
      device: z.string().max(32).optional(),
    }),
    z.strictObject({ kind: z.literal('staff-act'), act: StaffAct }),
    z.strictObject({ kind: z.literal('staff-leave') }),
  ]))();
export type KioskCommand = z.infer<typeof KioskCommand>;

const STAFF_COMMANDS = ['staff', 'staff-page', 'staff-act', 'staff-leave'] as const;
export type StaffCommand = Extract<KioskCommand, { kind: (typeof STAFF_COMMANDS)[number] }>;
/** What a visitor may say. */
export type VisitCommand = Exclude<KioskCommand, StaffCommand>;
export const isStaffCommand = (command: KioskCommand): command is StaffCommand =>
  STAFF_COMMANDS.some((kind) => kind === command.kind);

/** Kiosk → gateway: the version the page was built for, and one command. */
export const KioskMessage = /* @__PURE__ */ (() =>
  z.strictObject({
    protocol: z.number().int(),
    command: KioskCommand,
  }))();
export type KioskMessage = z.infer<typeof KioskMessage>;

/** Largest message taken from a page, in bytes; longer ones close the socket with 1009. */
export const MAX_KIOSK_MESSAGE_BYTES = 4096;
