// Mutants of files.
import type { Mutant } from './mutant.ts';

/** By a description of the bug. */
export const FILE_MUTANTS: Readonly<Record<string, Mutant>> = {
  'a message does not change the rows of its files': {
    file: 'packages/cloud/messages/post.ts',
    from: 'changes.push(...writes);',
    to: '',
    rule: 'a message has its objects',
    seed: 13,
  },
  'a completed upload still expires': {
    file: 'packages/cloud/files/file-uploads.ts',
    from: "await Promise.all([store.keep(fileId, 'original'), thumbnail && store.keep(fileId, 'thumbnail')]);",
    to: '',
    rule: 'a message has its objects',
    seed: 13,
  },
  'a removed file keeps its objects': {
    file: 'packages/cloud/files/removed-files.ts',
    from: 'await store.delete(fileId);',
    to: '',
    rule: 'what is not sent expires',
    seed: 4,
  },
  'a file of another user can be posted': {
    file: 'packages/cloud/messages/message-files.ts',
    from: 'row.userId !== userId || ',
    to: '',
    rule: 'a file is in one message of its author',
    seed: 13,
  },
  'a deletion keeps the files of its message': {
    file: 'packages/cloud/messages/message-removal.ts',
    from: '...deleteFileWrites(deps.chatTable, files),',
    to: '',
    rule: 'files of deleted messages are gone',
    seed: 69,
  },
  'an uploaded file that is not sent does not expire': {
    file: 'packages/cloud/files/file-uploads.ts',
    from: "':pending': 'pending', ':expiry': expiry(now())",
    to: "':pending': 'pending', ':expiry': 9e9",
    rule: 'what is not sent expires',
    seed: 7,
  },
};
