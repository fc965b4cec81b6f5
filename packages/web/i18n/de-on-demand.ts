// The German catalogue: the texts of views that are loaded on demand.
export * from './de-deployment.ts';
export * from './de-dialogs.ts';
export * from './de-emoji.ts';
export * from './de-files.ts';
export * from './de-history.ts';
export * from './de-markdown.ts';
export * from './de-moderation.ts';
export * from './de-notifications.ts';
export * from './de-outbox.ts';
export * from './de-pins.ts';
export * from './de-presence.ts';
export * from './de-previews.ts';
export * from './de-problems.ts';
export * from './de-search.ts';
export * from './de-settings.ts';
export * from './de-threads.ts';
