// Arabic texts of files and images, which are loaded on demand.
import { fileSizesOf } from './file-sizes.ts';
import { formatsOf } from './formats.ts';

const { isolate, number, plural } = formatsOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar');

export const fileSize = fileSizesOf('ar');

const files = (count: number) =>
  plural(count, {
    zero: 'لا ملفات',
    one: 'ملف واحد',
    two: 'ملفان',
    few: `${number(count)} ملفات`,
    many: `${number(count)} ملفًا`,
    other: `${number(count)} ملف`,
  });

export const attachFiles = 'إرفاق ملفات';
export const dropFilesHere = (heading: string) => `أفلت الملفات هنا لإرسالها إلى ${isolate(heading)}`;
export const dropFilesInThread = (heading: string) =>
  `أفلت الملفات هنا لإرسالها في سلسلة الردود هذه في ${isolate(heading)}`;
export const cannotDropHere = 'لا يمكنك إرسال ملفات هنا.';
export const attachedFiles = 'الملفات المرفقة';
export const preparingFile = 'جارٍ التحضير…';
export const waitingForUpload = 'في الانتظار…';
export const fileReady = 'جاهز';
export const uploadedPart = (percent: number) => `${number(percent)}٪`;
export const uploadFailed = 'لم يُرفع';
export const removeFile = (name: string) => `إزالة ${isolate(name)}`;
export const retryUpload = (name: string) => `رفع ${isolate(name)} مرة أخرى`;
export const uploadingFiles = (count: number, percent: number) => `جارٍ الرفع (${files(count)}): ${number(percent)}٪`;
export const uploadStarted = (count: number) => `جارٍ الرفع: ${files(count)}.`;
export const uploadFinished = (count: number) => `جاهز للإرسال: ${files(count)}.`;

export const fileTooLarge = (name: string, size: number, max: number) =>
  `حجم ${isolate(name)} هو ${fileSize(size)}. الحد الأقصى لحجم الملف ${fileSize(max)}.`;
export const fileEmpty = (name: string) => `${isolate(name)} فارغ أو مجلد.`;
export const fileTypeNotAllowed = (name: string) =>
  `لا يمكن إرسال ملفات مثل ${isolate(name)} هنا. ضعه في أرشيف مثل ملف ZIP.`;
export const tooManyFiles = (max: number) => `أقصى عدد لملفات الرسالة: ${files(max)}.`;
export const imageTooLarge = (name: string, megapixels: number, max: number) =>
  `دقة ${isolate(name)} هي ${number(megapixels)} ميغابكسل. الحد الأقصى للصورة ${number(max)}.`;
export const imageDamaged = (name: string) =>
  `${isolate(name)} ليس صورة صالحة، لذلك لا يمكن إزالة المكان والوقت منه. احفظه مرة أخرى في محرر صور.`;
export const metadataKept = (name: string) =>
  `سيُرسل ${isolate(name)} كما هو. إذا كان يحتوي على مكان التقاطه فسيتمكن الآخرون من قراءته.`;
export const tooManyWaitingFiles = 'عدد كبير من الملفات ينتظر الرفع. انتظر حتى يُرسل بعضها، أو أزل بعضها.';
export const browserStorageFull = (name: string) =>
  `لا توجد مساحة في متصفحك للاحتفاظ بـ ${isolate(name)} حتى إرساله. وفّر مساحة على هذا الجهاز.`;
export const fileLost = (name: string) => `لم يعد ${isolate(name)} في هذا المتصفح. تجاهل الرسالة وأرفق الملف مرة أخرى.`;
export const fileFailed = (name: string, problem: string) => `${isolate(name)}: ${problem}`;
export const uploadRejected = (status: number) => `فشل الرفع (${status}).`;
export const uploadInterrupted = 'انقطع الرفع.';

export const downloadFile = (name: string) => `تنزيل ${isolate(name)}`;
export const openImage = (name: string) => `فتح الصورة ${isolate(name)}`;
export const playFile = (name: string) => `تشغيل ${isolate(name)}`;
export const cannotLoadFile = 'تعذّر تحميل الملف.';
export const cannotPlayFile = 'لا يستطيع متصفحك تشغيل هذا الملف. يمكنك تنزيله.';
export const imageOf = (index: number, count: number) => `${number(index)} من ${number(count)}`;
export const previousImage = 'الصورة السابقة';
export const nextImage = 'الصورة التالية';
export const zoomIn = 'تكبير';
export const zoomOut = 'تصغير';

/** What stands for a message that has files and no text. */
export const filesExcerpt = (kind: 'image' | 'video' | 'audio' | 'file', count: number) =>
  count === 1
    ? { image: 'صورة', video: 'فيديو', audio: 'صوت', file: 'ملف' }[kind]
    : {
        image: plural(count, {
          zero: 'لا صور',
          one: 'صورة',
          two: 'صورتان',
          few: `${number(count)} صور`,
          many: `${number(count)} صورة`,
          other: `${number(count)} صورة`,
        }),
        video: `${number(count)} فيديو`,
        audio: `${number(count)} صوت`,
        file: files(count),
      }[kind];

/** The list of a channel's files. */
export const filesTab = 'الملفات';
export const filesOfChannel = 'ملفات هذه القناة';
export const kindOfFiles = 'نوع الملفات';
export const filesOfKind = (kind: 'all' | 'image' | 'media' | 'document') =>
  ({ all: 'الكل', image: 'الصور', media: 'صوت وفيديو', document: 'المستندات' })[kind];
export const noFiles = 'لا توجد ملفات هنا بعد.';
export const moreFiles = 'مزيد من الملفات';
export const jumpToMessage = 'الانتقال إلى الرسالة';
export const jumpToFile = (name: string) => `الانتقال إلى الرسالة التي فيها ${isolate(name)}`;
