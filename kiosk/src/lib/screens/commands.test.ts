import { page, userEvent } from 'vitest/browser';
import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { KioskCommand } from '#gateway/kiosk-command.ts';
import type { Snapshot } from '#gateway/messages.ts';
import { fixture, line, receipt } from './fixtures.ts';
import Touchscreen from './touchscreen.svelte';

type Said = (command: KioskCommand) => void;

async function drawn(snapshot: Snapshot) {
  await page.viewport(1080, 1920);
  const send = vi.fn<Said>();
  const screen = await render(Touchscreen, { snapshot, send });
  return { send, screen };
}

test('a tap in the first moment of a screen was meant for the one before, and says nothing', async () => {
  const { send, screen } = await drawn(fixture('done'));
  const button = page.getByRole('button', { name: 'Người khác' }).element();
  const { left, top, width, height } = button.getBoundingClientRect();
  const under = (): boolean => {
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return button.contains(hit);
  };
  expect(under()).toBe(false);
  await expect.poll(under).toBe(true);
  expect(send).not.toHaveBeenCalled();
  await screen.unmount();
});

describe('a tap says exactly one thing', () => {
  const taps: readonly (readonly [Parameters<typeof fixture>[0], string, KioskCommand])[] = [
    ['start', 'Trả sách', { kind: 'start-return' }],
    ['start', 'Nhập số thẻ', { kind: 'start-number' }],
    ['start', 'English', { kind: 'language', language: 'en' }],
    ['start', 'Français', { kind: 'language', language: 'fr' }],
    ['start', 'Chữ to', { kind: 'text-size', large: true }],
    ['start', 'Tương phản cao', { kind: 'contrast', high: true }],
    ['start', 'Trợ giúp', { kind: 'help' }],
    ['return-or-borrow', 'Mượn', { kind: 'choose', act: 'borrow' }],
    ['return-or-borrow', 'Trả', { kind: 'choose', act: 'return' }],
    ['number', 'Quay lại', { kind: 'back' }],
    ['pin', 'Quay lại', { kind: 'back' }],
    ['borrow', 'Xong', { kind: 'finish' }],
    ['borrow', 'Sách đang mượn', { kind: 'show-account' }],
    ['borrow', 'Hủy mượn: Dế Mèn phiêu lưu ký', { kind: 'undo', line: 'line-1' }],
    ['borrow', 'Thêm thẻ', { kind: 'add-card' }],
    ['borrow by a teacher', 'Cả lớp', { kind: 'whole-class' }],
    ['second-card', 'Mượn chung', { kind: 'second-card', choice: 'together' }],
    ['second-card', 'Đổi người', { kind: 'second-card', choice: 'switch' }],
    ['second-card', 'Quay lại', { kind: 'second-card', choice: 'leave' }],
    ['borrow in a family', 'Đ. 1 cuốn', { kind: 'person', person: '2' }],
    ['borrow in a family, the next card', 'Nhập số thẻ', { kind: 'start-number' }],
    ['borrow in a class', 'Xong', { kind: 'finish' }],
    ['return', 'Xong', { kind: 'finish' }],
    ['put-back', 'Xong', { kind: 'finish' }],
    ['set-incomplete', 'Thử lại', { kind: 'set', line: 'line-7', choice: 'look-again' }],
    ['set-incomplete', 'Tiếp tục dù thiếu', { kind: 'set', line: 'line-7', choice: 'go-on' }],
    ['set-incomplete', 'Tôi đưa thủ thư', { kind: 'set', line: 'line-7', choice: 'leave-it' }],
    ['too-many', 'Gọi thủ thư', { kind: 'call-staff' }],
    ['own-loan', 'Gia hạn', { kind: 'own-loan', line: 'line-5', choice: 'renew' }],
    ['own-loan', 'Trả', { kind: 'own-loan', line: 'line-5', choice: 'return' }],
    ['own-loan', 'Giữ nguyên', { kind: 'own-loan', line: 'line-5', choice: 'leave' }],
    ['account', 'Gia hạn tất cả', { kind: 'renew-all' }],
    ['account', 'Gia hạn “Đất rừng phương Nam”', { kind: 'renew', identifier: 'DEMO-5' }],
    ['account', 'Quay lại', { kind: 'back' }],
    ['not-finished', 'Thử lại', { kind: 'not-finished', choice: 'try-again' }],
    ['not-finished', 'Tôi để lên kệ', { kind: 'not-finished', choice: 'leave-it' }],
    ['not-finished', 'Gọi thủ thư', { kind: 'call-staff' }],
    ['done', 'In phiếu', { kind: 'receipt', choice: 'print' }],
    ['done', 'Mã QR', { kind: 'receipt', choice: 'qr' }],
    ['done', 'Gửi e-mail', { kind: 'receipt', choice: 'email' }],
    ['done', 'Không cần', { kind: 'receipt', choice: 'none' }],
    ['done', 'Người khác', { kind: 'another-person' }],
    ['done with a receipt to take', 'In lại', { kind: 'receipt', choice: 'print' }],
    ['printer-busy', 'Người khác', { kind: 'another-person' }],
    ['paper-out', 'Gửi e-mail', { kind: 'receipt', choice: 'email' }],
    ['recorded-here', 'Người khác', { kind: 'another-person' }],
    ['returns-only', 'Trả sách', { kind: 'start-return' }],
    ['time-unknown', 'Trả sách', { kind: 'start-return' }],
    ['still-there', 'Tôi còn ở đây', { kind: 'here' }],
    ['pad-not-empty', 'Gọi thủ thư', { kind: 'call-staff' }],
    ['restarted', 'Gọi thủ thư', { kind: 'call-staff' }],
    ['help', 'Gọi thủ thư', { kind: 'call-staff' }],
    ['help', 'Quay lại', { kind: 'back' }],
    ['staff-pin', 'Quay lại', { kind: 'back' }],
    ['staff-menu', 'Thoát', { kind: 'staff-leave' }],
    ['staff-menu, service', 'Quay lại', { kind: 'back' }],
    [
      'staff-menu, service',
      'Lau dọn',
      { kind: 'staff-act', act: { what: 'pause', reason: 'cleaning' } },
    ],
    [
      'staff-menu, the pad',
      'Mở lại',
      { kind: 'staff-act', act: { what: 'restart-device', device: 'pad' } },
    ],
    ['staff-menu, screen', 'To hơn', { kind: 'staff-act', act: { what: 'volume', percent: 80 } }],
  ];

  test.each(taps)('%s: “%s”', async (name, label, command) => {
    const { send, screen } = await drawn(fixture(name));
    const { container } = screen;
    const asked = page.elementLocator(container.querySelector('.sheet') ?? container);
    await asked.getByRole('button', { name: label, exact: true }).click();
    expect(send.mock.calls).toEqual([[command]]);
  });
});

