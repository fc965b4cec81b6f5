// Arabic texts of link previews, which are loaded on demand.

export const linkPreviews = 'معاينات الروابط';
export const showLinkPreviews = 'إظهار ما وراء الروابط';
export const linkPreviewsHelp =
  'يحمّل خادم Parley كل صفحة مرة واحدة للجميع، فلا تعرف المواقع من يقرأ. لا معاينة للروابط داخل الشيفرة أو الاقتباسات أو <الأقواس الزاوية>.';
export const previewOf = (host: string) => `معاينة ‎${host}‎`;
export const removePreviews = 'إزالة المعاينات من هذه الرسالة';
