// CDK's bucket deployment: copies assets into a bucket and replaces markers in them by values of the template.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { lookup } from 'mrmime';
import type { Endpoints } from '../../http/endpoints.ts';
import { notEmulated } from '../../template/properties.ts';
import type { Resource } from '../resource-type.ts';
import type { DeployedFile, S3 } from './s3-service.ts';

/** Finds the folders of the assembly's assets. */
export type Assets = { folder(bucket: string, key: string): string };

type Source = { folder: string; markers: [string, string][]; jsonEscape: boolean };

/**
 * Does what the function behind `Custom::CDKBucketDeployment` does (aws-cdk-lib, aws-s3-deployment). AWS's addresses in the
 * values of markers are replaced by this machine's, which a browser here can open. Returns the number of files.
 */
export function deployBucket(
  resource: Resource,
  { s3, assets, endpoints }: { s3: S3; assets: Assets; endpoints: Endpoints },
): number {
  const { properties } = resource;
  const bucket = String(properties.DestinationBucketName);
  const prefix = properties.DestinationBucketKeyPrefix ? `${properties.DestinationBucketKeyPrefix}/` : '';
  const metadata = (properties.SystemMetadata ?? {}) as Record<string, string>;
  const deployed = new Set<string>();
  for (const source of sources(resource, assets)) {
    for (const [path, bytes] of files(resource.logicalId, source.folder)) {
      const key = `${prefix}${path}`;
      s3.put(bucket, key, deployedFile(path, replaceMarkers(bytes, source, endpoints), metadata));
      deployed.add(key);
    }
  }
  if (isTrue(properties.Prune ?? true))
    for (const key of s3.keys(bucket)) if (key.startsWith(prefix) && !deployed.has(key)) s3.delete(bucket, key);
  return deployed.size;
}

function sources({ logicalId, properties }: Resource, assets: Assets): Source[] {
  for (const name of ['Include', 'Exclude', 'UserMetadata'])
    if (Object.keys((properties[name] ?? {}) as object).length > 0) throw notEmulated(logicalId, name);
  const keys = (properties.SourceObjectKeys ?? []) as string[];
  const buckets = (properties.SourceBucketNames ?? []) as string[];
  const markers = (properties.SourceMarkers ?? []) as Record<string, string>[];
  const settings = (properties.SourceMarkersConfig ?? []) as { jsonEscape?: unknown; markerEncodings?: object }[];
  if (settings.some(({ markerEncodings }) => markerEncodings)) throw notEmulated(logicalId, 'markerEncodings');
  return keys.map((key, index) => ({
    folder: assets.folder(buckets[index] ?? '', key),
    markers: Object.entries(markers[index] ?? {}),
    jsonEscape: isTrue(settings[index]?.jsonEscape ?? false),
  }));
}

function* files(logicalId: string, folder: string): Generator<[string, Buffer]> {
  if (!statSync(folder).isDirectory()) throw notEmulated(logicalId, `the archive ${folder}`, 'deploy a folder');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    if (statSync(file).isFile()) yield [relative(folder, file).split(sep).join('/'), readFileSync(file)];
  }
}

function replaceMarkers(bytes: Buffer, { markers, jsonEscape }: Source, endpoints: Endpoints): Buffer {
  if (markers.length === 0) return bytes;
  let text = bytes.toString();
  for (const [marker, value] of markers)
    text = text.replaceAll(marker, () => (jsonEscape ? JSON.stringify(String(value)).slice(1, -1) : String(value)));
  return Buffer.from(endpoints.localize(text));
}

function deployedFile(path: string, body: Buffer, metadata: Record<string, string>): DeployedFile {
  const cacheControl = metadata['cache-control'];
  return {
    body,
    contentType: metadata['content-type'] ?? lookup(path) ?? 'binary/octet-stream',
    ...(cacheControl !== undefined && { cacheControl }),
  };
}

/** CloudFormation passes booleans to custom resources as booleans or as text. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
