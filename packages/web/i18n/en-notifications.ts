// English texts of notifications and their settings, which are loaded on demand.
import { formatsOf } from './formats.ts';

const { dateTime } = formatsOf('en');

export const notifications = 'Notifications';
export const notificationLevels = { all: 'All messages', mentions: 'Mentions', none: 'Nothing' };
export const authorInChannel = (author: string, channel: string) => `${author} in ${channel}`;
export const authorInThread = (author: string, channel: string) => `${author} replied in ${channel}`;
export const mentionedYou = 'You were mentioned';
export const newMessage = 'New message';
export const newReply = 'New reply in a thread';
export const permissionStates = {
  default: 'This browser doesn’t show notifications of Parley yet.',
  granted: 'This browser shows notifications while Parley is open.',
  denied:
    'This browser blocks notifications of Parley. Allow them in the browser’s settings for this site, then reload the page.',
  unsupported: 'This browser has no notifications.',
};
export const pushesOn = 'It also shows them while Parley is closed.';
export const pushesOff = 'It doesn’t show them while Parley is closed.';
export const pushesUnavailable = 'This browser can’t receive notifications while Parley is closed.';
export const turnOnNotifications = 'Turn on notifications';
export const turnOnPushes = 'Notify me while Parley is closed';
export const turnOffPushes = 'Don’t notify me while Parley is closed';
export const notificationsOfGuests =
  'You are notified of mentions and direct messages while Parley is open. To choose more, use an account.';
export const playSound = 'Play a sound';
export const notifyOfReplies = 'Notify me of replies in threads that I follow';
export const showMessageText = 'Show the text of messages in notifications';
export const doNotDisturb = 'Do not disturb';
export const notPaused = 'Notifications are on.';
export const pausedUntil = (time: string) => `Notifications are paused until ${dateTime(time)}.`;
export const pauseForHour = 'Pause for 1 hour';
export const pauseUntilTomorrow = 'Pause until tomorrow';
export const resumeNotifications = 'Resume notifications';
export const quietHours = 'Quiet hours';
export const quietHoursEachDay = 'No notifications every day between these times';
export const quietFrom = 'From';
export const quietTo = 'To';
