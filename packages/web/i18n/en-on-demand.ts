// The English catalogue: the texts of views that are loaded on demand.
//
// These files import none of the texts of the first load: a module of both would be a file of its own, which is requested later.
export * from './en-deployment.ts';
export * from './en-dialogs.ts';
export * from './en-emoji.ts';
export * from './en-files.ts';
export * from './en-history.ts';
export * from './en-markdown.ts';
export * from './en-moderation.ts';
export * from './en-notifications.ts';
export * from './en-outbox.ts';
export * from './en-pins.ts';
export * from './en-presence.ts';
export * from './en-previews.ts';
export * from './en-problems.ts';
export * from './en-search.ts';
export * from './en-settings.ts';
export * from './en-threads.ts';
