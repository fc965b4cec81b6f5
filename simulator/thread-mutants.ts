// Mutants of threads and quotes.
import type { Mutant } from './mutant.ts';

/** By a description of the bug. */
export const THREAD_MUTANTS: Readonly<Record<string, Mutant>> = {
  'a reply counts in its channel': {
    file: 'packages/cloud/messages/post.ts',
    from: '(isInChannel(message) ? 1 : 0)',
    to: '1',
    rule: 'replies are not counted in the channel',
  },
  'a reply is not counted at its root': {
    file: 'packages/cloud/messages/edits.ts',
    from: '...(root ? [rewriteEntry(logTable, applyReply(root, entry))] : []),',
    to: '',
    rule: 'a root counts its replies',
  },
  'what is read of a thread can move back': {
    file: 'packages/cloud/db/thread-rows.ts',
    from: "'attribute_exists(pk) AND #read < :read'",
    to: "'attribute_exists(pk)'",
    rule: 'what is read of a thread is kept',
  },
  'an author does not follow the thread of a reply': {
    file: 'packages/cloud/messages/thread-replies.ts',
    from: 'followedBy([reply.userId, ...named.values(), ...first]',
    to: 'followedBy([...named.values(), ...first]',
    rule: 'followers are those who take part',
  },
  'a thread that is no longer followed stays in the list': {
    file: 'packages/cloud/channels/threads.ts',
    from: '{ Delete: { TableName: chatTable, Key: key } }',
    to: "{ Delete: { TableName: chatTable, Key: { ...key, sk: 'none' } } }",
    rule: 'followers have the thread in their list',
  },
  'a page forgets to load its threads again after a slow response': {
    file: 'packages/web/state/threads/threads.ts',
    from: 'this.#cancelLoad = undefined;\n    this.#again = true;',
    to: 'this.#again = true;',
    rule: 'thread unread count is exact',
  },
  'a page shows threads of channels that its user has left': {
    file: 'packages/web/state/threads/threads.ts',
    from: 'return list.every(({ root }) => names.has(root.channel))',
    to: 'return names.size > 0',
    rule: 'thread unread count is exact',
  },
  'a page ignores that the index of replies is behind': {
    file: 'packages/web/state/threads/open-thread.ts',
    from: 'if (!isBehind || ',
    to: 'if (isBehind || ',
    rule: 'a thread is displayed completely',
  },
  'a quote is not checked': {
    file: 'packages/cloud/messages/thread-replies.ts',
    from: 'if (replyTo > head.seq)',
    to: 'if (replyTo < 0)',
    rule: 'a quote is of an earlier entry',
  },
  'a quote shows a message that was changed since as it was': {
    file: 'packages/web/state/threads/quotes.ts',
    from: 'for (const entry of entries) if (isChange(entry) && entry.target === seq)',
    to: 'for (const entry of []) if (isChange(entry) && entry.target === seq)',
    rule: 'a quote shows the current message',
  },
};
