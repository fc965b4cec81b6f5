// Arabic texts of the sidebar, and of channels.
import { counted, dateTime, every, number } from './ar-formats.ts';

export const sidebarLabel = 'القنوات والحساب';
export const closeSidebar = 'إغلاق قائمة القنوات';
export const openSidebar = 'القنوات';
export const openSidebarWithUnread = 'القنوات، في بعضها رسائل غير مقروءة';
export const channels = 'القنوات';
export const favourites = 'المفضلة';
export const directMessages = 'الرسائل المباشرة';
export const newChannel = 'قناة جديدة';
export const browseChannels = 'تصفّح القنوات';
export const newDirectMessage = 'رسالة مباشرة جديدة';
export const privateAfterName = '، خاصة';
export const archivedAfterName = '، مؤرشفة';
export const mutedAfterName = '، مكتومة';
export const channelMenu = 'خيارات القناة';
export const switcherButton = 'انتقل إلى…';
export const markAllRead = 'تعليم الكل كمقروء';
export const unreadCount = (count: number) => `${number(count)} غير مقروءة`;
export const mentionCount = (count: number) =>
  counted(count, {
    zero: 'لا إشارات إليك',
    one: 'إشارة واحدة إليك',
    two: 'إشارتان إليك',
    few: 'إشارات إليك',
    many: 'إشارة إليك',
  });
export const yourself = 'أنت';

export const channelDetails = 'تفاصيل القناة';
export const channelDetailsWithReports = (reports: number) =>
  `تفاصيل القناة، ${counted(reports, {
    zero: 'لا بلاغات',
    one: 'بلاغ واحد',
    two: 'بلاغان',
    few: 'بلاغات',
    many: 'بلاغًا',
    other: 'بلاغ',
  })}`;
export const loading = 'جارٍ التحميل…';
export const channelArchived = 'هذه القناة مؤرشفة. يمكن قراءة الرسائل دون إرسالها.';
export const youAreMutedUntil = (at: string) => `أنت مكتوم هنا حتى ${dateTime(at)}.`;
export const cannotPost = 'لا يمكنك إرسال رسائل في هذه القناة.';
export const slowModeNotice = (seconds: number) => `الوضع البطيء: رسالة واحدة أو تعديل واحد ${every(seconds)}.`;
export const slowModeEvery = (seconds: number) => every(seconds);
