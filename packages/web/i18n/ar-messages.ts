// Arabic texts about messages: reading, writing, sending and reacting.
import { counted, isolate, list, listOf, number, plural } from './ar-formats.ts';

export const timelineLabel = (heading: string) => `الرسائل في ${isolate(heading)}`;
export const loadingMessages = 'جارٍ تحميل الرسائل…';
export const loadingOlderMessages = 'جارٍ تحميل رسائل أقدم…';
export const cannotLoadOlderMessages = (problem: string) => `تعذّر تحميل الرسائل الأقدم: ${problem}`;
export const missingMessages = 'بعض الرسائل مفقودة. جارٍ تحميلها…';
export const newDivider = 'جديد';
export const newMessages = (count: number) =>
  counted(count, {
    zero: 'لا رسائل جديدة',
    one: 'رسالة جديدة واحدة',
    two: 'رسالتان جديدتان',
    few: 'رسائل جديدة',
    many: 'رسالة جديدة',
  });
export const jumpToLatest = 'الانتقال إلى الأحدث';
export const noMessagesYet = 'لا رسائل بعد. ألقِ التحية.';
export const beginningOf = (heading: string) => `هذه بداية ${isolate(heading)}.`;
export const typing = (names: readonly string[]) => {
  if (names.length > 3) return 'عدة أشخاص يكتبون…';
  const many = `${list(names)} يكتبون…`;
  return plural(names.length, {
    zero: '',
    one: `${list(names)} يكتب…`,
    two: `${list(names)} يكتبان…`,
    few: many,
    many,
    other: many,
  });
};

export const youBadge = 'أنت';
export const sent = 'أُرسلت';
export const edited = 'معدّلة';
export const editedAt = (at: string) => `عُدّلت: ${at}`;
export const editMessage = 'تعديل الرسالة';
export const beingEdited = 'قيد التعديل';
export const messageDeleted = 'حُذفت هذه الرسالة.';
export const messageExpired = 'انتهت مدة هذه الرسالة.';
export const olderExpired = 'انتهت مدة الرسائل الأقدم.';
export const messageFromBlockedUser = 'رسالة من مستخدم محظور.';
export const ownMessageActions = 'إجراءات أخرى لرسالتك';
export const messageActionsFor = (username: string) => `إجراءات أخرى لرسالة ${isolate(username)}`;
export const reactWith = (emoji: string) => `${emoji} التفاعل بـ${EMOJI_NAMES[emoji] ?? emoji}`;
export const reactions = 'التفاعلات';
export const reactedWith = (emoji: string, names: readonly string[], others: number) =>
  `تفاعل ${listOf([...names.map(isolate), ...othersAfter(names, others)])} بـ ${emoji}`;
export const reactionLabel = (emoji: string, count: number, who: string, own: boolean) =>
  `${emoji} ${number(count)}: ${who}. ${own ? 'إزالة تفاعلك' : 'إضافة تفاعلك'}`;

export const composerLabel = (heading: string) => `رسالة إلى ${isolate(heading)}`;
export const composerPlaceholder = (heading: string) => `رسالة إلى ${isolate(heading)}`;
export const emoji = 'إدراج رمز تعبيري';
export const sendsIn = (seconds: number) => `إرسال بعد ${number(seconds)} ث`;
export const charactersLeft = (count: number) => {
  const characters = counted(Math.abs(count), {
    zero: '0 حرف',
    one: 'حرف واحد',
    two: 'حرفان',
    few: 'أحرف',
    many: 'حرفًا',
    other: 'حرف',
  });
  return count < 0 ? `تجاوزت الحد: ${characters}` : `المتبقي: ${characters}`;
};

export const sending = 'جارٍ الإرسال…';
export const outboxFull = (count: number) =>
  `${counted(count, {
    zero: 'لا رسائل',
    one: 'رسالة واحدة',
    two: 'رسالتان',
    few: 'رسائل',
    many: 'رسالة',
  })} بانتظار الإرسال. انتظر حتى يُرسل بعضها، أو تجاهل بعضها.`;

const EMOJI_NAMES: Readonly<Record<string, string>> = {
  '👍': 'إبهام مرفوع',
  '❤️': 'قلب',
  '😂': 'ضحك',
  '🎉': 'احتفال',
  '😮': 'دهشة',
  '😢': 'حزن',
  '✅': 'علامة صح',
  '👀': 'عينين',
};

function othersAfter(names: readonly string[], others: number): string[] {
  if (others === 0) return [];
  if (names.length > 0)
    return [
      counted(others, {
        zero: '',
        one: 'شخص آخر',
        two: 'شخصان آخران',
        few: 'آخرون',
        many: 'آخرون',
      }),
    ];
  return [counted(others, { zero: '', one: 'شخص واحد', two: 'شخصان', few: 'أشخاص', many: 'شخصًا', other: 'شخص' })];
}
