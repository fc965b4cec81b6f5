// Arabic texts of notifications and their settings, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { dateTime, isolate } = formatsOf('ar');

export const notifications = 'الإشعارات';
export const notificationLevels = { all: 'كل الرسائل', mentions: 'الإشارات', none: 'لا شيء' };
export const authorInChannel = (author: string, channel: string) => `${author} في ${channel}`;
export const authorInThread = (author: string, channel: string) => `ردّ ${isolate(author)} في ${isolate(channel)}`;
export const mentionedYou = 'تمت الإشارة إليك';
export const newMessage = 'رسالة جديدة';
export const newReply = 'رد جديد في سلسلة ردود';
export const permissionStates = {
  default: 'لا يعرض هذا المتصفح إشعارات Parley بعد.',
  granted: 'يعرض هذا المتصفح الإشعارات ما دام Parley مفتوحًا.',
  denied: 'يحظر هذا المتصفح إشعارات Parley. اسمح بها في إعدادات المتصفح لهذا الموقع، ثم أعد تحميل الصفحة.',
  unsupported: 'لا يدعم هذا المتصفح الإشعارات.',
};
export const pushesOn = 'ويعرضها أيضًا عندما يكون Parley مغلقًا.';
export const pushesOff = 'ولا يعرضها عندما يكون Parley مغلقًا.';
export const pushesUnavailable = 'لا يستطيع هذا المتصفح استقبال الإشعارات عندما يكون Parley مغلقًا.';
export const turnOnNotifications = 'تشغيل الإشعارات';
export const turnOnPushes = 'أشعرني عندما يكون Parley مغلقًا';
export const turnOffPushes = 'لا تشعرني عندما يكون Parley مغلقًا';
export const notificationsOfGuests =
  'تصلك إشعارات الإشارات والرسائل المباشرة ما دام Parley مفتوحًا. لاختيار المزيد استخدم حسابًا.';
export const playSound = 'تشغيل صوت';
export const notifyOfReplies = 'إشعاري بالردود في سلاسل الردود التي أتابعها';
export const showMessageText = 'عرض نص الرسائل في الإشعارات';
export const doNotDisturb = 'عدم الإزعاج';
export const notPaused = 'الإشعارات قيد التشغيل.';
export const pausedUntil = (time: string) => `الإشعارات متوقفة مؤقتًا حتى ${dateTime(time)}.`;
export const pauseForHour = 'إيقاف مؤقت لساعة واحدة';
export const pauseUntilTomorrow = 'إيقاف مؤقت حتى الغد';
export const resumeNotifications = 'استئناف الإشعارات';
export const quietHours = 'ساعات الهدوء';
export const quietHoursEachDay = 'لا إشعارات كل يوم بين هذين الوقتين';
export const quietFrom = 'من';
export const quietTo = 'إلى';
