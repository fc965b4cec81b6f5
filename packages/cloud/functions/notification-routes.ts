// What a user chooses about notifications.
import { parseNotificationChange } from '@parley/chat';
import { NotificationSettingsOfUsers } from '../notifications/notification-settings.ts';
import { jsonBody, type RouteHandlers, tokenUser } from './http.ts';
import type { Services } from './services.ts';

export const notificationRoutes = ({ rows, members }: Services) => {
  const settings = new NotificationSettingsOfUsers({ ...rows, members });
  return {
    async changeNotifications(request) {
      const change = parseNotificationChange(jsonBody(request));
      return { status: 200, body: { preferences: await settings.change(tokenUser(request), change) } };
    },
  } satisfies RouteHandlers;
};
