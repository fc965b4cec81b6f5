// The function that reads: channels and what was missed in them, history, members, profiles, and what moderators may list.
import { blockRoutes } from './block-routes.ts';
import { channelRoutes } from './channel-routes.ts';
import { historyRoutes } from './history-routes.ts';
import { httpHandler, type RouteHandlers } from './http.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { moderationRoutes } from './moderation-routes.ts';
import { pinRoutes } from './pin-routes.ts';
import { presenceRoutes } from './presence-routes.ts';
import { profileRoutes } from './profile-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { openServices, type Services } from './services.ts';
import { syncRoutes } from './sync-routes.ts';
import { threadRoutes } from './thread-routes.ts';
import { userRoutes } from './user-routes.ts';
import { versionRoutes } from './version-routes.ts';

export const handlers = (services: Services) => {
  const { listBlocks } = blockRoutes(services);
  const { listChannels } = channelRoutes(services);
  const { listMessages } = historyRoutes(services);
  const { listInvitations, previewInvitation } = invitationRoutes(services);
  const { listMembers } = memberRoutes(services);
  const { listAuditTrail } = moderationRoutes(services);
  const { listPins } = pinRoutes(services);
  const { readProfile, listProfiles } = profileRoutes(services);
  const { askPresence } = presenceRoutes(services);
  const { listReports } = reportRoutes(services);
  const { sync } = syncRoutes(services);
  const { listThreads, readThread } = threadRoutes(services);
  const { searchUsers } = userRoutes(services);
  const { listVersions } = versionRoutes(services);
  return {
    listBlocks,
    listChannels,
    listMessages,
    listInvitations,
    previewInvitation,
    listMembers,
    listAuditTrail,
    readProfile,
    listProfiles,
    askPresence,
    listReports,
    listPins,
    sync,
    listThreads,
    readThread,
    searchUsers,
    listVersions,
  } satisfies RouteHandlers;
};

export const handler = httpHandler(handlers(openServices()));
