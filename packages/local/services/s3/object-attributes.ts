// What clients say of an object when they store it: its system metadata, their own metadata and its tags.
import { AwsError } from '../../errors.ts';
import { headerOf, invalidArgument, type S3Call } from './s3-call.ts';
import type { ObjectAttributes } from './stored-objects.ts';

/** The system metadata that a client sets (Amazon S3 User Guide, "Working with object metadata"). */
const SYSTEM = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];

const METADATA_MAX_BYTES = 2 * 1024;
const KEY_MAX_BYTES = 1_024;

/** Amazon S3 User Guide, "Categorizing your storage using tags". */
const TAGS_MAX = 10;
const TAG_KEY_MAX = 128;
const TAG_VALUE_MAX = 256;

/** The attributes of an object that is stored by a request. */
export function attributesOf(call: S3Call): ObjectAttributes {
  const { headers } = call.request;
  if (Buffer.byteLength(call.key) > KEY_MAX_BYTES)
    throw new AwsError('KeyTooLongError', 'Your key is too long', 400, {
      Size: String(Buffer.byteLength(call.key)),
      MaxSizeAllowed: String(KEY_MAX_BYTES),
    });
  const encryption = headerOf(call, 'x-amz-server-side-encryption');
  if (encryption !== undefined && encryption !== 'AES256')
    throw new AwsError('NotImplemented', `The server-side encryption ${encryption} is not emulated; use AES256.`, 501);
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith('x-amz-meta-'))
    .map(([name, value]) => [name.slice('x-amz-meta-'.length), [value].flat().join(',')] as const);
  const bytes = metadata.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
  if (bytes > METADATA_MAX_BYTES)
    throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', 400, {
      Size: String(bytes),
      MaxSizeAllowed: String(METADATA_MAX_BYTES),
    });
  const system = SYSTEM.flatMap((name) => {
    const value = headerOf(call, name)?.replace(/(?:^|,\s*)aws-chunked\b(?:,\s*)?/, '');
    return value ? [[name, value] as const] : [];
  });
  const tagging = headerOf(call, 'x-amz-tagging');
  return {
    headers: { 'content-type': 'binary/octet-stream', ...Object.fromEntries(system) },
    metadata: Object.fromEntries(metadata),
    ...(tagging && { tags: parseTagging(tagging) }),
  };
}

/** Reads the tags of a header: `a=b&c=d`. */
function parseTagging(header: string): Record<string, string> {
  return checkTags(header.split('&').map((part) => part.split(/=(.*)/s, 2).map(decode) as [string, string?]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'));
  } catch {
    throw invalidArgument(
      'The header x-amz-tagging shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.',
      'x-amz-tagging',
      text,
    );
  }
}

/** Checks a list of tags; throws S3's errors. */
export function checkTags(tags: readonly (readonly [name: string, value?: string])[]): Record<string, string> {
  if (tags.length > TAGS_MAX) throw new AwsError('BadRequest', `Object tags cannot be greater than ${TAGS_MAX}`);
  const byName: Record<string, string> = {};
  for (const [name, value = ''] of tags) {
    if (name === '' || name.length > TAG_KEY_MAX)
      throw new AwsError('InvalidTag', 'The TagKey you have provided is invalid', 400, { TagKey: name });
    if (value.length > TAG_VALUE_MAX)
      throw new AwsError('InvalidTag', 'The TagValue you have provided is invalid', 400, { TagKey: name });
    if (Object.hasOwn(byName, name))
      throw new AwsError('InvalidTag', 'Cannot provide multiple Tags with the same key', 400, { TagKey: name });
    byName[name] = value;
  }
  return byName;
}
