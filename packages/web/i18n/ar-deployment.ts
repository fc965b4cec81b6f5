// Arabic texts about how the page was built and deployed, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { isolate, number } = formatsOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar');

export const appDescription = 'Parley: دردشة يملكها فريقك.';
export const noScript = 'يحتاج Parley إلى JavaScript. فعّله في إعدادات المتصفح.';
export const configMissing = (status: number) =>
  `الملف config.json غير موجود (${number(status)}). تكتبه الحزمة بجانب الصفحة عند النشر.`;
export const configNotJson = 'الملف config.json ليس بصيغة JSON.';
export const configNoSignIn =
  'لا يحتوي config.json على تسجيل دخول: يخدم Parley هذا تطبيقًا مدمجًا، ولا يمكن استخدامه من هذه الصفحة.';
export const configInvalid = (name: string, expected: string) =>
  `الملف config.json: يجب أن يكون ${isolate(name)} ${expected}.`;
export const expectedString = 'نصًّا';
export const expectedObject = 'كائنًا';
export const expectedAddress = (protocols: readonly string[]) =>
  `عنوانًا يبدأ بـ ${protocols.map((protocol) => isolate(`${protocol}//`)).join(' أو ')}`;
