// Sortable identifiers: ULID (github.com/ulid/spec) and KSUID (github.com/segmentio/ksuid).

/** 48 bits of milliseconds and 80 random bits, in Crockford's base 32: 26 characters. */
export function ulid(now: number, random: Uint8Array): string {
  return digits((BigInt(now) << 80n) | big(random), CROCKFORD, 26);
}

/** 32 bits of seconds since KSUID's epoch and 128 random bits, in base 62: 27 characters. */
export function ksuid(now: number, random: Uint8Array): string {
  return digits((BigInt(Math.floor(now / 1000) - KSUID_EPOCH) << 128n) | big(random), BASE62, 27);
}

const KSUID_EPOCH = 1_400_000_000;
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function big(bytes: Uint8Array): bigint {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

function digits(number: bigint, alphabet: string, length: number): string {
  const base = BigInt(alphabet.length);
  let rest = number;
  let text = '';
  for (let at = 0; at < length; at++) {
    text = alphabet[Number(rest % base)] + text;
    rest /= base;
  }
  return text;
}
