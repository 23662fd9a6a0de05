/** Every screen by its name. Tests walk this list; a name without a screen, or the other way round, does not compile. */
import type { Component } from 'svelte';
import type { ScreenName } from '#gateway/messages.ts';
import Account from './account.svelte';
import BinFull from './bin-full.svelte';
import Borrow from './borrow.svelte';
import Done from './done.svelte';
import DropBox from './drop-box.svelte';
import Help from './help.svelte';
import NotFinished from './not-finished.svelte';
import NumberScreen from './number.svelte';
import OutOfService from './out-of-service.svelte';
import OwnLoan from './own-loan.svelte';
import PaperOut from './paper-out.svelte';
import PadNotEmpty from './pad-not-empty.svelte';
import Pairing from './pairing.svelte';
import Pin from './pin.svelte';
import PrinterBusy from './printer-busy.svelte';
import PutBack from './put-back.svelte';
import RecordedHere from './recorded-here.svelte';
import Restarted from './restarted.svelte';
import Return from './return.svelte';
import ReturnOrBorrow from './return-or-borrow.svelte';
import ReturnsOnly from './returns-only.svelte';
import type { ScreenProps } from './screen.ts';
import SecondCard from './second-card.svelte';
import SetIncomplete from './set-incomplete.svelte';
import StaffMenu from './staff-menu.svelte';
import StaffPin from './staff-pin.svelte';
import Start from './start.svelte';
import StillThere from './still-there.svelte';
import TimeUnknown from './time-unknown.svelte';
import TooMany from './too-many.svelte';
import Waiting from './waiting.svelte';

export const registry: Readonly<Record<ScreenName, Component<ScreenProps>>> = {
  start: Start,
  'return-or-borrow': ReturnOrBorrow,
  number: NumberScreen,
  pin: Pin,
  borrow: Borrow,
  'second-card': SecondCard,
  return: Return,
  'put-back': PutBack,
  'set-incomplete': SetIncomplete,
  'too-many': TooMany,
  'own-loan': OwnLoan,
  account: Account,
  'not-finished': NotFinished,
  done: Done,
  'recorded-here': RecordedHere,
  'printer-busy': PrinterBusy,
  'paper-out': PaperOut,
  'returns-only': ReturnsOnly,
  'time-unknown': TimeUnknown,
  waiting: Waiting,
  'still-there': StillThere,
  'pad-not-empty': PadNotEmpty,
  restarted: Restarted,
  'out-of-service': OutOfService,
  pairing: Pairing,
  'drop-box': DropBox,
  'bin-full': BinFull,
  'staff-pin': StaffPin,
  'staff-menu': StaffMenu,
  help: Help,
};
