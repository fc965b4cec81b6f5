// Mutants of threads and quotes.
import type { Mutant } from './mutant.ts';

/** By a description of the bug. */
export const THREAD_MUTANTS: Readonly<Record<string, Mutant>> = {
  'a reply counts in its channel': {
    file: 'packages/cloud/messages/post.ts',
    from: '(isInChannel(message) ? 1 : 0)',
    to: '1',
    rule: 'replies are not counted in the channel',
    seed: 2,
  },
  'a reply is not counted at its root': {
    file: 'packages/cloud/messages/edits.ts',
    from: '...(root ? [rewriteEntry(logTable, applyReply(root, entry))] : []),',
    to: '',
    rule: 'a root counts its replies',
    seed: 2,
  },
  'an author does not follow the thread of a reply': {
    file: 'packages/cloud/messages/thread-replies.ts',
    from: 'followedBy([reply.userId, ...named.values(), ...first]',
    to: 'followedBy([...named.values(), ...first]',
    rule: 'followers are those who take part',
    seed: 6,
  },
  'a thread that is no longer followed stays in the list': {
    file: 'packages/cloud/channels/threads.ts',
    from: '{ Delete: { TableName: chatTable, Key: key } }',
    to: "{ Delete: { TableName: chatTable, Key: { ...key, sk: 'none' } } }",
    rule: 'followers have the thread in their list',
    seed: 22,
  },
  'a quote is not checked': {
    file: 'packages/cloud/messages/thread-replies.ts',
    from: 'if (replyTo > head.seq)',
    to: 'if (replyTo < 0)',
    rule: 'a quote is of an earlier entry',
    seed: 6,
  },
};
