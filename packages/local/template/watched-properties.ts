// Which properties of a resource its service reads: the others have no effect on this machine, and a start reports them.
import type { Properties } from './properties.ts';

/** Properties that only describe a resource, on AWS too. */
const DESCRIPTIVE: ReadonlySet<string> = new Set([
  'Tags',
  'TagList',
  'Description',
  'OwnerContact',
  'UserPoolTags',
  'Comment',
]);

/** Whether a property only describes its resource. */
export function isDescriptive(name: string): boolean {
  return DESCRIPTIVE.has(name);
}

/** The properties for a service, and those that it has not read. A service that copies them has read all. */
export function watchProperties(properties: Properties): { watched: Properties; unread: () => string[] } {
  const read = new Set<string | symbol>();
  const watched = new Proxy(properties, {
    get(target, name) {
      read.add(name);
      return Reflect.get(target, name) as unknown;
    },
  });
  const unread = () =>
    Object.keys(properties).filter((name) => properties[name] !== undefined && !read.has(name) && !isDescriptive(name));
  return { watched, unread };
}
