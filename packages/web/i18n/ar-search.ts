// Arabic texts of the search for messages, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { day, isolate, number, plural } = formatsOf<'zero' | 'one' | 'two' | 'few' | 'many'>('ar');

export const searchPlaceholder = 'كلمات أو «عبارات» أو عوامل تصفية';
export const searchFilters = 'عوامل التصفية';
export const searchFilterNames = {
  from: 'من…',
  in: 'في…',
  after: 'منذ…',
  before: 'قبل…',
  'has:file': 'فيها ملف',
  'has:link': 'فيها رابط',
};
export const searchSuggestions = 'اقتراحات';
export const searchOrders = { newest: 'الأحدث', best: 'الأكثر تطابقًا' };
export const searchOrder = 'ترتيب النتائج';
export const searchResults = 'نتائج البحث';
export const resultsFound = (count: number, more: boolean) =>
  (more ? 'أكثر من ' : '') +
  plural(count, {
    zero: 'لا نتائج',
    one: 'نتيجة واحدة',
    two: more ? 'نتيجتين' : 'نتيجتان',
    few: `${number(count)} نتائج`,
    many: `${number(count)} نتيجة`,
    other: `${number(count)} نتيجة`,
  });
export const noResults = 'لم يُعثر على رسائل.';
export const noResultsHelp = 'جرّب كلمات أقل أو غيرها، أو أزِل أحد عوامل التصفية. يشمل البحث القنوات التي أنت فيها فقط.';
export const searchHelp =
  'يعثر على الرسائل في جميع قنواتك. يجب أن ترد كل كلمة في الرسالة، ويمكن أن تكون الأخيرة غير مكتملة. ضع الكلمات بين علامتي اقتباس للعثور عليها متجاورة.';
export const searching = 'جارٍ البحث…';
export const searchedBackTo = (at: string) =>
  `جارٍ البحث… حتى الآن رجوعًا إلى ${day(at, Date.now(), { today: 'اليوم', yesterday: 'أمس' })}.`;
export const moreResults = 'مزيد من النتائج';
export const recentSearches = 'عمليات البحث الأخيرة';
export const clearRecentSearches = 'مسح';
export const clearSearch = 'مسح البحث';
export const searchOffline = 'أنت غير متصل. البحث يحتاج إلى اتصال.';
export const searchProblems = {
  from: 'اكتب اسم شخص بعد \u2068from:\u2069.',
  in: 'لست في قناة بهذا الاسم.',
  before: 'اكتب يومًا بعد \u2068before:\u2069، مثل \u20682026-03-31\u2069.',
  after: 'اكتب يومًا بعد \u2068after:\u2069، مثل \u20682026-03-31\u2069.',
  has: 'اكتب \u2068file\u2069 (ملف) أو \u2068link\u2069 (رابط) بعد \u2068has:\u2069.',
};
export const resultIn = (channel: string) => `في ${isolate(channel)}`;
