// Arabic texts of the settings of a user, which are loaded on demand.

export const appearance = 'المظهر';
export const theme = 'السمة';
export const themeNames = { system: 'مثل هذا الجهاز', light: 'فاتحة', dark: 'داكنة' };
export const channelOrder = 'ترتيب القنوات';
export const channelOrderNames = { unread: 'غير المقروءة أولًا', name: 'حسب الاسم' };
export const density = 'الكثافة';
export const densityNames = { comfortable: 'مريحة', compact: 'مضغوطة' };
export const blockedUsers = 'المستخدمون المحظورون';
export const blockedUsersHelp = 'رسائلهم مخفية عنك، ولا يمكنهم بدء محادثة معك.';
export const noBlockedUsers = 'لم تحظر أحدًا. لحظر شخص افتح قائمة إحدى رسائله.';
