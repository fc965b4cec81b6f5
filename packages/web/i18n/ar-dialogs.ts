// Arabic texts of dialogs and screens about channels and users, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { dateTime, isolate, number, plural } = formatsOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar');

export const copied = 'نُسخ';
export const copy = 'نسخ';
export const join = 'انضمام';
export const notNow = 'ليس الآن';
export const report = 'إبلاغ';
export const revoke = 'إلغاء الرابط';
export const saved = 'حُفظ';
export const saving = 'جارٍ الحفظ…';
export const displayName = 'الاسم المعروض';
export const usernameHelp = (username: string) =>
  `يشير إليك الآخرون بـ ${isolate(`@${username}`)} حتى إن غيّرت اسمك المعروض.`;
export const picture = 'الصورة';
export const uploadPhoto = 'رفع صورة…';
export const orEmoji = 'أو استخدام رمز تعبيري';
export const removePicture = 'إزالة الصورة';
export const notAnImage = 'هذا الملف ليس صورة يستطيع متصفحك فتحها.';
export const memberCount = (count: number) =>
  plural(count, {
    zero: 'لا أعضاء',
    one: 'عضو واحد',
    two: 'عضوان',
    few: `${number(count)} أعضاء`,
    many: `${number(count)} عضوًا`,
    other: `${number(count)} عضو`,
  });
export const channelNotFound = (name: string) => `لا توجد قناة باسم «${isolate(name)}» يمكنك فتحها.`;
export const noLongerAccessible = 'لم يعد بإمكانك الوصول إلى هذه القناة.';
export const notAMember = 'لا يمكنك فتح هذه القناة: لست عضوًا فيها أو لم تعد موجودة. يمكن لأحد الأعضاء إضافتك.';
export const unsentMessages = 'الرسائل غير المرسلة';
export const allChannelsJoined = 'أنت عضو في كل القنوات العامة.';
export const joinChannel = (heading: string) => `الانضمام إلى ${isolate(heading)}`;
export const leaveChannel = 'مغادرة القناة';
export const askLeaveChannel = 'مغادرة القناة…';
export const closeConversation = 'إغلاق المحادثة';
export const askCloseConversation = 'إغلاق المحادثة…';
export const returnsWithMessage = 'ستعود مع الرسالة التالية. لا يُحذف شيء ولا يُبلَّغ الآخرون.';
export const rejoinByInvitation = 'ستحتاج إلى دعوة جديدة للانضمام مرة أخرى.';
export const rejoinAnytime = 'يمكنك الانضمام مرة أخرى في أي وقت.';
export const recipients = 'إلى';
export const searchPeople = 'البحث عن أشخاص';
export const people = 'الأشخاص';
export const about = 'نبذة';
export const channelKinds = {
  public: 'قناة عامة: يستطيع الجميع العثور عليها والانضمام إليها.',
  private: 'قناة خاصة: لا ينضم إليها ولا يقرؤها إلا المدعوون.',
  direct: 'رسائل مباشرة: لا يقرؤها إلا هؤلاء الأشخاص.',
};
export const noTopic = 'لا يوجد موضوع بعد.';
export const messageUser = 'مراسلة';
export const mentionUser = 'إشارة';
export const noSuchUser = 'لا أحد يحمل اسم المستخدم هذا.';
export const addPeople = 'إضافة أشخاص';
export const add = 'إضافة';
export const noPeopleFound = 'لم يُعثر على أحد. يظهر الأشخاص هنا بعد تسجيل دخولهم لأول مرة.';
export const startChat = 'بدء محادثة';
export const settings = 'الإعدادات';
export const topic = 'الموضوع';
export const slowMode = 'الوضع البطيء';
export const slowModeOff = 'متوقف';
export const archiveChannel = 'أرشفة القناة';
export const unarchiveChannel = 'إلغاء أرشفة القناة';
export const invitationLinks = 'روابط الدعوة';
export const expiresAfter = 'تنتهي الصلاحية بعد';
export const invitationLifetime = (hours: number) =>
  hours % 24 === 0
    ? plural(hours / 24, {
        zero: '0 يوم',
        one: 'يوم واحد',
        two: 'يومان',
        few: `${number(hours / 24)} أيام`,
        many: `${number(hours / 24)} يومًا`,
        other: `${number(hours / 24)} يوم`,
      })
    : plural(hours, {
        zero: '0 ساعة',
        one: 'ساعة واحدة',
        two: 'ساعتان',
        few: `${number(hours)} ساعات`,
        many: `${number(hours)} ساعة`,
        other: `${number(hours)} ساعة`,
      });
