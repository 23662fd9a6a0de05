/** What visitors read while staff have put a machine out of service at the machine itself: nobody types there. */
import type { Language } from '../messages.ts';
import type { PauseReason } from '../staff-messages.ts';

type Said = Exclude<PauseReason, 'none'>;

const WORDS: Readonly<Record<Language, Readonly<Record<Said, string>>>> = {
  vi: {
    cleaning: 'Máy đang được lau dọn. Bạn quay lại sau ít phút nhé.',
    repair: 'Máy đang được sửa.',
    moved: 'Máy này đang được chuyển chỗ.',
  },
  en: {
    cleaning: 'It is being cleaned. Please come back in a few minutes.',
    repair: 'It is being repaired.',
    moved: 'It is being moved.',
  },
  fr: {
    cleaning: 'Nettoyage en cours. Revenez dans quelques minutes.',
    repair: 'Réparation en cours.',
    moved: 'Cette machine change de place.',
  },
};

/** @returns undefined: the usual words alone */
export const pauseMessage = (reason: PauseReason, language: Language): string | undefined =>
  reason === 'none' ? undefined : WORDS[language][reason];