describe('for staff', () => {
  test('what cannot be taken back asks, and a trembling finger is no answer', async () => {
    const { send, screen } = await drawn(fixture('staff-menu, bins'));
    const emptied = screen.getByRole('button', { name: 'Đã lấy sách ra: thu-thu' });
    const button = emptied.element();
    for (const _tap of ['meant', 'trembling'])
      button.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    expect(send).not.toHaveBeenCalled();
    const sure = screen.getByRole('button', { name: 'Chắc chưa? Chạm lần nữa' });
    await expect.element(sure).toBeVisible();
    await expect
      .poll(async () => {
        if (send.mock.calls.length === 0) await sure.click();
        return send.mock.calls;
      })
      .toEqual([[{ kind: 'staff-act', act: { what: 'bin-emptied', bin: 'thu-thu' } }]]);
  });
});

describe('typing', () => {
  test('a card number, with letters behind a key', async () => {
    const { send, screen } = await drawn(fixture('number'));
    for (const key of ['ABC', 'V', '123', '4', '0', '0']) {
      await screen.getByRole('button', { name: key, exact: true }).click();
    }
    await screen.getByRole('button', { name: 'Xóa' }).click();
    await screen.getByRole('button', { name: 'Tiếp tục' }).click();
    expect(send.mock.calls).toEqual([[{ kind: 'type-number', number: 'V40' }]]);
  });

  test('a PIN on the keyboard, masked and forgotten once it is sent', async () => {
    const { send, screen } = await drawn(fixture('pin'));
    const field = screen.getByLabelText('Nhập mã PIN');
    await expect.element(field).toHaveFocus();
    await expect.element(field).toHaveAttribute('type', 'password');
    await userEvent.keyboard('2468{Enter}');
    expect(send.mock.calls).toEqual([[{ kind: 'enter-pin', pin: '2468' }]]);
    await expect.element(field).toHaveValue('');
  });

  test('nothing typed sends nothing', async () => {
    const { send } = await drawn(fixture('pin'));
    await userEvent.keyboard('   {Enter}');
    expect(send).not.toHaveBeenCalled();
  });

  test('what was typed is gone with the next person', async () => {
    const { screen } = await drawn(fixture('number'));
    await userEvent.keyboard('123');
    await screen.rerender({ snapshot: fixture('number', { sessionId: 'next' }) });
    await expect.element(screen.getByLabelText('Nhập số thẻ bạn đọc')).toHaveValue('');
  });

  test('a locked PIN says until when and takes none', async () => {
    const lockedUntil = Date.UTC(2026, 10, 20, 2, 45);
    const { screen } = await drawn(fixture('pin', { keypad: { lockedUntil } }));
    await expect.poll(() => screen.getByRole('alert').element().textContent).toMatch(/09:45/);
    await expect.element(screen.getByLabelText('Nhập mã PIN')).toBeDisabled();
  });
});

