// English texts of link previews, which are loaded on demand.

export const linkPreviews = 'Link previews';
export const showLinkPreviews = 'Show what is behind links';
export const linkPreviewsHelp =
  'Parley’s server loads each page once for everyone, so websites don’t learn who reads. It shows nothing for links in code, in quotes or in <angle brackets>.';
export const previewOf = (host: string) => `Preview of ${host}`;
export const removePreviews = 'Remove previews from this message';
