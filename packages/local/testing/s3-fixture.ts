// Test fixture: S3 in a folder of its own, alone or behind HTTP with buckets, roles and AWS's own client.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import { ManualClock } from '../clock.ts';
import { Endpoints } from '../http/endpoints.ts';
import { listen, trackConnections } from '../http/server.ts';
import { Iam, parsePolicyDocument } from '../services/iam/index.ts';
import { Ids } from '../services/resource-ids.ts';
import { serviceHandler } from '../services/s3/s3-api.ts';
import { s3Resources } from '../services/s3/s3-resources.ts';
import { S3 } from '../services/s3/s3-service.ts';
import type { Storage } from '../storage/store.ts';
import { MemoryStorage } from './memory-storage.ts';

/** An S3 in which no object is stored: its folder is never made. */
export function aS3(): S3 {
  return new S3({
    storage: new MemoryStorage(),
    clock: new ManualClock(),
    folder: join(tmpdir(), 'parley-no-objects'),
  });
}

/** S3 behind HTTP, with a bucket `files` and a way to restart it on the same folder. */
export async function anS3Server(t: TestContext, bucketProperties: Record<string, unknown> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-s3-'));
  const clock = new ManualClock(Date.now());
  const storage: Storage = new MemoryStorage();
  const iam = new Iam();
  const lines: string[] = [];
  const start = async () => {
    const s3 = new S3({ storage, clock, folder });
    const endpoints = new Endpoints();
    const server = await listen(endpoints, 0, (line) => lines.push(line));
    const close = trackConnections(server);
    const say = (line: string) => void lines.push(line);
    const deps = {
      s3,
      iam,
      clock,
      endpoints,
      say,
      ids: new Ids('Test'),
      assets: { folder: () => assert.fail('no assets') },
    };
    const create = (type: string, logicalId: string, properties: Record<string, unknown>) =>
      s3Resources.find((one) => one.type === type)?.create({ logicalId, type, properties, metadata: {} }, deps);
    create('AWS::S3::Bucket', 'Files', { BucketName: 'files', ...bucketProperties });
    endpoints.add({
      host: 's3.us-east-1.amazonaws.com',
      base: '/_aws/s3',
      internal: true,
      handle: serviceHandler(deps),
    });
    endpoints.open();
    return { s3, endpoints, create, close, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  };
  let running = await start();
  const clients: S3Client[] = [];
  t.after(async () => {
    for (const one of clients) one.destroy();
    await running.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    clock,
    iam,
    folder,
    lines,
    get s3() {
      return running.s3;
    },
    get origin() {
      return running.origin;
    },
    create: (...resource: Parameters<(typeof running)['create']>) => running.create(...resource),
    async restart() {
      await running.close();
      running = await start();
    },
    /** AWS's client as a role that may perform these actions on the objects and the bucket, or as the account's root. */
    client(
      actions?: readonly string[],
      resources: readonly string[] = ['arn:aws:s3:::files', 'arn:aws:s3:::files/*'],
    ): S3Client {
      const client = new S3Client({
        region: 'us-east-1',
        endpoint: `${running.origin}/_aws/s3`,
        forcePathStyle: true,
        maxAttempts: 1,
        credentials: actions
          ? roleCredentials(iam, actions, resources)
          : { accessKeyId: 'test', secretAccessKey: 'test' },
      });
      clients.push(client);
      return client;
    },
  };
}

let roles = 0;

/** The credentials of a new role that may perform these actions on these resources. */
export function roleCredentials(iam: Iam, actions: readonly string[], resources: readonly string[]) {
  roles += 1;
  const arn = iam.createRole(`role-${roles}`, { path: '/', trust: [] });
  const Statement = [{ Effect: 'Allow', Action: actions, Resource: resources }];
  iam.grant(`role-${roles}`, parsePolicyDocument('Policy', { Statement }));
  return iam.accessKey(arn, 'test');
}
