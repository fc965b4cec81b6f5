// Arabic texts of what is not sent yet, loaded on demand.
import { formatsOf } from './formats.ts';

const { number, plural } = formatsOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar');

export const waitingToSend = 'بانتظار الإرسال.';
export const couldNotSend = 'تعذّر الإرسال.';
export const sendingAgainIn = (seconds: number) => `إعادة الإرسال بعد ${number(seconds)} ث.`;
export const retry = 'إعادة الإرسال';
export const edit = 'تعديل';
export const discard = 'تجاهل';
export const unsentKept = (count: number) =>
  plural(count, {
    zero: 'لا رسائل غير مرسلة.',
    one: 'رسالة واحدة غير مرسلة. ستبقى في هذا المتصفح وتُرسل عند تسجيل دخولك مرة أخرى.',
    two: 'رسالتان غير مرسلتين. ستبقيان في هذا المتصفح وتُرسلان عند تسجيل دخولك مرة أخرى.',
    few: `${number(count)} رسائل غير مرسلة. ستبقى في هذا المتصفح وتُرسل عند تسجيل دخولك مرة أخرى.`,
    many: `${number(count)} رسالة غير مرسلة. ستبقى في هذا المتصفح وتُرسل عند تسجيل دخولك مرة أخرى.`,
    other: `${number(count)} رسالة غير مرسلة. ستبقى في هذا المتصفح وتُرسل عند تسجيل دخولك مرة أخرى.`,
  });
export const notSendable = (count: number) =>
  plural(count, {
    zero: 'لا رسائل متعثّرة.',
    one: 'تعذّر إرسال رسالة واحدة. ستبقى في هذا المتصفح حتى تتجاهلها.',
    two: 'تعذّر إرسال رسالتين. ستبقيان في هذا المتصفح حتى تتجاهلهما.',
    few: `تعذّر إرسال ${number(count)} رسائل. ستبقى في هذا المتصفح حتى تتجاهلها.`,
    many: `تعذّر إرسال ${number(count)} رسالة. ستبقى في هذا المتصفح حتى تتجاهلها.`,
    other: `تعذّر إرسال ${number(count)} رسالة. ستبقى في هذا المتصفح حتى تتجاهلها.`,
  });
export const unsentLost = (count: number) =>
  plural(count, {
    zero: 'لا رسائل غير مرسلة.',
    one: 'رسالة واحدة غير مرسلة. ستُفقد عند تسجيل الخروج.',
    two: 'رسالتان غير مرسلتين. ستُفقدان عند تسجيل الخروج.',
    few: `${number(count)} رسائل غير مرسلة. ستُفقد عند تسجيل الخروج.`,
    many: `${number(count)} رسالة غير مرسلة. ستُفقد عند تسجيل الخروج.`,
    other: `${number(count)} رسالة غير مرسلة. ستُفقد عند تسجيل الخروج.`,
  });
export const guestLost = 'إذا سجّلت الخروج فلن تستطيع العودة بصفة هذا الضيف.';
export const signOutQuestion = 'هل تريد تسجيل الخروج؟';
