// Arabic texts of the page as a whole: buttons, sign-in, connection, the signed-in user, errors.
import { counted, isolate, number } from './ar-formats.ts';

export const appName = 'Parley';
export const opening = 'جارٍ فتح Parley…';
export const cannotStart = 'يتعذّر بدء Parley';
export const cannotConnect = 'يتعذّر الوصول إلى Parley';
export const pageTitle = (unread: number, heading: string | undefined) =>
  `${unread > 0 ? `(${number(unread)}) ` : ''}${heading === undefined ? '' : `${isolate(heading)} – `}Parley`;
export const skipToComposer = 'الانتقال إلى حقل الرسالة';

export const cancel = 'إلغاء';
export const back = 'رجوع';
export const close = 'إغلاق';
export const hide = 'إخفاء';
export const reloadPage = 'إعادة تحميل الصفحة';
export const save = 'حفظ';
export const searchMessages = 'البحث';
export const send = 'إرسال';
export const show = 'عرض';
export const signIn = 'تسجيل الدخول';
export const signOut = 'تسجيل الخروج';
export const tryAgain = 'إعادة المحاولة';

export const pitch = 'دردشة يملكها فريقك: تصل كل رسالة مرة واحدة وبالترتيب الصحيح، على سحابتكم الخاصة.';
export const oneMoment = 'لحظة من فضلك…';
export const continueAsGuest = 'المتابعة كضيف';
export const notSignedIn = 'لم تسجّل الدخول.';
export const sessionExpired = 'انتهت صلاحية جلستك. سجّل الدخول مرة أخرى.';
export const signedOutElsewhere = 'سجّلت الخروج في نافذة أخرى.';
export const signInLinkExpired = 'انتهت صلاحية رابط تسجيل الدخول هذا. سجّل الدخول مرة أخرى.';
export const guestsOff = 'دخول الضيوف غير مفعّل. سجّل الدخول بدلًا من ذلك.';
export const signInUnreachable = 'يتعذّر الوصول إلى خدمة تسجيل الدخول.';
export const signInFailed = (status: number) => `فشل تسجيل الدخول (${number(status)}). حاول مرة أخرى.`;
export const signInRejected = (reason: string) => `رُفض تسجيل الدخول (${isolate(reason)}).`;
export const unusableToken = 'أعادت خدمة تسجيل الدخول رمزًا لا يمكن استخدامه.';
export const insecurePage = 'يتطلب تسجيل الدخول صفحة محمّلة عبر HTTPS أو من localhost.';

export const connecting = 'جارٍ الاتصال…';
export const connected = 'متصل';
export const upToDate = (entries: number) =>
  `محدَّث بالكامل، ${counted(entries, {
    zero: 'لا مُدخلات',
    one: 'مُدخل واحد',
    two: 'مُدخلان',
    few: 'مُدخلات',
    many: 'مُدخلًا',
    other: 'مُدخل',
  })}`;
export const catchingUp = 'جارٍ تحميل الجديد…';
export const deviceOffline = 'أنت غير متصل بالإنترنت. ستُرسل الرسائل عند عودة الاتصال.';
export const channelNotSaved = 'رسائل هذه القناة غير محفوظة على هذا الجهاز. ستُحمَّل عند عودة الاتصال.';
export const offline = 'غير متصل بالإنترنت';
export const notConnected = (problem: string) => `غير متصل: ${problem}`;
export const disconnected = 'انقطع الاتصال';
export const disconnectedBecause = (problem: string) => `انقطع الاتصال: ${problem}`;
export const cannotSubscribe = (problem: string) => `يتعذّر استلام الرسائل في هذه القناة: ${problem}`;
export const subscriptionRejected = 'رُفض الوصول';
export const cannotLoadMessages = (problem: string) => `تعذّر تحميل الرسائل: ${problem}`;
export const retryingIn = (seconds: number) => `إعادة المحاولة بعد ${number(seconds)} ث`;
export const retryingNow = 'جارٍ إعادة المحاولة';
export const retryNow = 'المحاولة الآن';

export const guest = 'ضيف';
export const settingsTitle = 'الإعدادات';
export const closeSettings = 'إغلاق الإعدادات';
export const openProfileOf = (name: string) => `الملف الشخصي لـ ${isolate(name)}`;
export const editProfile = 'تعديل الملف الشخصي';
export const editProfileAfterName = '، تعديل الملف الشخصي';
export const unsentNotKept = 'لا يستطيع هذا المتصفح الاحتفاظ بالرسائل غير المرسلة. ستُفقد عند إغلاق النافذة.';

export const serverUnreachable = 'يتعذّر الوصول إلى الخادم.';
export const cannotLoadView = 'تعذّر التحميل';
export const viewMayBeOutdated =
  'تعذّر تحميل هذا الجزء من Parley. إذا جرى تحديث Parley فأعد تحميل الصفحة. سيُحتفظ بنصك غير المرسل.';
export const responseCutOff = 'انقطع الاتصال قبل اكتمال رد الخادم.';
export const unexpectedResponse = (missing: string) =>
  `أرسل الخادم ردًّا غير متوقع: ${isolate(missing)} غير موجود أو غير صالح.`;
export const tooManyRequests = 'طلبات كثيرة جدًّا. حاول مرة أخرى بعد لحظات.';
export const serverFailed = (status: number) => `حدث خطأ في الخادم (${number(status)}). حاول مرة أخرى بعد لحظات.`;
export const requestRejected = (status: number) => `رفض الخادم الطلب (${number(status)}).`;
export const entriesMissing = (after: number) =>
  `لم تصل إلى الخادم بعدُ المُدخلات التي تلي ${isolate(`#${number(after)}`)}.`;
