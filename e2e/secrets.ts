// Finds secrets in text: by pattern, by value, and in base64.

/** Patterns of the secrets that this project could contain. Each is strict enough to exclude accidental matches. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  'a key of AppSync': /\bda2-[a-z0-9]{26}\b/g,
  // IAM User Guide, "Understanding unique ID prefixes".
  'an access key of AWS': /\bA(?:KIA|SIA)[A-Z0-9]{16}\b/g,
  'a private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[\w+/=]{16}/g,
  'a private key of a JWK': /"d"\s*:\s*"[\w-]{40,}"/g,
  'a token': /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/g,
  'a token of GitHub or npm': /\b(?:gh[pousr]|npm)_[A-Za-z0-9]{36}\b/g,
};

/** Base64 texts, in either alphabet, that are long enough to contain a secret. */
const BASE64 = /[\w+/-]{32,}={0,2}/g;

/** A secret that was found. */
export type Secret = { is: string; value: string };

/** All texts that match a pattern, or are among the known secrets. */
export function secretsIn(text: string, known: readonly string[] = []): Secret[] {
  // The alignment is unknown: four characters encode three bytes, so decoding starts at each of four offsets.
  const hidden = [...text.matchAll(BASE64)].flatMap(([match]) =>
    [0, 1, 2, 3].map((from) => Buffer.from(match.slice(from), 'base64').toString('latin1')),
  );
  return [text, hidden.join('\n')].flatMap((readable) => [
    ...Object.entries(SHAPES).flatMap(([is, shape]) => [...readable.matchAll(shape)].map(([value]) => ({ is, value }))),
    ...known.filter((value) => readable.includes(value)).map((value) => ({ is: 'a secret of this laptop', value })),
  ]);
}

/** The paths of fields with a secret's name and a literal value instead of a reference. */
export function writtenOut(document: unknown, path = ''): string[] {
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([name, value]) => {
    const at = `${path}/${name}`;
    const isSecret = /(?:password|secret|secretstring|apikeyvalue|privatekey)$/i.test(name);
    return isSecret && typeof value === 'string' ? [at] : writtenOut(value, at);
  });
}
