// Arabic texts about what was done to a channel and to its members.
import type { NoticeType } from '@parley/chat';
import { counted, DAY, every, isolate } from './ar-formats.ts';

/** Tells in one line what happened; the reader is undefined. */
export const notice = (notice: NoticeType, by: string | undefined, user: string | undefined, value: string) => {
  const { past, object } = NOTICES[notice];
  const whom = user === undefined ? 'أنت' : isolate(user);
  return by === undefined
    ? `أنت: ${past} ${object(whom, value)}`.trim()
    : `${isolate(by)}: ${past} ${object(whom, value)}`.trim();
};
export const unknownUser = 'شخص ما';

/**
 * What was done, as a noun: its form is the same for the reader, for women and for men, whose names do not tell the page which they
 * are. `object` is what it was done to.
 */
type Deed = { past: string; object: (user: string, value: string) => string };

const nothing = () => '';

const NOTICES: Readonly<Record<NoticeType, Deed>> = {
  joined: { past: 'انضمام إلى القناة', object: nothing },
  added: { past: 'إضافة', object: (user) => user },
  left: { past: 'مغادرة القناة', object: nothing },
  removed: { past: 'إزالة', object: (user) => user },
  banned: { past: 'طرد نهائي:', object: (user) => user },
  role: { past: 'تغيير دور', object: (user, role) => `${user} إلى ${ROLES[role] ?? isolate(role)}` },
  renamed: { past: 'تغيير اسم القناة إلى', object: (_, title) => `«${isolate(title)}»` },
  topic: {
    past: 'تغيير الموضوع:',
    object: (_, topic) => (topic === '' ? 'بلا موضوع' : isolate(topic)),
  },
  archived: { past: 'أرشفة القناة', object: nothing },
  restored: { past: 'إلغاء أرشفة القناة', object: nothing },
  slow: {
    past: 'الوضع البطيء:',
    object: (_, seconds) => (Number(seconds) > 0 ? `رسالة واحدة ${every(Number(seconds))}` : 'إيقاف'),
  },
  retention: {
    past: 'الاحتفاظ بالرسائل:',
    object: (_, days) => (Number(days) > 0 ? counted(Number(days), DAY) : 'إلى الأبد'),
  },
};

const ROLES: Readonly<Record<string, string>> = { owner: 'مالك', moderator: 'مشرف', member: 'عضو' };
