// English texts about how the page was built and deployed, which are loaded on demand.

export const appDescription = 'Parley: a chat that your team owns.';
export const noScript = 'Parley needs JavaScript. Turn it on in your browser’s settings.';
export const configMissing = (status: number) =>
  `config.json is missing (${status}). The stack writes it next to the page when it is deployed.`;
export const configNotJson = 'config.json is not JSON.';
export const configNoSignIn =
  'config.json has no sign-in: this Parley serves an application that embeds it, and can’t be used from this page.';
export const configInvalid = (name: string, expected: string) => `config.json: ${name} must be ${expected}.`;
export const expectedString = 'a string';
export const expectedObject = 'an object';
export const expectedAddress = (protocols: readonly string[]) =>
  `an address that begins with ${protocols.join('// or ')}//`;
