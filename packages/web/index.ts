// The public API of `@parley/web`: builds the page into a folder.
export { buildPage } from './build.ts';
