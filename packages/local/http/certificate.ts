// This machine's TLS certificate, generated once and stored: every published client of AppSync Events requires TLS.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as X509 from '@peculiar/x509';
import { EngineError } from '../errors.ts';

/** A server's key and certificate, and the path of the authority that clients must trust: `NODE_EXTRA_CA_CERTS=ca.pem`. */
export type Certificate = { readonly key: string; readonly cert: string; readonly ca: string };

const DAY_MS = 24 * 3600 * 1000;

/** Apple's systems accept no longer validity ("Requirements for trusted certificates in iOS 13 and macOS 10.15": 825 days). */
const LIFE_MS = 820 * DAY_MS;

/** Valid from a day before, for clients whose clock is a little slow. */
const BEFORE_MS = DAY_MS;

/** Renewed when less than this is left: an engine may run for weeks. */
const RENEW_MS = 60 * DAY_MS;

const ADDRESSES = ['127.0.0.1', '::1'];

/** This machine's name and the names of AWS that the engine serves; a star stands for one label. */
const NAMES = [
  'localhost',
  '*.us-east-1.amazonaws.com',
  '*.appsync-api.us-east-1.amazonaws.com',
  '*.appsync-realtime-api.us-east-1.amazonaws.com',
  '*.execute-api.us-east-1.amazonaws.com',
  '*.auth.us-east-1.amazoncognito.com',
  '*.cloudfront.net',
];

/**
 * Reads the certificate in a folder, or generates one when there is none or it expires soon. The authority signs this one
 * certificate and its private key is discarded: a client that trusts the authority can never be shown another certificate.
 */
export async function openCertificate(folder: string, now = Date.now()): Promise<Certificate> {
  const file = (name: string) => join(folder, name);
  const paths = { ca: file('ca.pem'), cert: file('cert.pem'), key: file('key.pem') };
  try {
    if (!isValid(paths, now)) {
      const made = await generate(now);
      mkdirSync(folder, { recursive: true });
      for (const [name, text] of Object.entries(made)) {
        const path = paths[name as keyof typeof made];
        writeFileSync(`${path}.new`, text, { mode: name === 'key' ? 0o600 : 0o644 });
        renameSync(`${path}.new`, path);
      }
    }
    return { key: readFileSync(paths.key, 'utf8'), cert: readFileSync(paths.cert, 'utf8'), ca: paths.ca };
  } catch (cause) {
    throw new EngineError(
      'data-unwritable',
      `The certificate cannot be stored in ${folder}: ${(cause as Error).message}.`,
      { cause },
    );
  }
}

function isValid(paths: Record<'ca' | 'cert' | 'key', string>, now: number): boolean {
  if (!Object.values(paths).every((path) => existsSync(path))) return false;
  try {
    const [cert, ca] = [paths.cert, paths.ca].map((path) => new X509Certificate(readFileSync(path)));
    if (!cert || !ca || !cert.verify(ca.publicKey)) return false;
    if (!cert.checkPrivateKey(createPrivateKey(readFileSync(paths.key)))) return false;
    const names = NAMES.every((name) => cert.subjectAltName?.includes(`DNS:${name}`));
    return names && cert.validFromDate.getTime() <= now && cert.validToDate.getTime() - now > RENEW_MS;
  } catch {
    // A file that is not a certificate is replaced.
    return false;
  }
}

async function generate(now: number): Promise<Record<'ca' | 'cert' | 'key', string>> {
  // Loaded only when needed: loading it takes longer than the rest of the engine's start.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
  const [authority, server] = await Promise.all(
    [1, 2].map(() => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])),
  );
  if (!authority || !server) throw new Error('no keys were generated');
  const life = { notBefore: new Date(now - BEFORE_MS), notAfter: new Date(now + LIFE_MS) };
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=Parley on this machine ${new Date(now).toISOString().slice(0, 10)}`,
    keys: authority,
    signingAlgorithm: algorithm,
    ...life,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  const cert = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: ca.subject,
    publicKey: server.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: algorithm,
    ...life,
    extensions: await leafExtensions(x509, authority.publicKey, server.publicKey),
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', server.privateKey));
  return { ca: ca.toString('pem'), cert: cert.toString('pem'), key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY') };
}

type PublicKey = Parameters<typeof X509.SubjectKeyIdentifierExtension.create>[0];

async function leafExtensions(x509: typeof X509, authority: PublicKey, server: PublicKey): Promise<X509.Extension[]> {
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension([
      ...NAMES.map((value) => ({ type: 'dns', value }) as const),
      ...ADDRESSES.map((value) => ({ type: 'ip', value }) as const),
    ]),
    await x509.AuthorityKeyIdentifierExtension.create(authority),
    await x509.SubjectKeyIdentifierExtension.create(server),
  ];
}
