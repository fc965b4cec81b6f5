// Arabic texts of pinned and saved messages, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { isolate, number, plural } = formatsOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar');

export const pinned = 'المثبتة';
export const pinnedMessages = (count: number) =>
  plural(count, {
    zero: 'لا رسائل مثبتة',
    one: 'رسالة مثبتة واحدة',
    two: 'رسالتان مثبتتان',
    few: `${number(count)} رسائل مثبتة`,
    many: `${number(count)} رسالة مثبتة`,
    other: `${number(count)} رسالة مثبتة`,
  });
export const pinnedWithCount = (count: number) => `المثبتة (${number(count)})`;
export const pinToChannel = 'تثبيت في القناة';
export const unpinFromChannel = 'إلغاء التثبيت من القناة';
export const unpin = 'إلغاء التثبيت';
export const pinnedBy = (name: string) => `ثبّتها ${isolate(name)}`;
export const pinnedByYou = 'ثبّتَّها أنت';
export const noPins = 'لا رسالة مثبتة هنا. يثبّت الأعضاء الرسائل من قائمة الرسالة.';
export const savedMessages = 'المحفوظة';
export const saveForLater = 'حفظ لوقت لاحق';
export const removeFromSaved = 'إزالة من المحفوظة';
export const savedForLater = 'محفوظة لوقت لاحق';
export const nothingSaved = 'تظهر هنا الرسائل التي تحفظها لوقت لاحق من قائمتها. لا يراها غيرك.';
export const savedUnavailable = 'لم تعد هذه الرسالة متاحة لك.';
export const removeSaved = 'إزالة';
export const moreSaved = 'تحميل رسائل محفوظة أقدم';
export const shortcutSaved = 'فتح الرسائل المحفوظة';
