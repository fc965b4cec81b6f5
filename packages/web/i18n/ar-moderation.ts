// Arabic texts about the members of a channel, reports and the audit log, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { dateTime, isolate, number } = formatsOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar');

export const members = 'الأعضاء';
export const membersWithCount = (count: number, more: boolean) => `الأعضاء (${number(count)}${more ? '+' : ''})`;
export const youAfterName = ' (أنت)';
export const roleNames = { owner: 'مالك', moderator: 'مشرف', member: 'عضو' };
export const roleMutedUntil = (role: string, at: string) => `${role}، مكتوم حتى ${dateTime(at)}`;
export const blockedAfterRole = '، محظور';
export const blockedMark = ' محظور';
export const mutedNonMembers = 'مكتومون من غير الأعضاء';
export const mutedUntil = (at: string) => `حتى ${dateTime(at)}`;
export const bannedUsers = 'المطرودون نهائيًّا';
export const searchMembers = 'البحث في الأعضاء';
export const noMembersFound = 'لا عضو بهذا الاسم.';
export const memberActionsFor = (username: string) => `إجراءات بشأن ${isolate(username)}`;
export const askAction = (action: string, name: string) => `${action}: ${isolate(name)}؟`;
export const actionOn = (action: string, username: string) => `${action}: ${isolate(username)}`;
export const makeRole = { owner: 'تعيين مالكًا', moderator: 'تعيين مشرفًا', member: 'تعيين عضوًا' };
export const mute = { hour: 'كتم لمدة ساعة', day: 'كتم لمدة يوم' };
export const unmute = 'إلغاء الكتم';
export const removeFromChannel = 'إزالة من القناة';
export const unban = 'السماح بالعودة';
export const block = 'حظر';
export const unblock = 'إلغاء الحظر';

export const reports = 'البلاغات';
export const noReports = 'لا بلاغات مفتوحة.';
export const reportsWithCount = (count: number, more: boolean) => `البلاغات (${number(count)}${more ? '+' : ''})`;
export const deleteMessage = 'حذف الرسالة';
export const reportTitle = (username: string) => `الإبلاغ عن رسالة ${isolate(username)}`;
export const reportReason = 'لماذا تُبلّغ عن هذه الرسالة؟';
export const reportHelp = (username: string) =>
  `سيرى المالكون والمشرفون بلاغك واسمك. لن يُخطَر ${isolate(username)} بذلك.`;
export const reportThanks = 'شكرًا. لا يرى بلاغك إلا المالكون والمشرفون.';

export const auditLog = 'سجل التدقيق';
export const refresh = 'تحديث';
/** What the audit log records beside the notices. */
export const auditRecord = (action: string, by: string, user: string | undefined, value: string | undefined) => {
  const what = AUDIT[action]?.(isolate(user ?? ''), value ?? '');
  if (what !== undefined) return `${isolate(by)}: ${what}`;
  return [by, action, user, value]
    .filter((part) => part !== undefined)
    .map(isolate)
    .join(' · ');
};

const AUDIT: Readonly<Record<string, (user: string, value: string) => string>> = {
  deleted: (user) => `حذف رسالة من ${user}`,
  muted: (user, until) => `كتم ${user} حتى ${dateTime(until)}`,
  unmuted: (user) => `إلغاء كتم ${user}`,
  'ban lifted': (user) => `السماح بعودة ${user}`,
  'report settled': (user) => `رفض بلاغ عن رسالة من ${user}`,
};
