// Arabic texts of the settings of a user, which are loaded on demand.

export const appearance = 'المظهر';
export const theme = 'السمة';
export const themeNames = { system: 'مثل هذا الجهاز', light: 'فاتحة', dark: 'داكنة' };
export const channelOrder = 'ترتيب القنوات';
export const channelOrderNames = { unread: 'غير المقروءة أولًا', name: 'حسب الاسم' };
export const density = 'الكثافة';
export const densityNames = { comfortable: 'مريحة', compact: 'مضغوطة' };
export const languageTitle = 'اللغة';
export const languageOfPage = 'لغة الصفحة';
export const languageOfBrowser = 'مثل هذا المتصفح';
export const blockedUsers = 'المستخدمون المحظورون';
export const blockedUsersHelp = 'رسائلهم مخفية عنك، ولا يمكنهم بدء محادثة معك.';
export const noBlockedUsers = 'لم تحظر أحدًا. لحظر شخص افتح قائمة إحدى رسائله.';

export const devices = 'الأجهزة';
export const signOutEverywhereHelp =
  'إذا فقدت جهازًا أو استخدمت جهازًا ليس لك، فسجّل الخروج من جميع الأجهزة. ستحتاج إلى تسجيل الدخول من جديد على كل منها.';
export const askSignOutEverywhere = 'تسجيل الخروج من جميع الأجهزة…';
export const signOutEverywhere = 'تسجيل الخروج من جميع الأجهزة';
export const signOutEverywhereQuestion =
  'هل تريد تسجيل الخروج من جميع الأجهزة، ومنها هذا الجهاز؟ تبقى الرسائل غير المرسلة في المتصفح الذي كتبتها فيه.';
