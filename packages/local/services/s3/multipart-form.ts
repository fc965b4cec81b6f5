// Reads a form of `multipart/form-data`: its fields, and the bytes of its last field, the file, as a stream.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../errors.ts';

/** The fields before the file, by their names in lower case. */
export type FormFields = Readonly<Record<string, string>>;

/** A form. `file` begins to read the bytes: a file that is larger than it says fails. */
export type UploadForm = {
  fields: FormFields;
  fileName: string;
  file(maxBytes: number): { bytes: AsyncIterable<Uint8Array>; md5: () => string };
};

/** Fields before the file (Amazon S3 API reference, POST Object: "Form data ... must be less than 20 KB"). */
const FIELDS_MAX_BYTES = 20 * 1024;

/** Reads a form up to its file. */
export async function readForm(request: IncomingMessage): Promise<UploadForm> {
  const [, quoted, plain] =
    /boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/.exec(request.headers['content-type'] ?? '') ?? [];
  const boundary = `\r\n--${quoted ?? plain ?? ''}`;
  const source = request[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const fields: Record<string, string> = {};
  // The first boundary has no line break before it.
  let rest: Buffer = Buffer.from('\r\n');
  const more = async () => {
    const { value, done } = await source.next();
    if (done) throw malformed();
    rest = Buffer.concat([rest, value]);
  };
  const until = async (mark: string): Promise<Buffer> => {
    for (;;) {
      const at = rest.indexOf(mark);
      if (at >= 0) {
        const before = rest.subarray(0, at);
        rest = rest.subarray(at + mark.length);
        return before;
      }
      if (rest.length > FIELDS_MAX_BYTES)
        throw new AwsError(
          'MaxPostPreDataLengthExceeded',
          'Your POST request fields preceding the upload file were too large.',
        );
      await more();
    }
  };
  await until(boundary);
  for (;;) {
    const head = (await until('\r\n\r\n')).toString();
    const [, name = ''] = /[\s;]name="([^"]*)"/i.exec(head) ?? [];
    if (head.startsWith('--') || name === '')
      throw new AwsError('InvalidArgument', 'POST requires exactly one file upload per request.');
    if (name.toLowerCase() === 'file') {
      const [, fileName = ''] = /filename="([^"]*)"/i.exec(head) ?? [];
      return { fields, fileName, file: (maxBytes) => fileBytes(rest, source, boundary, maxBytes) };
    }
    fields[name.toLowerCase()] = (await until(boundary)).toString();
  }
}

function fileBytes(first: Buffer, source: AsyncIterator<Uint8Array>, boundary: string, maxBytes: number) {
  const hash = createHash('md5');
  async function* bytes(): AsyncGenerator<Uint8Array> {
    let rest = first;
    let size = 0;
    for (;;) {
      const end = rest.indexOf(boundary);
      // What could be the beginning of the boundary waits for the next chunk.
      const ready = rest.subarray(0, end >= 0 ? end : Math.max(rest.length - boundary.length, 0));
      size += ready.length;
      if (size > maxBytes)
        throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
          MaxSizeAllowed: String(maxBytes),
        });
      hash.update(ready);
      if (ready.length > 0) yield ready;
      if (end >= 0) return;
      const { value, done } = await source.next();
      if (done) throw malformed();
      rest = Buffer.concat([rest.subarray(ready.length), value]);
    }
  }
  return { bytes: bytes(), md5: () => hash.digest('hex') };
}

function malformed(): AwsError {
  return new AwsError('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.');
}
