// Arabic texts about links to messages, their earlier versions and deletions, pins, saved messages and retention; loaded on demand.
import { formatsOf } from './formats.ts';

const { isolate, number, plural } = formatsOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar');

export const copyLink = 'نسخ الرابط';
export const copyChannelLink = 'نسخ رابط القناة';
export const linkCopied = 'نُسخ الرابط';
export const messageNotFound = 'هذه الرسالة غير موجودة هنا. ربما أُزيلت.';
export const nothingSince = 'لا توجد رسائل منذ ذلك اليوم.';
export const messageBy = (heading: string, name: string) => `${name} في ${heading}`;
export const messageIn = (heading: string) => `رسالة في ${heading}`;
export const jumpToDate = 'الانتقال إلى تاريخ…';
export const date = 'التاريخ';
export const jump = 'انتقال';

export const undo = 'تراجع';
export const messageDeletedToast = 'حُذفت الرسالة.';
export const shortcutUndoDeletion = 'التراجع عن حذف رسالة';
export const editHistory = 'سجل التعديلات';
export const showEditHistory = 'معدّلة، عرض سجل التعديلات';
export const editHistoryOf = (name: string) => `سجل التعديلات: رسالة من ${isolate(name)}`;
export const currentVersion = 'الحالية';
export const originalVersion = 'الأصلية';
export const noText = 'بلا نص';
export const wordsAdded = 'أُضيف:';
export const wordsRemoved = 'أُزيل:';
export const versionsSkipped = (count: number) =>
  plural(count, {
    zero: 'لم تُفقد أي نسخة بينهما.',
    one: 'نسخة واحدة بينهما لم تُحفظ.',
    two: 'نسختان بينهما لم تُحفظا.',
    few: `${number(count)} نسخ بينهما لم تُحفظ.`,
    many: `${number(count)} نسخة بينهما لم تُحفظ.`,
    other: `${number(count)} نسخة بينهما لم تُحفظ.`,
  });
export const versionsNotKept = 'النسخ الأقدم لم تُحفظ.';
export const versionsHelp = 'كل من يستطيع قراءة الرسالة يستطيع قراءة هذه النسخ. وحذف الرسالة يحذفها جميعًا.';

export const keepMessages = 'الاحتفاظ بالرسائل';
export const keptForever = 'إلى الأبد';
export const keptDays = (days: number) =>
  plural(days, {
    zero: '0 يوم',
    one: 'يوم واحد',
    two: 'يومين',
    few: `${number(days)} أيام`,
    many: `${number(days)} يومًا`,
    other: `${number(days)} يوم`,
  });
export const keptDaysHint = (days: number) => `تُزال الرسائل والملفات بعد ${keptDays(days)}.`;
export const removesOlder = (days: number) =>
  `ستُزال الرسائل والملفات الأقدم من ${keptDays(days)} لدى الجميع. لا يمكن التراجع عن ذلك.`;
export const removeOlder = 'إزالة الرسائل الأقدم';
