// Decimal addition and subtraction as DynamoDB does it: 38 digits, no rounding.
import { validationError } from '../dynamodb-errors.ts';

/** The precision and magnitude of DynamoDB's numbers. AWS: "Supported data types and naming rules in Amazon DynamoDB". */
const DIGITS_MAX = 38;
const EXPONENT_MAX = 126;

/** a + b, for numbers as dynalite's validations normalize them: plain decimals without an exponent. */
export function plus(a: string, b: string): string {
  const scale = Math.max(scaleOf(a), scaleOf(b));
  return format(unscaled(a, scale) + unscaled(b, scale), scale);
}

/** a − b. */
export function minus(a: string, b: string): string {
  const scale = Math.max(scaleOf(a), scaleOf(b));
  return format(unscaled(a, scale) - unscaled(b, scale), scale);
}

function scaleOf(number: string): number {
  const point = number.indexOf('.');
  return point < 0 ? 0 : number.length - point - 1;
}

function unscaled(number: string, scale: number): bigint {
  return BigInt(number.replace('.', '') + '0'.repeat(scale - scaleOf(number)));
}

function format(value: bigint, scale: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  const significant = (whole + fraction).replace(/^0+/, '');
  if (whole.length > EXPONENT_MAX)
    throw validationError('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (significant.replace(/0+$/, '').length > DIGITS_MAX)
    throw validationError('Attempting to store more than 38 significant digits in a Number');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
