import type { StaffWords } from '../words.ts';

/** “1 ngày 2 giờ 5 phút”, as long as it needs. @param ms milliseconds */
export function lasted(words: StaffWords, ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  return words.text('lasted', {
    days: Math.floor(minutes / 1440),
    hours: Math.floor(minutes / 60) % 24,
    minutes: minutes % 60,
  });
}
