// Arabic texts of replies, threads and the message field, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { isolate, number, plural } = formatsOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar');

export const thread = 'سلسلة الردود';
export const threads = 'سلاسل الردود';
export const threadIn = (heading: string) => `سلسلة ردود في ${isolate(heading)}`;
export const replyInThread = 'الرد في سلسلة';
export const repliedInThread = 'رد في سلسلة';
export const replyWithQuote = 'الرد مع اقتباس';
export const replyPlaceholder = 'رد';
export const editingMessage = 'تعديل الرسالة';
export const editingMessageWithKeys = 'تعديل الرسالة · Enter للحفظ، Esc للإلغاء';
export const replyingTo = (name: string, text: string) => `رد على ${isolate(name)}: ${isolate(text)}`;
export const goToQuoted = 'الانتقال إلى الرسالة المقتبسة:';
export const quoteUnavailable = 'الرسالة المقتبسة غير متاحة.';
export const replies = (count: number) =>
  plural(count, {
    zero: 'لا ردود',
    one: 'رد واحد',
    two: 'ردّان',
    few: `${number(count)} ردود`,
    many: `${number(count)} ردًا`,
    other: `${number(count)} رد`,
  });
export const newReplies = (count: number) => `${number(count)} جديد`;
export const lastReply = (at: string) => `آخرها ${isolate(at)}`;
export const moreReplies = (count: number) =>
  plural(count, {
    zero: 'تحميل الردود',
    one: 'تحميل رد آخر',
    two: 'تحميل ردّين آخرين',
    few: `تحميل ${number(count)} ردود أخرى`,
    many: `تحميل ${number(count)} ردًا آخر`,
    other: `تحميل ${number(count)} رد آخر`,
  });
export const alsoSendTo = (heading: string) => `الإرسال أيضًا إلى ${isolate(heading)}`;
export const followThread = 'متابعة هذه السلسلة';
export const unfollowThread = 'إلغاء متابعة هذه السلسلة';
export const unreadThreads = (count: number) =>
  plural(count, {
    zero: 'لا سلاسل فيها ردود جديدة',
    one: 'سلسلة واحدة فيها ردود جديدة',
    two: 'سلسلتان فيهما ردود جديدة',
    few: `${number(count)} سلاسل فيها ردود جديدة`,
    many: `${number(count)} سلسلة فيها ردود جديدة`,
    other: `${number(count)} سلسلة فيها ردود جديدة`,
  });
export const noThreads = 'تظهر هنا سلاسل الردود التي تشارك فيها أو يُذكر اسمك فيها، والردود على رسائلك.';
