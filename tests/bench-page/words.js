/** The words of the bench, Vietnamese first. */

const vi = {
  title: 'Bàn thử',
  lead: 'Kéo sách lên khay, giơ thẻ trước máy quét, rồi nhìn màn hình.',
  staff: 'Trang thủ thư',
  language: 'English',
  kiosk: 'Màn hình của máy mượn trả',
  desk: 'Mặt bàn: khay, máy quét và thẻ',
  pad: 'Khay đọc sách',
  padHint: 'Thả sách vào đây',
  scanner: 'Máy quét mã vạch',
  scannerHint: 'Giơ thẻ hoặc sách vào đây',
  cards: 'Thẻ bạn đọc',
  shelf: 'Kệ sách',
  clearPad: 'Lấy hết sách khỏi khay',
  faults: 'Thử gây lỗi',
  log: 'Các thiết bị vừa thấy gì',
  padPlugged: 'Khay đã cắm dây',
  padUnplugged: 'Khay bị rút dây',
  scannerPlugged: 'Máy quét đã cắm dây',
  scannerUnplugged: 'Máy quét bị rút dây',
  speedRight: 'Tốc độ khay đúng',
  speedWrong: 'Khay chạy sai tốc độ',
  networkUp: 'Có mạng tới máy chủ',
  networkCut: 'Mất mạng tới máy chủ',
  garbage: 'Quét ra mã lỗi',
  armed: 'cổng sẽ kêu',
  disarmed: 'qua cổng được',
  barcodeOnly: 'chỉ có mã vạch',
  lay: 'Đặt lên khay',
  take: 'Lấy khỏi khay',
  scanBarcode: 'Quét mã vạch',
  holdCard: 'Giơ thẻ trước máy quét',
  more: 'Việc khác với cuốn này',
  close: 'Đóng',
  failOnce: 'Lần ghi nhãn tới sẽ hỏng',
  failAlways: 'Không ghi được nhãn nữa',
  failNever: 'Ghi nhãn lại bình thường',
  pull: 'Nhấc ra quá sớm:',
  'pull-read': 'khi đang đọc nhãn',
  'pull-write': 'khi đang tắt chống trộm',
  'pull-after-write': 'ngay sau khi tắt chống trộm',
  willFail: 'sẽ ghi hỏng',
  willBePulled: 'sẽ bị nhấc ra sớm',
  pin: 'PIN',
  noPin: 'không PIN',
  notOnPad: 'Cuốn này không có nhãn RFID: bạn quét mã vạch của nó nhé.',
  lost: 'Mất liên lạc với bàn thử. Đang nối lại…',
  failed: 'Không làm được: ',
  'has-loan': 'Thiếu nhi, đang mượn “Tôi là Bêtô”',
  overdue: 'Người lớn, có sách quá hạn',
  'no-pin': 'Thiếu nhi, không có PIN',
  blocked: 'Thẻ đang khóa',
  expired: 'Thẻ hết hạn',
  'fee-owed': 'Còn nợ phí nhiều',
  set: 'sách và đĩa',
  'on-hold': 'có bạn khác đặt',
  reference: 'đọc tại chỗ',
  'own-loan': 'thẻ thứ nhất đang mượn',
  'where-pad': 'Khay',
  'where-scanner': 'Máy quét',
  'where-network': 'Mạng',
  heard: 'nghe',
  said: 'trả lời',
  did: 'tay người',
  inventory: 'Có nhãn nào trên khay?',
  'stay-quiet': 'Nhãn này im lặng nhé',
  'read-blocks': 'Đọc nội dung nhãn',
  'write-afi': 'Đổi chống trộm (AFI)',
  'system-information': 'Hỏi AFI và kích thước nhãn',
  'rf-reset': 'Tắt rồi bật sóng',
  'rf-switch': 'Bật hoặc tắt sóng',
  'reader-info': 'Hỏi loại đầu đọc',
  'software-version': 'Hỏi phiên bản',
  'baud-detect': 'Thử tốc độ',
  unknown: 'Lệnh lạ',
  'lay-book': 'Đặt sách lên khay',
  'take-book': 'Lấy sách ra',
  'pulled-away': 'Sách bị nhấc ra sớm',
  'write-failed': 'Ghi nhãn hỏng',
  'scanned-card': 'Quét thẻ',
  'scanned-book': 'Quét mã vạch sách',
  'scanned-garbage': 'Quét ra mã lỗi',
  unplugged: 'Rút dây',
  plugged: 'Cắm dây',
  'wrong-speed': 'Đổi sang tốc độ sai',
  'right-speed': 'Trả lại tốc độ đúng',
  cut: 'Cắt mạng',
  healed: 'Nối lại mạng',
};

