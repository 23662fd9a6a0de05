import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveTerminal } from '../terminal/live-terminal.svelte.ts';
import { LiveSource } from './live-source.svelte.ts';

/** What the browser has of the stream; only the wire is replaced. */
class FarEnd extends EventTarget {
  static readonly CLOSED = 2;
  static readonly dialled: FarEnd[] = [];
  readyState = 0;

  constructor() {
    super();
    FarEnd.dialled.push(this);
  }

  tell(told: object): void {
    this.readyState = 1;
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(told) }));
  }

  /** Nothing is new. */
  still(): void {
    this.dispatchEvent(new MessageEvent('still', { data: '{}' }));
  }

  /** The line breaks, and the browser dials again by itself; answered with anything but a stream it does not (HTML §9.2.3). */
  fail(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }

  close(): void {
    this.readyState = 2;
  }
}

const last = (): FarEnd => {
  const end = FarEnd.dialled.at(-1);
  if (!end) throw new Error('nobody has dialled');
  return end;
};

beforeEach(() => {
  FarEnd.dialled.length = 0;
  vi.stubGlobal('EventSource', FarEnd);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const terminals = [{ id: 'one' }];
const WATCHERS = {
  'the network': (onRefused: () => void) => {
    const source = new LiveSource(() => undefined, onRefused);
    return { source, open: () => source.open('/events') };
  },
  'a terminal': (onRefused: () => void) => {
    const source = new LiveTerminal('one', onRefused);
    return { source, open: () => source.open() };
  },
};

test.each(Object.entries(WATCHERS))(
  'TH10 %s is watched again by itself, also when something else than the server has answered once',
  (_, watched) => {
    const onRefused = vi.fn<() => void>();
    const { source, open } = watched(onRefused);
    const end = open();
    last().tell({ serverTime: 0, terminals });
    expect(source.state).toBe('live');
    last().fail(0);
    expect([source.state, FarEnd.dialled.length]).toEqual(['lost', 1]);
    expect(onRefused).not.toHaveBeenCalled();

    last().fail(2);
    expect([source.state, onRefused.mock.calls.length]).toEqual(['lost', 1]);
    vi.advanceTimersByTime(5000);
    expect(FarEnd.dialled).toHaveLength(2);
    last().fail(2);
    vi.advanceTimersByTime(5000);
    last().tell({ serverTime: 0, terminals });
    expect(source.state).toBe('live');

    last().fail(2);
    end();
    vi.advanceTimersByTime(60_000);
    expect(FarEnd.dialled).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  },
);

test('TH10 who is sent to the sign-in by the refusal watches no more', () => {
  const onRefused = (): void => end();
  const end = new LiveSource(() => undefined, onRefused).open('/events');
  last().fail(2);
  vi.advanceTimersByTime(60_000);
  expect(FarEnd.dialled).toHaveLength(1);
});

test.each(Object.entries(WATCHERS))(
  'TH10 %s is not taken for live over a line that nobody speaks over any more',
  (_, watched) => {
    const { source, open } = watched(() => undefined);
    const end = open();
    last().tell({ serverTime: 0, terminals });
    for (let quarter = 0; quarter < 8; quarter += 1) {
      vi.advanceTimersByTime(15_000);
      last().still();
    }
    expect([source.state, FarEnd.dialled.length]).toEqual(['live', 1]);

    vi.advanceTimersByTime(60_000);
    expect([source.state, FarEnd.dialled.length]).toEqual(['lost', 2]);
    expect(FarEnd.dialled[0]?.readyState).toBe(FarEnd.CLOSED);
    last().tell({ serverTime: 0, terminals });
    expect(source.state).toBe('live');
    end();
    expect(vi.getTimerCount()).toBe(0);
  },
);
