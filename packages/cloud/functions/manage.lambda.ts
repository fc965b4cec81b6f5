// The function that changes everything but messages: channels, members, invitations, reports, profiles, notifications and blocks.
import { blockRoutes } from './block-routes.ts';
import { channelRoutes } from './channel-routes.ts';
import { httpHandler, type RouteHandlers } from './http.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { moderationRoutes } from './moderation-routes.ts';
import { notificationRoutes } from './notification-routes.ts';
import { presenceRoutes } from './presence-routes.ts';
import { profileRoutes } from './profile-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { openServices, type Services } from './services.ts';
import { sessionRoutes } from './session-routes.ts';

export const handlers = (services: Services) => {
  const { blockUser, unblockUser } = blockRoutes(services);
  const { createChannel } = channelRoutes(services);
  const { createInvitation, revokeInvitation, acceptInvitation } = invitationRoutes(services);
  const { addMember, joinChannel } = memberRoutes(services);
  const { changeChannel, changeMember, removeMember } = moderationRoutes(services);
  const { changeNotifications } = notificationRoutes(services);
  const { changePresence } = presenceRoutes(services);
  const { changeProfile } = profileRoutes(services);
  const { createReport, settleReport } = reportRoutes(services);
  const { signOutEverywhere } = sessionRoutes(services);
  return {
    blockUser,
    unblockUser,
    createChannel,
    createInvitation,
    revokeInvitation,
    acceptInvitation,
    addMember,
    joinChannel,
    changeChannel,
    changeMember,
    removeMember,
    changeNotifications,
    changeProfile,
    changePresence,
    createReport,
    settleReport,
    signOutEverywhere,
  } satisfies RouteHandlers;
};

export const handler = httpHandler(handlers(openServices()));