/** @type {Record<keyof typeof vi, string>} */
const en = {
  title: 'The bench',
  lead: 'Drag books onto the pad, hold a card to the scanner, and watch the screen.',
  staff: 'Staff page',
  language: 'Tiếng Việt',
  kiosk: 'The kiosk’s screen',
  desk: 'The desk: pad, scanner and cards',
  pad: 'Book pad',
  padHint: 'Drop books here',
  scanner: 'Barcode scanner',
  scannerHint: 'Hold a card or a book here',
  cards: 'Library cards',
  shelf: 'The shelf',
  clearPad: 'Take all books off the pad',
  faults: 'Make something go wrong',
  log: 'What the devices saw',
  padPlugged: 'Pad is plugged in',
  padUnplugged: 'Pad is unplugged',
  scannerPlugged: 'Scanner is plugged in',
  scannerUnplugged: 'Scanner is unplugged',
  speedRight: 'Pad has the right speed',
  speedWrong: 'Pad runs at a wrong speed',
  networkUp: 'Network to the server',
  networkCut: 'No network to the server',
  garbage: 'Scan garbage',
  armed: 'the gate will ring',
  disarmed: 'may leave',
  barcodeOnly: 'barcode only',
  lay: 'Lay on the pad',
  take: 'Take off the pad',
  scanBarcode: 'Scan its barcode',
  holdCard: 'Hold to the scanner',
  more: 'More with this book',
  close: 'Close',
  failOnce: 'Let the next tag write fail',
  failAlways: 'Let every tag write fail',
  failNever: 'Let tag writes work again',
  pull: 'Pull away too early:',
  'pull-read': 'while its tag is read',
  'pull-write': 'while it is disarmed',
  'pull-after-write': 'right after it is disarmed',
  willFail: 'write will fail',
  willBePulled: 'will be pulled away',
  pin: 'PIN',
  noPin: 'no PIN',
  notOnPad: 'This book has no RFID tag: scan its barcode.',
  lost: 'The bench does not answer. Trying again…',
  failed: 'That could not be done: ',
  'has-loan': 'Child, has “Tôi là Bêtô” at home',
  overdue: 'Adult, has an overdue book',
  'no-pin': 'Child, without PIN',
  blocked: 'Card is blocked',
  expired: 'Card has expired',
  'fee-owed': 'Owes too much',
  set: 'book and disc',
  'on-hold': 'on hold for another',
  reference: 'reference',
  'own-loan': 'lent to the first card',
  'where-pad': 'Pad',
  'where-scanner': 'Scanner',
  'where-network': 'Network',
  heard: 'heard',
  said: 'said',
  did: 'by hand',
  inventory: 'Which tags are there?',
  'stay-quiet': 'Stay quiet, tag',
  'read-blocks': 'Read the tag’s memory',
  'write-afi': 'Write the AFI (security)',
  'system-information': 'Ask for AFI and size',
  'rf-reset': 'Field off and on',
  'rf-switch': 'Field on or off',
  'reader-info': 'Ask which reader it is',
  'software-version': 'Ask for the version',
  'baud-detect': 'Try the speed',
  unknown: 'A command it does not know',
  'lay-book': 'Book laid on the pad',
  'take-book': 'Book taken off',
  'pulled-away': 'Book pulled away early',
  'write-failed': 'Tag write failed',
  'scanned-card': 'Card scanned',
  'scanned-book': 'Book scanned',
  'scanned-garbage': 'Garbage scanned',
  unplugged: 'Unplugged',
  plugged: 'Plugged in',
  'wrong-speed': 'Set to a wrong speed',
  'right-speed': 'Set to the right speed',
  cut: 'Network cut',
  healed: 'Network back',
};

const catalogues = { vi, en };
/** @typedef {keyof typeof catalogues} Language */

/** @returns {Language} */
function remembered() {
  return localStorage.getItem('bench-language') === 'en' ? 'en' : 'vi';
}

/** @type {Language} */
let current = remembered();

export const language = () => current;

export function switchLanguage() {
  current = current === 'vi' ? 'en' : 'vi';
  localStorage.setItem('bench-language', current);
}

/**
 * @param {string} key
 * @returns {string} the words, or the key where there are none
 */
export function words(key) {
  /** @type {Record<string, string>} */
  const catalogue = catalogues[current];
  return catalogue[key] ?? key;
}

/** Fills in every element that names its words. */
export function translatePage() {
  document.documentElement.lang = current;
  document.title = `${words('title')} · Nhịp Cầu`;
  for (const element of document.querySelectorAll('[data-words]')) {
    element.textContent = words(element.getAttribute('data-words') ?? '');
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', words(element.getAttribute('data-label') ?? ''));
  }
  for (const element of document.querySelectorAll('[data-title]')) {
    element.setAttribute('title', words(element.getAttribute('data-title') ?? ''));
  }
}
