// German texts about how the page was built and deployed, which are loaded on demand.

export const appDescription = 'Parley: ein Chat, der deinem Team gehört.';
export const noScript = 'Parley braucht JavaScript. Schalte es in den Einstellungen deines Browsers ein.';
export const configMissing = (status: number) =>
  `config.json fehlt (${status}). Der Stack legt die Datei beim Deployment neben die Seite.`;
export const configNotJson = 'config.json ist kein JSON.';
export const configNoSignIn =
  'In config.json fehlt die Anmeldung: Dieses Parley dient einer Anwendung, die es einbettet, und lässt sich nicht über diese Seite nutzen.';
export const configInvalid = (name: string, expected: string) => `config.json: ${name} muss ${expected} sein.`;
export const expectedString = 'ein Text';
export const expectedObject = 'ein Objekt';
export const expectedAddress = (protocols: readonly string[]) =>
  `eine Adresse, die mit ${protocols.join('// oder ')}// beginnt,`;
