// Secure Remote Password as Cognito speaks it: the server's half of USER_SRP_AUTH, by which Amplify signs in.
// Source: RFC 5054 (group of 3,072 bits) and RFC 2945; the derivation of the key is that of amazon-cognito-identity-js.
import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** What is stored of a password for SRP, as hexadecimal numbers. */
export type SrpVerifier = { salt: string; verifier: string };

/** The state between the two steps of a sign-in. */
export type SrpChallenge = { b: bigint; publicB: bigint; publicA: bigint; secretBlock: string };

const PRIME = BigInt(
  `0x${'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF'}`,
);
const GENERATOR = 2n;
const MULTIPLIER = numberOf(hash(bytesOf(PRIME), bytesOf(GENERATOR)));

/** The part of a user pool's id that is hashed with the password. */
export function poolNameOf(userPoolId: string): string {
  return userPoolId.split('_')[1] ?? userPoolId;
}

/** What to store for a password. */
export function srpVerifier(userPoolId: string, username: string, password: string): SrpVerifier {
  const salt = numberOf(randomBytes(16));
  const x = secretOf(salt, userPoolId, username, password);
  return { salt: salt.toString(16), verifier: power(GENERATOR, x).toString(16) };
}

/** Begins a sign-in; undefined for a value of the client that would make the key predictable. */
export function srpChallenge(clientA: string, { verifier }: SrpVerifier): SrpChallenge | undefined {
  if (!/^[0-9a-f]{1,1024}$/i.test(clientA)) return undefined;
  const publicA = BigInt(`0x${clientA}`);
  if (publicA % PRIME === 0n) return undefined;
  const b = numberOf(randomBytes(32));
  const publicB = (MULTIPLIER * BigInt(`0x${verifier}`) + power(GENERATOR, b)) % PRIME;
  return { b, publicB, publicA, secretBlock: randomBytes(128).toString('base64') };
}

/** Whether the client has proved that it knows the password. */
export function isProof(
  challenge: SrpChallenge,
  { verifier }: SrpVerifier,
  proof: { userPoolId: string; userId: string; timestamp: string; signature: string },
): boolean {
  const { b, publicA, publicB, secretBlock } = challenge;
  const u = numberOf(hash(bytesOf(publicA), bytesOf(publicB)));
  const shared = power((publicA * power(BigInt(`0x${verifier}`), u)) % PRIME, b);
  const key = Buffer.from(hkdfSync('sha256', bytesOf(shared), bytesOf(u), 'Caldera Derived Key', 16));
  const made = createHmac('sha256', key)
    .update(poolNameOf(proof.userPoolId))
    .update(proof.userId)
    .update(Buffer.from(secretBlock, 'base64'))
    .update(proof.timestamp)
    .digest();
  const given = Buffer.from(proof.signature, 'base64');
  return given.length === made.length && timingSafeEqual(made, given);
}

function secretOf(salt: bigint, userPoolId: string, username: string, password: string): bigint {
  const identity = hash(Buffer.from(`${poolNameOf(userPoolId)}${username}:${password}`));
  return numberOf(hash(bytesOf(salt), identity));
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % PRIME;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return result;
}

function hash(...parts: readonly Buffer[]): Buffer {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

/** A number as bytes with a leading zero when it would look negative, as Java's BigInteger writes it. */
function bytesOf(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  return Buffer.from(/^[89a-f]/i.test(even) ? `00${even}` : even, 'hex');
}
