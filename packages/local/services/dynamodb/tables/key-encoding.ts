// Encodes key values as texts that sort in DynamoDB's order: strings by UTF-8 bytes, binary by bytes, numbers by value.
import { typeOf, type Value } from './item.ts';

/** A text whose order by code units is DynamoDB's order of the values. Plain ASCII is its own encoding. */
export function encodeKey(value: Value): string {
  const type = typeOf(value);
  const held = value[type] as string;
  if (type === 'N') return encodeNumber(held);
  if (type === 'B') return Buffer.from(held, 'base64').toString('latin1');
  return isAscii(held) ? held : Buffer.from(held, 'utf8').toString('latin1');
}

/**
 * Sign, exponent, digits. Numbers have at most 38 digits and exponents from -130 to 125 (AWS: "Supported data types"), so
 * a shifted exponent fits one code unit. Of negative numbers, exponent and digits count downwards.
 */
export function encodeNumber(text: string): string {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const all = whole + fraction;
  const first = all.search(/[1-9]/);
  if (first < 0) return '1';
  const exponent = whole.length - first;
  const digits = all.slice(first).replace(/0+$/, '');
  if (!negative) return `2${String.fromCharCode(1000 + exponent)}${digits}`;
  const mirrored = Array.from(digits, (digit) => 9 - Number(digit)).join('');
  // Ends with a character above every digit: of two negative numbers with equal digits the longer one is smaller.
  return `0${String.fromCharCode(1000 - exponent)}${mirrored}~`;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false;
  return true;
}
