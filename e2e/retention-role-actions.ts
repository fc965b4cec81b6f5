// The repeatable action of the role that removes expired messages.
import { fillChannel } from '../harness/dynamodb-tables.ts';
import { invokeFunction, type RoleAction } from './role-actions.ts';

/** Most of a segment of the search index: the rest of it is younger, so that it is written again. */
const OLD_MESSAGES = 505;

/** Old messages, one of which is edited, mentions a member and is reported; and a search that has indexed them. */
export const RETENTION_ROLE_ACTIONS: Record<string, readonly RoleAction[]> = {
  RetentionExpireRole: [
    async ({ laptop, template, host, mentioned }) => {
      const channel = await host.createsChannel();
      await fillChannel(laptop, channel, OLD_MESSAGES, host.userId);
      await mentioned.joins(channel);
      const { username } = (await mentioned.says(channel, 'hello')).body;
      await host.edits(channel, 3, `now for @${username}`);
      await mentioned.requests('POST', `/channels/${channel}/reports`, { seq: 4, reason: 'rude' });
      for (let index = 0; index < 10; index += 1) await host.says(channel, 'young');
      await host.requests('GET', `/search?${new URLSearchParams({ q: `"number 3." in:${channel}` })}`);
      await host.requests('PATCH', `/channels/${channel}`, { retentionDays: 1 });
      return invokeFunction('RetentionExpireFunction', laptop, template);
    },
  ],
};
