// The Arabic catalogue: the texts of views that are loaded on demand.
export * from './ar-deployment.ts';
export * from './ar-dialogs.ts';
export * from './ar-emoji.ts';
export * from './ar-files.ts';
export * from './ar-history.ts';
export * from './ar-markdown.ts';
export * from './ar-moderation.ts';
export * from './ar-notifications.ts';
export * from './ar-outbox.ts';
export * from './ar-pins.ts';
export * from './ar-presence.ts';
export * from './ar-previews.ts';
export * from './ar-problems.ts';
export * from './ar-search.ts';
export * from './ar-settings.ts';
export * from './ar-threads.ts';