/** As a scanner in keyboard mode presses them: all within a few milliseconds. */
function scanned(text: string, end = 'Enter'): void {
  for (const key of [...text, end]) {
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    if (target instanceof HTMLInputElement && key !== end) {
      target.value += key;
      target.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
  }
}

describe('a scanner that types', () => {
  const { terminal } = fixture('start');
  const withWedge = { terminal: { ...terminal, wedge: true } };

  test('is heard wherever the focus is', async () => {
    const { send } = await drawn(fixture('start', withWedge));
    scanned(']C1V4017', 'Tab');
    expect(send.mock.calls).toEqual([[{ kind: 'wedge', text: ']C1V4017' }]]);
  });

  test('leaves in the field what the person had typed there, and sends no form', async () => {
    const { send, screen } = await drawn(fixture('number', withWedge));
    const field = screen.getByLabelText('Nhập số thẻ bạn đọc');
    await expect.element(field).toHaveFocus();
    await screen.getByRole('button', { name: '7', exact: true }).click();
    (field.element() as HTMLInputElement).focus();
    scanned('V40170099');
    expect(send.mock.calls).toEqual([[{ kind: 'wedge', text: 'V40170099' }]]);
    await expect.element(field).toHaveValue('7');
  });

  test('is not heard where the terminal has none', async () => {
    const { send } = await drawn(fixture('start'));
    scanned('V4017');
    expect(send).not.toHaveBeenCalled();
  });

  test('is heard across a new snapshot', async () => {
    const { send, screen } = await drawn(fixture('start', withWedge));
    const [first, second] = ['V40', '17'];
    for (const key of first) document.dispatchEvent(new KeyboardEvent('keydown', { key }));
    await screen.rerender({ snapshot: fixture('start', { ...withWedge, booksOnPad: 1 }) });
    for (const key of [...second, 'Enter'])
      document.dispatchEvent(new KeyboardEvent('keydown', { key }));
    expect(send.mock.calls).toEqual([[{ kind: 'wedge', text: 'V4017' }]]);
  });
});

describe('sets', () => {
  test('what may not go on without the part is handed to staff instead', async () => {
    const set = { total: 2, seen: [1], missing: [2], mayGoOn: false };
    const lines = [line(7, { ils: 'pending', security: 'pending', set })];
    const { screen } = await drawn(fixture('set-incomplete', { lines }));
    const sheet = page.elementLocator(screen.container.querySelector('.sheet') ?? document.body);
    await expect.element(sheet.getByText(/^Thiếu phần 2\./)).toBeVisible();
    expect(sheet.getByRole('button', { name: 'Tiếp tục dù thiếu' }).elements()).toEqual([]);
    await expect.element(sheet.getByRole('button', { name: 'Gọi thủ thư' })).toBeVisible();
  });

  const set = { total: 3, seen: [1, 3], missing: [2], mayGoOn: false };
  const whole = { ...set, seen: [1, 2, 3], missing: [] };

  test.each([
    ['the missing part', set, /^Bạn đặt phần 2 của “/],
    ['the part whose tag was not written', { ...whole, askedBack: [3] }, /^Bạn đặt phần 3 của “/],
    ['all of it, where nobody knows which', whole, /^Bạn đặt cả bộ “/],
  ])('the question asks for %s', async (_name, parts, question) => {
    const lines = [line(2, { security: 'failed', onPad: false, set: parts })];
    const { screen } = await drawn(fixture('put-back', { lines }));
    const sheet = page.elementLocator(screen.container.querySelector('.sheet') ?? document.body);
    await expect.poll(() => sheet.getByRole('heading').element().textContent).toMatch(question);
  });

  test('the line says quietly how many parts are here, and which are not', async () => {
    const { screen } = await drawn(fixture('borrow', { lines: [line(2, { set: whole })] }));
    await expect.element(screen.getByText('3/3 phần')).toBeVisible();
    const refusal = { code: 'set-incomplete', params: {} };
    const lines = [line(2, { ils: 'refused', security: 'not-needed', set, refusal })];
    await screen.rerender({ snapshot: fixture('borrow', { lines }) });
    await expect.element(screen.getByText(/^Bộ này còn thiếu phần 2\./)).toBeVisible();
  });
});

describe('what is drawn follows the snapshot', () => {
  test('the list stays below a question, and cannot be touched there', async () => {
    const { screen } = await drawn(fixture('still-there'));
    const list = document.querySelector('.page .scrolls');
    expect(list?.closest('[inert]')).not.toBeNull();
    await expect.element(screen.getByText('Bạn còn ở đây không?')).toBeVisible();
  });

  test('a terminal without a pad asks for the label, one without a scanner for the number', async () => {
    const { terminal } = fixture('start');
    const noPad = fixture('borrow', { lines: [], terminal: { ...terminal, padReady: false } });
    const { screen } = await drawn(noPad);
    await expect
      .poll(() => screen.getByRole('heading').element().textContent)
      .toMatch(/Mời bạn quét nhãn/);
    const noScanner = fixture('start', { terminal: { ...terminal, scannerReady: false } });
    await screen.rerender({ snapshot: noScanner });
    await expect
      .poll(() => screen.getByRole('heading').element().textContent)
      .toMatch(/^Nhập số thẻ bạn đọc/);
  });

  test('S64 loans and fees are offered where they can be seen, and nowhere else', async () => {
    const may = { addCard: true, leadClass: false };
    const seen = (seeAccount: boolean) => fixture('borrow', { may: { ...may, seeAccount } });
    const { screen } = await drawn(seen(true));
    const offer = screen.getByRole('button', { name: 'Sách đang mượn' });
    await expect.poll(() => offer.elements()).toHaveLength(1);
    await screen.rerender({ snapshot: seen(false) });
    await expect.poll(() => offer.elements()).toEqual([]);
  });

  test('a receipt is a QR code with its code beside it', async () => {
    const { screen } = await drawn(
      fixture('done', { receipt: receipt({ state: 'shown' }, { choices: [] }) }),
    );
    await expect.element(screen.getByAltText('Mã QR của phiếu 7C3D 9FGH')).toBeVisible();
    await expect.element(screen.getByText('Mã: 7C3D 9FGH')).toBeVisible();
  });

  test('once staff have been called, it says so instead of asking again', async () => {
    const { screen } = await drawn(fixture('help', { staffCalled: true }));
    await expect.element(screen.getByText('Đã báo thủ thư, bạn chờ chút nhé')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Gọi thủ thư' }).elements()).toEqual([]);
  });

  test('the language of the page follows', async () => {
    const { screen } = await drawn(fixture('start', { language: 'fr' }));
    expect(screen.container.querySelector('[lang="fr"] h1')?.textContent).toMatch(/^Scannez/);
  });
});
