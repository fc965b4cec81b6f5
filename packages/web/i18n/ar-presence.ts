// Arabic texts of presence and of the notices beside the chat, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { dateTime, isolate, list: listOf, number } = formatsOf('ar');

export const presenceNames = { online: 'متصل', away: 'غائب' };
export const showPresence = 'إظهار اتصالي للآخرين';
export const showPresenceHelp = 'إذا أوقفت ذلك فلن ترى اتصال الآخرين أيضًا. ولا يراه الضيوف ولا من حظرتهم أبدًا.';
export const statusHelp = 'يراها الآخرون بجانب اسمك.';
export const statusSaved = 'تم الحفظ.';

export const mentionedIn = (headings: readonly string[]) => `أُشير إليك في ${listOf(headings.map(isolate))}`;
export const removedFromChannel = (title: string) => `أُزلت من «${isolate(title)}».`;
export const dismiss = 'إخفاء';

export const everyoneTitle = (heading: string) => `إشعار الجميع في ${isolate(heading)}؟`;
export const everyoneReached = {
  channel: (count: number) => `يصل الإشعار إلى الأعضاء الآخرين: ${number(count)}.`,
  here: (count: number) => `يصل الإشعار إلى الأعضاء الآخرين المتصلين: ${number(count)}.`,
};
export const everyoneUncounted = {
  channel: 'يصل الإشعار إلى كل الأعضاء الآخرين.',
  here: 'يصل الإشعار إلى الأعضاء الآخرين المتصلين.',
};
export const everyoneHints = { channel: 'كل من في هذه القناة', here: 'كل المتصلين الآن' };
export const sendAndNotify = 'إرسال مع إشعار';
export const sendWithoutNotifying = 'إرسال دون إشعار';

export const savedCopy = (at: string) =>
  `تعرض الصفحة ما حفظه هذا الجهاز (${dateTime(at)}). يتعذّر الوصول إلى Parley حاليًّا.`;
export const newVersion = 'يتوفّر إصدار جديد من Parley.';
export const update = 'تحديث الآن';
