// The door of `web`: the page, built into a folder.
export { buildPage } from './build.ts';
