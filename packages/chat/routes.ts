// The routes of the HTTP API, each defined once. The stack, the functions, the page and the simulator read them from here.
/** One route of the HTTP API. */
export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path, with its parameters in braces, as API Gateway writes it. */
  path: string;
  /** Who may call it: a user with an access token, or a browser without one. */
  caller: 'user' | 'anonymous';
};

/** Every route, by name. */
export const ROUTES = {
  listChannels: { method: 'GET', path: '/channels', caller: 'user' },
  createChannel: { method: 'POST', path: '/channels', caller: 'user' },
  changeChannel: { method: 'PATCH', path: '/channels/{channel}', caller: 'user' },
  listMembers: { method: 'GET', path: '/channels/{channel}/members', caller: 'user' },
  joinChannel: { method: 'POST', path: '/channels/{channel}/members', caller: 'user' },
  addMember: { method: 'PUT', path: '/channels/{channel}/members/{userId}', caller: 'user' },
  changeMember: { method: 'PATCH', path: '/channels/{channel}/members/{userId}', caller: 'user' },
  removeMember: { method: 'DELETE', path: '/channels/{channel}/members/{userId}', caller: 'user' },
  listAuditTrail: { method: 'GET', path: '/channels/{channel}/audit', caller: 'user' },
  createReport: { method: 'POST', path: '/channels/{channel}/reports', caller: 'user' },
  listReports: { method: 'GET', path: '/channels/{channel}/reports', caller: 'user' },
  settleReport: { method: 'DELETE', path: '/channels/{channel}/reports/{seq}', caller: 'user' },
  createInvitation: { method: 'POST', path: '/channels/{channel}/invitations', caller: 'user' },
  listInvitations: { method: 'GET', path: '/channels/{channel}/invitations', caller: 'user' },
  revokeInvitation: { method: 'DELETE', path: '/channels/{channel}/invitations/{code}', caller: 'user' },
  previewInvitation: { method: 'GET', path: '/invitations/{code}', caller: 'user' },
  describeInvitation: { method: 'GET', path: '/invitations/{code}/description', caller: 'anonymous' },
  acceptInvitation: { method: 'POST', path: '/invitations/{code}', caller: 'user' },
  listMessages: { method: 'GET', path: '/channels/{channel}/messages', caller: 'user' },
  postMessage: { method: 'POST', path: '/channels/{channel}/messages', caller: 'user' },
  listVersions: { method: 'GET', path: '/channels/{channel}/messages/{seq}/versions', caller: 'user' },
  listPins: { method: 'GET', path: '/channels/{channel}/pins', caller: 'user' },
  listThreads: { method: 'GET', path: '/threads', caller: 'user' },
  readThread: { method: 'GET', path: '/channels/{channel}/threads/{seq}', caller: 'user' },
  markThreadRead: { method: 'PUT', path: '/channels/{channel}/threads/{seq}/read', caller: 'user' },
  followThread: { method: 'PUT', path: '/channels/{channel}/threads/{seq}/follow', caller: 'user' },
  createFile: { method: 'POST', path: '/channels/{channel}/files', caller: 'user' },
  listFileParts: { method: 'GET', path: '/channels/{channel}/files/{fileId}/parts', caller: 'user' },
  completeFile: { method: 'POST', path: '/channels/{channel}/files/{fileId}/complete', caller: 'user' },
  linkFiles: { method: 'POST', path: '/channels/{channel}/files/links', caller: 'user' },
  listFiles: { method: 'GET', path: '/channels/{channel}/files', caller: 'user' },
  readFile: { method: 'GET', path: '/channels/{channel}/files/{fileId}', caller: 'user' },
  listSaved: { method: 'GET', path: '/users/me/saved', caller: 'user' },
  saveMessage: { method: 'PUT', path: '/users/me/saved/{channel}/{seq}', caller: 'user' },
  unsaveMessage: { method: 'DELETE', path: '/users/me/saved/{channel}/{seq}', caller: 'user' },
  moveReadCursor: { method: 'PUT', path: '/channels/{channel}/read', caller: 'user' },
  markUnread: { method: 'PUT', path: '/channels/{channel}/unread', caller: 'user' },
  markAllRead: { method: 'PUT', path: '/read', caller: 'user' },
  sync: { method: 'POST', path: '/sync', caller: 'user' },
  searchMessages: { method: 'GET', path: '/search', caller: 'user' },
  previewLinks: { method: 'POST', path: '/previews', caller: 'user' },
  searchUsers: { method: 'GET', path: '/users', caller: 'user' },
  readProfile: { method: 'GET', path: '/users/me', caller: 'user' },
  changeProfile: { method: 'PATCH', path: '/users/me', caller: 'user' },
  listProfiles: { method: 'POST', path: '/users/profiles', caller: 'user' },
  askPresence: { method: 'POST', path: '/users/presence', caller: 'user' },
  changePresence: { method: 'PUT', path: '/users/me/presence', caller: 'user' },
  changeChannelPreference: { method: 'PATCH', path: '/users/me/channels/{channel}', caller: 'user' },
  listBlocks: { method: 'GET', path: '/users/me/blocks', caller: 'user' },
  blockUser: { method: 'PUT', path: '/users/me/blocks/{userId}', caller: 'user' },
  unblockUser: { method: 'DELETE', path: '/users/me/blocks/{userId}', caller: 'user' },
  changeNotifications: { method: 'PATCH', path: '/users/me/notifications', caller: 'user' },
  readPushKey: { method: 'GET', path: '/push-key', caller: 'user' },
  registerDevice: { method: 'PUT', path: '/users/me/devices', caller: 'user' },
  removeDevice: { method: 'DELETE', path: '/users/me/devices/{deviceId}', caller: 'user' },
  signOutEverywhere: { method: 'DELETE', path: '/users/me/sessions', caller: 'user' },
  createGuest: { method: 'POST', path: '/guests', caller: 'anonymous' },
  refreshGuest: { method: 'POST', path: '/guests/refresh', caller: 'anonymous' },
  deleteGuest: { method: 'POST', path: '/guests/sign-out', caller: 'anonymous' },
} as const satisfies Readonly<Record<string, Route>>;

export type RouteName = keyof typeof ROUTES;

/** The names of all routes. */
export const ROUTE_NAMES = /* @__PURE__ */ Object.keys(ROUTES) as RouteName[];

type ParameterNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;

/** A value for each parameter of a route's path. */
export type RouteParameters<Name extends RouteName> = Readonly<
  Record<ParameterNames<(typeof ROUTES)[Name]['path']>, string | number>
>;

/** A route's key as API Gateway writes it: `POST /channels/{channel}/messages`. */
export function routeKey(name: RouteName): string {
  const { method, path } = ROUTES[name];
  return `${method} ${path}`;
}

/** The name of the route with a key, or undefined. */
export function parseRouteKey(key: string): RouteName | undefined {
  return ROUTE_NAMES.find((name) => routeKey(name) === key);
}

/** A route's path with its parameters filled in and encoded. */
export function routePath<Name extends RouteName>(name: Name, parameters: RouteParameters<Name>): string {
  const values = parameters as Readonly<Record<string, string | number>>;
  return ROUTES[name].path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) =>
    encodeURIComponent(String(values[parameter])),
  );
}
