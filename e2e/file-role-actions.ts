// Repeatable actions of the two roles of files: signing and completing uploads, and deleting the bytes of removed files.
import { newId } from '@parley/chat';
import { FileSender } from '../harness/file-sender.ts';
import type { TestUser } from '../harness/test-user.ts';
import { withoutHash } from './iam-permissions.ts';
import type { Outcome, RoleAction, Scene } from './role-actions.ts';

const bytes = Buffer.from('hello');
const LARGE = 17 * 1024 * 1024;

async function senderOf({ laptop }: Scene, user: TestUser): Promise<FileSender> {
  return new FileSender(user, await FileSender.configOf(laptop.addresses.page));
}

/** The outcome of several steps: that of the first that failed. */
async function outcomeOf(...steps: (() => Promise<{ status: number; text: string }>)[]): Promise<Outcome> {
  for (const step of steps) {
    const { status, text } = await step();
    if (status >= 300) return { done: false, output: text };
  }
  return { done: true, output: '' };
}

const ofApi = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  return { status, text: JSON.stringify(body) };
};
const ofStore = async (answer: Promise<Response>) => {
  const response = await answer;
  return { status: response.status, text: await response.text() };
};

/** Announces a file and stores its bytes, or some of them. */
async function store(scene: Scene, size = bytes.length) {
  const sender = await senderOf(scene, scene.other);
  const file = { fileId: newId(), name: 'a.txt', type: 'text/plain', size };
  const announced = await sender.announces(scene.channel, file);
  const { upload } = announced.body;
  const put = () => {
    if (announced.status !== 201 || upload.kind !== 'put') return ofApi(Promise.resolve(announced));
    return ofStore(sender.puts(upload, bytes));
  };
  return { sender, fileId: file.fileId, announced, put };
}

/** The actions by role. */
export const FILE_ROLE_ACTIONS: Record<string, readonly RoleAction[]> = {
  HttpFilesRole: [
    async (scene) => outcomeOf((await store(scene)).put),
    // An upload of which nothing is stored yet: the function finds out that the object is missing.
    async (scene) => {
      const { sender, fileId } = await store(scene);
      const { status, body } = await sender.completes(scene.channel, fileId);
      return { done: status === 409, output: JSON.stringify(body) };
    },
    async (scene) => {
      const { sender, fileId, put } = await store(scene);
      return outcomeOf(put, () => ofApi(sender.completes(scene.channel, fileId)));
    },
    async (scene) => {
      const { sender, fileId, announced } = await store(scene, LARGE);
      return outcomeOf(
        () => ofApi(Promise.resolve(announced)),
        () => ofApi(sender.parts(scene.channel, fileId)),
      );
    },
    async (scene) => {
      const sender = await senderOf(scene, scene.other);
      return outcomeOf(() => ofApi(sender.lists(scene.channel)));
    },
  ],
  FilesDeleteRole: [
    async ({ laptop, template }) => {
      const id = Object.keys(template.Resources).find((one) => withoutHash(one) === 'FilesDeleteFunction') ?? '';
      const record = {
        eventName: 'REMOVE',
        dynamodb: { SequenceNumber: '1', Keys: { pk: { S: `file#${newId()}` }, sk: { S: 'file' } } },
      };
      const { error, payload } = await laptop.services.lambda.invoke(laptop.services.ids.name(id), {
        Records: [record],
      });
      const failures = (payload as { batchItemFailures?: unknown[] } | null)?.batchItemFailures ?? [];
      return { done: error === undefined && failures.length === 0, output: '' };
    },
  ],
};
