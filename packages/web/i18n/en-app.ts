// English texts of the page as a whole: buttons, sign-in, connection, the signed-in user, errors.
import { number, plural } from './en-formats.ts';

export const appName = 'Parley';
export const opening = 'Opening Parley…';
export const cannotStart = 'Parley can’t start';
export const cannotConnect = 'Can’t reach Parley';
export const pageTitle = (unread: number, heading: string | undefined) =>
  `${unread > 0 ? `(${number(unread)}) ` : ''}${heading === undefined ? '' : `${heading} – `}Parley`;
export const skipToComposer = 'Skip to message field';

export const cancel = 'Cancel';
export const back = 'Back';
export const close = 'Close';
export const hide = 'Hide';
export const reloadPage = 'Reload page';
export const save = 'Save';
export const searchMessages = 'Search messages';
export const send = 'Send';
export const show = 'Show';
export const signIn = 'Sign in';
export const signOut = 'Sign out';
export const tryAgain = 'Try again';

export const pitch = 'A chat that your team owns: every message arrives, once and in order, in your own cloud.';
export const oneMoment = 'One moment…';
export const continueAsGuest = 'Continue as guest';
export const notSignedIn = 'You’re not signed in.';
export const sessionExpired = 'Your session has expired. Sign in again.';
export const signedOutElsewhere = 'You signed out in another window.';
export const signInLinkExpired = 'This sign-in link has expired. Sign in again.';
export const guestsOff = 'Guest access is off. Sign in instead.';
export const signInUnreachable = 'Can’t reach the sign-in service.';
export const signInFailed = (status: number) => `Sign-in failed (${status}). Try again.`;
export const signInRejected = (reason: string) => `Sign-in was rejected (${reason}).`;
export const unusableToken = 'The sign-in service returned a token that can’t be used.';
export const insecurePage = 'Signing in needs a page that was loaded over HTTPS or from localhost.';

export const connecting = 'Connecting…';
export const connected = 'Connected';
export const upToDate = (entries: number) =>
  `Up to date, ${plural(entries, { one: '1 entry', other: `${number(entries)} entries` })}`;
export const catchingUp = 'Catching up…';
export const deviceOffline = 'You’re offline. Messages will be sent when you reconnect.';
export const channelNotSaved =
  'The messages of this channel aren’t on this device. They are loaded when you’re connected again.';
export const offline = 'Offline';
export const notConnected = (problem: string) => `Not connected: ${problem}`;
export const disconnected = 'Disconnected';
export const disconnectedBecause = (problem: string) => `Disconnected: ${problem}`;
export const cannotSubscribe = (problem: string) => `Can’t receive messages in this channel: ${problem}`;
export const subscriptionRejected = 'access was denied';
export const cannotLoadMessages = (problem: string) => `Couldn’t load messages: ${problem}`;
export const retryingIn = (seconds: number) => `retrying in ${number(seconds)} s`;
export const retryingNow = 'retrying now';
export const retryNow = 'Retry now';

export const guest = 'Guest';
export const settingsTitle = 'Settings';
export const closeSettings = 'Close settings';
export const openProfileOf = (name: string) => `Profile of ${name}`;
export const editProfile = 'Edit profile';
export const editProfileAfterName = ', edit profile';
export const unsentNotKept = 'This browser can’t keep unsent messages. They are lost when you close the window.';

export const serverUnreachable = 'Can’t reach the server.';
export const cannotLoadView = 'Couldn’t load this';
export const viewMayBeOutdated =
  'This part of Parley couldn’t be downloaded. If Parley was updated, reload the page. Your unsent text is kept.';
export const responseCutOff = 'The connection was lost before the server’s response was complete.';
export const unexpectedResponse = (missing: string) => `The server sent an unexpected response: no valid ${missing}.`;
export const tooManyRequests = 'Too many requests. Try again in a moment.';
export const serverFailed = (status: number) => `The server failed (${status}). Try again in a moment.`;
export const requestRejected = (status: number) => `The server rejected the request (${status}).`;
export const entriesMissing = (after: number) => `The server doesn’t have the entries after #${number(after)} yet.`;
