// What the routes of pinned and saved messages take and return: a part of the documentation of all routes.

/** Documentation of these routes. */
export const KEPT_ROUTE_DOCS = {
  listPins: {
    returns:
      '`{ pins }`: up to 100 pinned messages in their current state, the newest pin first; `pinned` says who has pinned each',
  },
  listSaved: {
    request: '`?before=&limit=`: the `order` before which the page ends, and up to 50 messages',
    returns:
      '`{ version, saved: [{ channel, seq, order, at, message? }], more, marks? }`: what the user has saved, the newest first. `message` is missing while the user is not a member of its channel; deleted messages are left out and no longer saved. The first page has `marks`, the seqs of all that is saved, by channel',
  },
  saveMessage: {
    returns: '`{ version }`; saving a message again changes nothing',
    errors: ['no-message', 'deleted', 'too-many-saved', 'rate-limited'],
  },
  unsaveMessage: {
    returns: '`{ version }`, also when it was not saved',
    errors: ['rate-limited'],
  },
} as const;
