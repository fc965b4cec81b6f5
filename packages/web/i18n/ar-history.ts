// Arabic texts about links to messages, their earlier versions and deletions, pins, saved messages and retention; loaded on demand.

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