export const createLink = 'إنشاء رابط';
export const invitationLink = 'رابط الدعوة';
export const invitationsAfterRemoval = 'إزالة شخص أو طرده نهائيًّا تلغي كل الروابط.';
export const invitationBy = (username: string) => `، من ${isolate(username)}`;
export const expiresAt = (at: string) => `تنتهي الصلاحية: ${dateTime(at)}`;
export const signInToJoin = 'سجّل الدخول للانضمام.';
export const loadingInvitation = 'جارٍ تحميل الدعوة…';
/** The name is an element of its own, as it may be written in another direction. */
export const invitedBy = <Element>(name: Element): readonly (Element | string)[] => ['دعوة من ', name, ' إلى'];

export const status = 'الحالة';
export const statusEmoji = 'رمز حالتك';
export const statusText = 'ما تفعله الآن';
export const statusPlaceholder = 'ما حالتك؟';
export const statusEnds = 'المسح بعد';
export const statusNeverEnds = 'دون مسح';
export const statusEndsIn = (minutes: number) =>
  minutes < 60
    ? plural(minutes, {
        zero: `${number(minutes)} دقيقة`,
        one: 'دقيقة',
        two: 'دقيقتان',
        few: `${number(minutes)} دقائق`,
        many: `${number(minutes)} دقيقة`,
        other: `${number(minutes)} دقيقة`,
      })
    : plural(minutes / 60, {
        zero: `${number(minutes / 60)} ساعة`,
        one: 'ساعة',
        two: 'ساعتان',
        few: `${number(minutes / 60)} ساعات`,
        many: `${number(minutes / 60)} ساعة`,
        other: `${number(minutes / 60)} ساعة`,
      });
export const statusUntil = (at: string) => `حتى ${dateTime(at)}`;
export const clearStatus = 'مسح الحالة';
export const switcherTitle = 'تبديل القناة';
export const switcherLabel = 'ابحث عن قناة أو شخص';
export const startConversation = 'بدء محادثة';
export const nothingFound = 'لا توجد نتائج.';
export const addFavourite = 'إضافة إلى المفضلة';
export const removeFavourite = 'إزالة من المفضلة';
export const unmuteChannel = 'إلغاء الكتم';
export const muteChannel = 'كتم: عدّ الإشارات إليك فقط';
export const markChannelRead = 'تعليم كمقروءة';

export const keyAlt = 'Alt';
export const keyControl = 'Ctrl';
export const keyEnter = 'Enter';
export const keyEscape = 'Esc';
export const keyShift = 'Shift';
export const keyboardShortcuts = 'اختصارات لوحة المفاتيح';
export const shortcutSend = 'إرسال الرسالة';
export const shortcutLineBreak = 'متابعة القائمة أو إدراج سطر جديد';
export const shortcutEditLast = 'تعديل رسالتك الأخيرة، في حقل فارغ';
export const shortcutSwitcher = 'الانتقال إلى قناة أخرى';
export const shortcutPreviousChannel = 'القناة السابقة';
export const shortcutNextChannel = 'القناة التالية';
export const shortcutMarkRead = 'تعليم القناة كمقروءة';
export const shortcutMarkAllRead = 'تعليم كل القنوات كمقروءة';
export const shortcutShortcuts = 'عرض اختصارات لوحة المفاتيح';

export const channelName = 'اسم القناة';
export const channelNameMissing = 'أدخل اسم القناة.';
export const channelAddress = (name: string) => `العنوان: ${isolate(`#${name}`)}`;
export const channelNameExample = 'مثل: تصميم';
export const privateChannel = 'خاصة – بالدعوة فقط';
export const create = 'إنشاء';
export const deleteFromMenu = 'حذف';
export const messageActions = 'إجراءات الرسالة';
export const askReport = 'إبلاغ…';
export const askBan = (username: string) => `طرد ${isolate(username)} نهائيًّا…`;
export const banQuestion = (username: string) => `هل تريد طرد ${isolate(username)} نهائيًّا من هذه القناة؟`;
export const blockUser = (username: string) => `حظر ${isolate(username)}`;
export const unblockUser = (username: string) => `إلغاء حظر ${isolate(username)}`;
export const markUnread = 'تعليم كغير مقروءة';
export const ban = 'طرد نهائي';

export const mentionSuggestions = 'أشخاص يمكن الإشارة إليهم';
export const channelSuggestions = 'القنوات';
export const suggestionCount = (count: number) =>
  plural(count, {
    zero: 'لا اقتراحات',
    one: 'اقتراح واحد',
    two: 'اقتراحان',
    few: `${number(count)} اقتراحات`,
    many: `${number(count)} اقتراحًا`,
    other: `${number(count)} اقتراح`,
  });
